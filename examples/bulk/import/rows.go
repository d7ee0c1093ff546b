package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"unicode/utf8"

	"github.com/ledgerlink/link-sdk-go/customers"
)

const maxLine = 64 << 10

// row is one line of the input.
type row struct {
	line   int
	params customers.CreateParams
	bad    string // why it is no customer, "" when it is one
}

// fingerprint stands for an external ID, in 16 bytes.
type fingerprint [16]byte

func fingerprintOf(externalID string) fingerprint {
	sum := sha256.Sum256([]byte(externalID))
	return fingerprint(sum[:16])
}

// rows reads the input line by line: a stray quote spoils its own line, and no other.
type rows struct {
	lines      *bufio.Reader
	line       int
	id, status int // columns
}

// newRows reads the header.
func newRows(r io.Reader) (*rows, error) {
	in := &rows{lines: bufio.NewReaderSize(r, maxLine)}
	header, _, err := in.fields()
	if err != nil {
		return nil, fmt.Errorf("the input's header: %w", err)
	}
	if len(header) > 0 {
		header[0] = string(bytes.TrimPrefix([]byte(header[0]), []byte("\ufeff"))) // as spreadsheets write it
	}
	in.id, in.status = slices.Index(header, "external_id"), slices.Index(header, "status")
	if in.id < 0 || in.status < 0 {
		return nil, fmt.Errorf("the input's header is %q, and needs external_id and status", header)
	}
	return in, nil
}

// next returns the next row that is not empty, or io.EOF.
func (in *rows) next() (row, error) {
	for {
		fields, bad, err := in.fields()
		if err != nil {
			return row{}, err
		}
		r := row{line: in.line, bad: bad}
		switch {
		case bad != "":
			return r, nil
		case fields == nil:
			continue
		case len(fields) <= max(in.id, in.status):
			r.bad = "a column is missing"
			return r, nil
		}
		r.params = customers.CreateParams{ExternalID: fields[in.id], Status: customers.Status(fields[in.status])}
		r.bad = fault(r.params)
		return r, nil
	}
}

func fault(p customers.CreateParams) string {
	switch {
	case p.ExternalID == "":
		return "external_id is empty"
	case p.Status == "":
		return "status is empty"
	case !utf8.ValidString(p.ExternalID) || !utf8.ValidString(string(p.Status)):
		return "the line is not valid UTF-8"
	}
	return ""
}

// fields splits a line; an empty one has none. It says what is wrong with one that cannot be split.
func (in *rows) fields() (fields []string, bad string, err error) {
	in.line++
	text, more, err := in.lines.ReadLine()
	if err != nil {
		return nil, "", err
	}
	if more {
		for more && err == nil {
			_, more, err = in.lines.ReadLine()
		}
		return nil, "the line is too long", nil // an error comes again with the next line
	}
	fields, err = csv.NewReader(bytes.NewReader(text)).Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, "", nil
	case err != nil:
		var syntax *csv.ParseError
		errors.As(err, &syntax)
		return nil, syntax.Err.Error(), nil
	}
	return fields, "", nil
}

// countLines counts what next would return, for the progress: the header, and maybe some empty lines, with it.
func countLines(path string) (int, error) {
	f, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }() // it was only read
	n, lines := 0, bufio.NewReaderSize(f, maxLine)
	for {
		_, more, err := lines.ReadLine()
		switch {
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return 0, err
		case !more:
			n++
		}
	}
}
