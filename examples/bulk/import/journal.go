package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// What the program itself finds wrong with a row.
const (
	outcomeInvalid   customers.Outcome = "invalid row"
	outcomeDuplicate customers.Outcome = "duplicate row"
)

// final are the outcomes that another run would not change.
var final = []customers.Outcome{ //nolint:gochecknoglobals // a constant, which Go has no slices of
	customers.OutcomeCreated, customers.OutcomeExists, customers.OutcomeRefused, outcomeInvalid, outcomeDuplicate,
}

// errNoResults keeps the program from spoiling a file that is something else.
var errNoResults = errors.New("is not a file of results of this program")

const header = "line,external_id,outcome,id,message\n"

// syncEvery bounds what a power cut can take. It takes nothing that the API does not still know.
const syncEvery = time.Second

// journal is the results file. It is only ever appended to, one whole line at a time, so that a kill between two writes
// loses nothing; the last record of a row counts.
type journal struct {
	file   *os.File
	synced time.Time
	done   map[int]fingerprint // the external IDs of the rows with a final outcome, by line
}

// openJournal opens or creates the file and reads how far the last run came.
func openJournal(path string) (*journal, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600) //nolint:gosec // the user names the file
	if err != nil {
		return nil, err
	}
	j := &journal{file: f, synced: time.Now(), done: map[int]fingerprint{}}
	if err := j.recover(); err != nil {
		_ = f.Close() // nothing was written
		return nil, fmt.Errorf("%s %w", path, err)
	}
	return j, nil
}

// recover reads the records, cuts off one that was not written to its end, and begins an empty file with the header.
func (j *journal) recover() error {
	lines := bufio.NewReader(j.file)
	whole := 0
	var torn string
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			torn = line // the program was writing it when it ended
			break
		}
		if err != nil {
			return err
		}
		if err := j.remember(line, whole == 0); err != nil {
			return err
		}
		whole += len(line)
	}
	if whole == 0 && !strings.HasPrefix(header, torn) {
		return errNoResults
	}
	if err := j.file.Truncate(int64(whole)); err != nil {
		return err
	}
	if whole == 0 {
		_, err := j.file.WriteString(header)
		return err
	}
	return nil
}

// remember takes in a line of the file.
func (j *journal) remember(line string, first bool) error {
	if first {
		if line != header {
			return errNoResults
		}
		return nil
	}
	record, err := csv.NewReader(strings.NewReader(line)).Read()
	if err != nil || len(record) != 5 {
		return errNoResults
	}
	number, err := strconv.Atoi(record[0])
	if err != nil {
		return errNoResults
	}
	if slices.Contains(final, customers.Outcome(record[2])) {
		j.done[number] = fingerprintOf(record[1])
	}
	return nil
}

// isDone reports whether a row has a final outcome. A row that was another one when it got it is an error.
func (j *journal) isDone(r row) (bool, error) {
	was, done := j.done[r.line]
	if done && was != fingerprintOf(printable(r.params.ExternalID)) {
		return false, fmt.Errorf("line %d has another external_id than in the results: they belong to another input", r.line)
	}
	return done, nil
}

// write appends a record in one piece. It has one line, whatever is in it.
func (j *journal) write(r row, outcome customers.Outcome, id, message string) error {
	var line bytes.Buffer
	w := csv.NewWriter(&line)
	_ = w.Write([]string{ // a buffer does not fail
		strconv.Itoa(r.line), printable(r.params.ExternalID), string(outcome), printable(id), printable(message),
	})
	w.Flush()
	if _, err := j.file.Write(line.Bytes()); err != nil {
		return fmt.Errorf("results: %w", err)
	}
	if time.Since(j.synced) < syncEvery {
		return nil
	}
	j.synced = time.Now()
	return j.file.Sync()
}

func (j *journal) close() error { return errors.Join(j.file.Sync(), j.file.Close()) }

// printable keeps a record on one line, and makes it UTF-8.
func printable(text string) string {
	return string(bytes.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, []byte(text)))
}
