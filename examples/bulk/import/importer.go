package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// importer sends rows to the API and writes results to the journal. CreateAll runs all of it in one goroutine.
type importer struct {
	journal  *journal
	progress progress
	pending  map[int]row // the running calls, by their index in CreateAll
	seen     map[idHash]int
	sent     int
	open     int   // rows without a final outcome
	stop     error // if set, no more rows are sent
}

func (i *importer) run(ctx context.Context, client *customers.Client, in io.Reader, concurrency int) error {
	rows, err := newRows(in)
	if err != nil {
		return err
	}
	options := customers.BulkOptions{Concurrency: concurrency}
	// Running calls do not end with ctx, so that their outcomes are known after Ctrl-C.
	for result, err := range client.CreateAll(context.WithoutCancel(ctx), i.input(ctx, rows), options) {
		if err != nil {
			return err
		}
		i.record(result)
	}
	switch {
	case i.stop != nil:
		return i.stop
	case i.open > 0:
		return fmt.Errorf("%d rows failed or have an unknown outcome: run again to retry them", i.open)
	}
	return nil
}

// input yields the rows to send and records the outcome of the others.
func (i *importer) input(ctx context.Context, rows *rows) iter.Seq[customers.CreateParams] {
	return func(yield func(customers.CreateParams) bool) {
		for i.stop == nil {
			if ctx.Err() != nil {
				i.stop = errors.New("interrupted: run again to continue")
				return
			}
			r, err := rows.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				i.stop = err
				return
			}
			if !i.shouldSend(r) {
				continue
			}
			i.pending[i.sent] = r
			i.sent++
			if !yield(r.params) {
				return
			}
		}
	}
}

// shouldSend reports whether to send a row. If not, it records the outcome of the row.
func (i *importer) shouldSend(r row) bool {
	done, err := i.journal.isDone(r)
	if err != nil {
		i.stop = err
		return false
	}
	first, duplicate := 0, false
	if r.problem == "" {
		hash := hashOf(r.params.ExternalID)
		if first, duplicate = i.seen[hash]; !duplicate {
			i.seen[hash] = r.line
		}
	}
	switch {
	case done:
		i.progress.add("done before")
	case r.problem != "":
		i.write(r, outcomeInvalid, "", r.problem)
	case duplicate:
		i.write(r, outcomeDuplicate, "", "same external_id as line "+strconv.Itoa(first))
	default:
		return true
	}
	return false
}

func (i *importer) record(result customers.BulkResult) {
	r := i.pending[result.Index]
	delete(i.pending, result.Index)
	id, message := "", ""
	if result.Customer != nil {
		id = result.Customer.ID
	}
	if result.Err != nil {
		message = result.Err.Error()
	}
	i.write(r, result.Outcome, id, message)
	if result.Outcome == customers.OutcomeFailed || result.Outcome == customers.OutcomeUnknown {
		i.open++
	}
	for _, fatal := range []error{customers.ErrUnauthorized, customers.ErrForbidden, customers.ErrRateLimited} {
		if errors.Is(result.Err, fatal) && i.stop == nil {
			i.stop = fmt.Errorf("stopped, because the next rows would fail with the same error: %w", result.Err)
		}
	}
}

func (i *importer) write(r row, outcome customers.Outcome, id, message string) {
	if err := i.journal.write(r, outcome, id, message); err != nil && i.stop == nil {
		i.stop = err // do not send rows whose results cannot be written
	}
	i.progress.add(outcome)
}
