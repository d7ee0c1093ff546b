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
	line    int
	params  customers.CreateParams
	problem string // why the row is invalid, or ""
}

// idHash is the first half of the SHA-256 hash of an external ID.
type idHash [16]byte

func hashOf(externalID string) idHash {
	sum := sha256.Sum256([]byte(externalID))
	return idHash(sum[:16])
}

// rows reads the input line by line, so that a misplaced quote makes only its own line invalid.
type rows struct {
	lines      *bufio.Reader
	line       int
	id, status int // indexes of the columns
}

// newRows reads the header.
func newRows(r io.Reader) (*rows, error) {
	in := &rows{lines: bufio.NewReaderSize(r, maxLine)}
	header, _, err := in.fields()
	if err != nil {
		return nil, fmt.Errorf("header of the input: %w", err)
	}
	if len(header) > 0 {
		header[0] = string(bytes.TrimPrefix([]byte(header[0]), []byte("\ufeff"))) // spreadsheets write a byte order mark
	}
	in.id, in.status = slices.Index(header, "external_id"), slices.Index(header, "status")
	if in.id < 0 || in.status < 0 {
		return nil, fmt.Errorf("header of the input is %q, must contain external_id and status", header)
	}
	return in, nil
}

// next returns the next non-empty row, or io.EOF.
func (in *rows) next() (row, error) {
	for {
		fields, problem, err := in.fields()
		if err != nil {
			return row{}, err
		}
		r := row{line: in.line, problem: problem}
		switch {
		case problem != "":
			return r, nil
		case fields == nil:
			continue
		case len(fields) <= max(in.id, in.status):
			r.problem = "a column is missing"
			return r, nil
		}
		r.params = customers.CreateParams{ExternalID: fields[in.id], Status: customers.Status(fields[in.status])}
		r.problem = validate(r.params)
		return r, nil
	}
}

// validate returns the problem with the fields, or "".
func validate(p customers.CreateParams) string {
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

// fields reads a line and splits it. An empty line has no fields. If the line cannot be split, problem is set.
func (in *rows) fields() (fields []string, problem string, err error) {
	in.line++
	text, more, err := in.lines.ReadLine()
	if err != nil {
		return nil, "", err
	}
	if more {
		for more && err == nil {
			_, more, err = in.lines.ReadLine()
		}
		return nil, "the line is too long", nil // the next ReadLine returns the error again
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

// countLines counts the lines of a file, including the header and empty lines.
func countLines(path string) (int, error) {
	f, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }() // only read
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
