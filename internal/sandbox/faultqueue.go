package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
)

// faultQueue holds the faults that are still to happen.
type faultQueue struct {
	mu      sync.Mutex
	planned []*plannedFault
	counted map[string]int // how often each value of the fault header has been obeyed in a row
}

type plannedFault struct {
	Fault
	left int // forever, or how often it is still to happen
}

// Fail plans a fault for the next requests, as many as times says; 0 means all from now on. Faults happen in the
// order in which they were planned; one that names an operation waits for it.
func (s *Sandbox) Fail(f Fault, times int) error {
	f, err := f.complete()
	if err == nil && times < 0 {
		err = fmt.Errorf("times should not be negative, is %d", times)
	}
	if err == nil && f.Operation != "" && !slices.Contains(s.validator.OperationIDs(), f.Operation) {
		err = fmt.Errorf("the spec has no operation %q", f.Operation)
	}
	if err != nil {
		return fmt.Errorf("sandbox: fault: %w", err)
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	left := times
	if times == 0 {
		left = forever
	}
	s.faults.planned = append(s.faults.planned, &plannedFault{Fault: f, left: left})
	return nil
}

const forever = -1

// nextFault returns the fault for a request: the one that its header asks for, else the one that was planned, else nil.
func (s *Sandbox) nextFault(r *http.Request) (*Fault, error) {
	if asked := r.Header.Get(FaultHeader); asked != "" {
		return s.faults.asked(asked)
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	if len(s.faults.planned) == 0 { // as it nearly always is: no request pays for looking its operation up
		return nil, nil //nolint:nilnil // no fault, and nothing wrong
	}
	operation, _, _ := s.validator.Operation(r)
	for _, f := range s.faults.planned {
		if f.left != 0 && (f.Operation == "" || f.Operation == operation) {
			if f.left > 0 {
				f.left--
			}
			return &f.Fault, nil
		}
	}
	return nil, nil //nolint:nilnil // no fault, and nothing wrong
}

// asked counts the requests with the same header: after times of them one passes, and the count begins anew. So a
// client that repeats its header with every attempt meets that many faults, call after call.
func (q *faultQueue) asked(header string) (*Fault, error) {
	f, times, err := ParseFault(header)
	if err != nil {
		return nil, err
	}
	if times == 0 {
		return &f, nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.counted == nil {
		q.counted = make(map[string]int)
	}
	if q.counted[header] == times {
		delete(q.counted, header)
		return nil, nil //nolint:nilnil // no fault this time
	}
	q.counted[header]++
	return &f, nil
}
