package sandbox

import (
	"container/list"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// MaxFaultHeaders is how many values of FaultHeader with times have a count. If there are more, the sandbox forgets the
// one that was not used for the longest time.
const MaxFaultHeaders = 1024

// maxPlannedFaults is how many planned faults can wait for requests.
const maxPlannedFaults = 10_000

// faultQueue holds the faults to inject.
type faultQueue struct {
	mu           sync.Mutex
	planned      []*plannedFault
	headerCounts headerCounts
}

type plannedFault struct {
	Fault
	remaining int  // how many times to inject it, or unlimited
	injected  bool // at least once
}

const unlimited = -1

// Fail injects a fault into the next requests, as many as times; 0 means every request from now on. Faults are injected
// in the order in which they were planned; a fault for one operation waits for a request of that operation. At most
// 10,000 faults can wait.
func (s *Sandbox) Fail(f Fault, times int) error {
	f, err := f.withDefaults()
	if err == nil && times < 0 {
		err = fmt.Errorf("times must not be negative, got %d", times)
	}
	if err == nil && f.Operation != "" && !slices.Contains(s.validator.OperationIDs(), f.Operation) {
		err = fmt.Errorf("operation %q is not in the spec, want one of %s",
			f.Operation, strings.Join(s.validator.OperationIDs(), ", "))
	}
	if err == nil {
		err = s.faults.plan(f, times)
	}
	if err != nil {
		return fmt.Errorf("sandbox: fault: %w", err)
	}
	return nil
}

func (q *faultQueue) plan(f Fault, times int) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.planned) >= maxPlannedFaults {
		return fmt.Errorf("%d faults are planned and wait for requests", len(q.planned))
	}
	remaining := times
	if times == 0 {
		remaining = unlimited
	}
	q.planned = append(q.planned, &plannedFault{Fault: f, remaining: remaining})
	return nil
}

// UnusedFaults returns the faults planned by [Sandbox.Fail] that applied to no request so far, in order.
func (s *Sandbox) UnusedFaults() []Fault {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	var unused []Fault
	for _, f := range s.faults.planned {
		if !f.injected {
			unused = append(unused, f.Fault)
		}
	}
	return unused
}

// nextFault returns the fault for a request: from its FaultHeader if it has one and the API key, otherwise the next
// planned fault that applies. It returns nil if there is none.
func (s *Sandbox) nextFault(r *http.Request) (*Fault, error) {
	if header := r.Header.Get(FaultHeader); header != "" && s.isAuthorized(r) {
		return s.faults.fromHeader(header)
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	if len(s.faults.planned) == 0 { // the usual case, which must not pay for matching the operation
		return nil, nil //nolint:nilnil // no fault and no error
	}
	operation, _, _ := s.validator.Operation(r)
	for i, f := range s.faults.planned {
		if f.Operation == "" || f.Operation == operation {
			f.injected = true
			if f.remaining > 0 {
				f.remaining--
			}
			if f.remaining == 0 {
				s.faults.planned = slices.Delete(s.faults.planned, i, i+1)
			}
			return &f.Fault, nil
		}
	}
	return nil, nil //nolint:nilnil // no fault and no error
}

// fromHeader returns the fault of a header value. With times=N, every N+1st request with the same value passes, so that
// a client that repeats the header on each attempt receives N faults per call.
func (q *faultQueue) fromHeader(header string) (*Fault, error) {
	f, times, err := ParseFault(header)
	if err != nil {
		return nil, err
	}
	if times == 0 {
		return &f, nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.headerCounts.take(header, times) {
		return nil, nil //nolint:nilnil // no fault and no error
	}
	return &f, nil
}

// headerCounts counts the faults injected in a row, by the value of FaultHeader. It keeps the counts of the values that
// were used last.
type headerCounts struct {
	byHeader map[string]*list.Element
	recent   list.List // of *headerCount; the one used last is in front
}

type headerCount struct {
	header string
	faults int
}

// take counts a request, and reports whether it receives a fault: times requests in a row do, the next one does not.
func (c *headerCounts) take(header string, times int) bool {
	element, found := c.byHeader[header]
	if !found {
		element = c.add(header)
	}
	c.recent.MoveToFront(element)
	count, _ := element.Value.(*headerCount)
	if count.faults == times {
		c.remove(element)
		return false
	}
	count.faults++
	return true
}

// add begins a count. It removes the one that was not used for the longest time if there are too many.
func (c *headerCounts) add(header string) *list.Element {
	if c.byHeader == nil {
		c.byHeader = make(map[string]*list.Element)
	}
	if len(c.byHeader) >= MaxFaultHeaders {
		c.remove(c.recent.Back())
	}
	element := c.recent.PushFront(&headerCount{header: header})
	c.byHeader[header] = element
	return element
}

func (c *headerCounts) remove(element *list.Element) {
	if count, ok := c.recent.Remove(element).(*headerCount); ok {
		delete(c.byHeader, count.header)
	}
}
