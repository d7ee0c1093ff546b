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

// importer takes rows to the API and results to the journal. All of it runs in one goroutine, as CreateAll promises.
type importer struct {
	journal  *journal
	progress progress
	underWay map[int]row // by the index that CreateAll gave them; as many as its concurrency
	seen     map[fingerprint]int
	sent     int
	open     int   // rows that another run has to settle
	stop     error // why no more rows are taken
}

func (i *importer) run(ctx context.Context, client *customers.Client, in io.Reader, concurrency int) error {
	rows, err := newRows(in)
	if err != nil {
		return err
	}
	options := customers.BulkOptions{Concurrency: concurrency}
	// The calls do not end with ctx: who presses Ctrl-C wants to know what became of them.
	for result, err := range client.CreateAll(context.WithoutCancel(ctx), i.input(ctx, rows), options) {
		if err != nil {
			return err
		}
		i.take(result)
	}
	switch {
	case i.stop != nil:
		return i.stop
	case i.open > 0:
		return fmt.Errorf("%d rows failed or have an unknown outcome: run again to settle them", i.open)
	}
	return nil
}

// input yields the rows that are to be sent, and deals with all others.
func (i *importer) input(ctx context.Context, rows *rows) iter.Seq[customers.CreateParams] {
	return func(yield func(customers.CreateParams) bool) {
		for i.stop == nil {
			if ctx.Err() != nil {
				i.stop = errors.New("interrupted: run again to go on")
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
			if !i.wants(r) {
				continue
			}
			i.underWay[i.sent] = r
			i.sent++
			if !yield(r.params) {
				return
			}
		}
	}
}

// wants reports whether a row is to be sent, and settles one that is not.
func (i *importer) wants(r row) bool {
	done, err := i.journal.isDone(r)
	if err != nil {
		i.stop = err
		return false
	}
	first, twice := 0, false
	if r.bad == "" {
		mark := fingerprintOf(r.params.ExternalID)
		if first, twice = i.seen[mark]; !twice {
			i.seen[mark] = r.line
		}
	}
	switch {
	case done:
		i.progress.add("done before")
	case r.bad != "":
		i.settle(r, outcomeInvalid, "", r.bad)
	case twice:
		i.settle(r, outcomeDuplicate, "", "the external_id is that of line "+strconv.Itoa(first))
	default:
		return true
	}
	return false
}

func (i *importer) take(result customers.BulkResult) {
	r := i.underWay[result.Index]
	delete(i.underWay, result.Index)
	id, message := "", ""
	if result.Customer != nil {
		id = result.Customer.ID
	}
	if result.Err != nil {
		message = result.Err.Error()
	}
	i.settle(r, result.Outcome, id, message)
	if result.Outcome == customers.OutcomeFailed || result.Outcome == customers.OutcomeUnknown {
		i.open++
	}
	for _, hopeless := range []error{customers.ErrUnauthorized, customers.ErrForbidden, customers.ErrRateLimited} {
		if errors.Is(result.Err, hopeless) && i.stop == nil {
			i.stop = fmt.Errorf("stopped, because the next rows would meet the same: %w", result.Err)
		}
	}
}

func (i *importer) settle(r row, outcome customers.Outcome, id, message string) {
	if err := i.journal.write(r, outcome, id, message); err != nil && i.stop == nil {
		i.stop = err // what cannot be noted is not to be done
	}
	i.progress.add(outcome)
}
