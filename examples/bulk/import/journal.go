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

// Outcomes of rows that are not sent.
const (
	outcomeInvalid   customers.Outcome = "invalid row"
	outcomeDuplicate customers.Outcome = "duplicate row"
)

// final lists the outcomes that another run would not change.
var final = []customers.Outcome{ //nolint:gochecknoglobals // never assigned again
	customers.OutcomeCreated, customers.OutcomeExists, customers.OutcomeRefused, outcomeInvalid, outcomeDuplicate,
}

// errNotResults prevents the program from overwriting another file.
var errNotResults = errors.New("is not a results file of this program")

const header = "line,external_id,outcome,id,message\n"

// syncEvery is how much of the results a power failure can lose. The customers still exist in the API.
const syncEvery = time.Second

// journal is the results file. The program only appends whole lines, so that a kill between two writes loses nothing.
// The last record of a row counts.
type journal struct {
	file   *os.File
	synced time.Time
	done   map[int]idHash // the external IDs of the rows with a final outcome, by line
}

// openJournal opens or creates the file and reads the outcomes of earlier runs.
func openJournal(path string) (*journal, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600) //nolint:gosec // the user names the file
	if err != nil {
		return nil, err
	}
	j := &journal{file: f, synced: time.Now(), done: map[int]idHash{}}
	if err := j.load(); err != nil {
		_ = f.Close() // nothing was written
		return nil, fmt.Errorf("%s %w", path, err)
	}
	return j, nil
}

// load reads the records and removes an incomplete last one. It writes the header to an empty file.
func (j *journal) load() error {
	lines := bufio.NewReader(j.file)
	complete := 0 // bytes
	var rest string
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			rest = line // the program ended while it wrote this line
			break
		}
		if err != nil {
			return err
		}
		if err := j.parse(line, complete == 0); err != nil {
			return err
		}
		complete += len(line)
	}
	if complete == 0 && !strings.HasPrefix(header, rest) {
		return errNotResults
	}
	if err := j.file.Truncate(int64(complete)); err != nil {
		return err
	}
	if complete == 0 {
		_, err := j.file.WriteString(header)
		return err
	}
	return nil
}

// parse parses one line of the file and stores a final outcome in done.
func (j *journal) parse(line string, first bool) error {
	if first {
		if line != header {
			return errNotResults
		}
		return nil
	}
	record, err := csv.NewReader(strings.NewReader(line)).Read()
	if err != nil || len(record) != 5 {
		return errNotResults
	}
	number, err := strconv.Atoi(record[0])
	if err != nil {
		return errNotResults
	}
	if slices.Contains(final, customers.Outcome(record[2])) {
		j.done[number] = hashOf(record[1])
	}
	return nil
}

// isDone reports whether a row has a final outcome. It returns an error if the outcome belongs to another external ID.
func (j *journal) isDone(r row) (bool, error) {
	hash, done := j.done[r.line]
	if done && hash != hashOf(printable(r.params.ExternalID)) {
		return false, fmt.Errorf("line %d has another external_id than in the results, which belong to another input", r.line)
	}
	return done, nil
}

// write appends a record with a single write of a single line.
func (j *journal) write(r row, outcome customers.Outcome, id, message string) error {
	var line bytes.Buffer
	w := csv.NewWriter(&line)
	_ = w.Write([]string{ // a bytes.Buffer does not fail
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

// printable replaces control characters by spaces and makes the text valid UTF-8.
func printable(text string) string {
	return string(bytes.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, []byte(text)))
}
