package faulttest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestToxics crosses every toxic with every operation, on a fresh connection and on one that was kept alive.
func TestToxics(t *testing.T) {
	t.Parallel()
	for _, tox := range toxics() {
		for _, op := range operations() {
			for _, connection := range []string{"fresh", "kept alive"} {
				t.Run(tox.name+"/"+op.name+"/"+connection, func(t *testing.T) {
					t.Parallel()
					s := newStage(t)
					if connection == "kept alive" {
						s.keepAlive(t)
					}
					s.poison(t, tox.toxics...)
					want := tox.single
					if op.list {
						want = tox.list
					}
					within := endsWithin
					if want == right {
						s.client, within = s.patient(t), answersWithin // slow is not wrong, on a busy machine least of all
					}
					got, err := inTime(t, s, op, within)
					s.close()
					checkAnswer(t, s, op, want, got, err)
					if op.write {
						checkWrite(t, s, op, err)
					}
				})
			}
		}
	}
}

// inTime makes the call, and fails the test if it does not end.
func inTime(t *testing.T, s *stage, op operation, within time.Duration) (got any, err error) {
	t.Helper()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		got, err = op.call(t.Context(), s, customers.WithRequestHeader(callHeader, op.name))
	}()
	select {
	case <-ended:
	case <-time.After(within):
		t.Fatalf("the call has not ended after %v", within)
	}
	return got, err
}

// checkAnswer wants the right answer or a typed error, and never both or neither.
func checkAnswer(t *testing.T, s *stage, op operation, want verdict, got any, err error) {
	t.Helper()
	if err == nil {
		if want == broken {
			t.Errorf("succeeded with %v, although no answer can have come", got)
		}
		if diff := cmp.Diff(op.want(t, s), got); diff != "" {
			t.Errorf("a wrong answer (-want +got):\n%s", diff)
		}
		return
	}
	if got != nil {
		t.Errorf("an answer, %v, beside the error %v", got, err)
	}
	if want == right {
		t.Errorf("failed, although the toxic leaves the answer whole: %v", err)
	}
	var e *customers.Error
	if !errors.As(err, &e) || e.Op != op.name || len(e.Attempts) == 0 {
		t.Errorf("error %#v is not a *customers.Error of %s with its attempts", err, op.name)
	}
	// Whatever a connection does, the failure is that no complete answer came: nothing here is the API's own refusal.
	if !errors.Is(err, customers.ErrTransport) {
		t.Errorf("%v is not ErrTransport", err)
	}
}

// checkWrite holds what the call said of a write against what the sandbox has.
func checkWrite(t *testing.T, s *stage, op operation, err error) {
	t.Helper()
	after := storedList(t, s.box)
	done, was := op.done(after, s), s.journal.take(op.name)
	switch {
	case err == nil && !done:
		t.Errorf("succeeded, but the sandbox shows nothing of it (%+v)", was)
	case err != nil && !errors.Is(err, customers.ErrOutcomeUnknown) && (was.applied > 0 || !cmp.Equal(s.before, after)):
		t.Errorf("failed for certain, but was done (%+v): %v", was, err)
	case !done && !cmp.Equal(s.before, after):
		t.Errorf("something else was done: %s", cmp.Diff(s.before, after))
	}
	if op.name == "Create" && was.arrived > 1 {
		t.Errorf("the Create reached the server %d times", was.arrived)
	}
	if op.name != "Update" && was.applied > 1 {
		t.Errorf("was done %d times", was.applied)
	}
}

// TestRefusedConnection: where nobody listens, nothing was sent. So even a Create is tried again, and a write that fails
// is known not to have been done.
func TestRefusedConnection(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.poison(t)
			_, err := inTime(t, s, op, endsWithin)
			var e *customers.Error
			if !errors.As(err, &e) || len(e.Attempts) != attempts {
				t.Errorf("%#v, want %d attempts", err, attempts)
			}
			if !errors.Is(err, customers.ErrTransport) || errors.Is(err, customers.ErrOutcomeUnknown) {
				t.Errorf("%v, want ErrTransport and a known outcome", err)
			}
		})
	}
}
