package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// FaultKind says how a fault misbehaves.
type FaultKind string

// The kinds of faults. The first four do not carry out what was asked; the others do, and spoil the answer.
const (
	FaultStatus   FaultKind = "status"   // answers with Status, an error body and Header
	FaultHTML     FaultKind = "html"     // answers with Status and an HTML page, as a gateway does
	FaultRedirect FaultKind = "redirect" // answers with Status (307) and a Location
	FaultReset    FaultKind = "reset"    // resets the connection before the request is read

	FaultDelay       FaultKind = "delay"        // waits for Delay, then answers as usual
	FaultDrip        FaultKind = "drip"         // answers as usual, with a pause of Delay before every 16 bytes
	FaultResetAfter  FaultKind = "reset-after"  // carries the request out, then resets the connection
	FaultTruncate    FaultKind = "truncate"     // breaks off in the middle of the body
	FaultContentType FaultKind = "content-type" // the answer is called text/plain
	FaultOversized   FaultKind = "oversized"    // the answer is a JSON document of 9 MiB
	FaultGarbage     FaultKind = "garbage"      // the answer is called JSON and is not
)

// FaultKinds returns every kind, in the order of the documentation.
func FaultKinds() []FaultKind {
	return []FaultKind{
		FaultStatus, FaultHTML, FaultRedirect, FaultReset,
		FaultDelay, FaultDrip, FaultResetAfter, FaultTruncate, FaultContentType, FaultOversized, FaultGarbage,
	}
}

// Fault is one way to misbehave, for the requests that it applies to.
type Fault struct {
	Kind      FaultKind
	Operation string        // the spec's operation, as "getCustomer"; "" for any
	Status    int           // of status (503 by default), html (502) and redirect (307)
	Message   string        // of the error body of status
	Header    http.Header   // set on the answer
	Delay     time.Duration // of delay and drip; 100 ms by default
}

const defaultDelay = 100 * time.Millisecond

// complete fills in the defaults, or says which field is wrong and why.
func (f Fault) complete() (Fault, error) {
	if f.Kind == "" {
		f.Kind = FaultStatus
	}
	if !slices.Contains(FaultKinds(), f.Kind) {
		return f, fmt.Errorf("kind %q is none of %v", f.Kind, FaultKinds())
	}
	lowest, highest, usual := 400, 599, http.StatusServiceUnavailable
	switch f.Kind {
	case FaultHTML:
		lowest, usual = 200, http.StatusBadGateway
	case FaultRedirect:
		lowest, highest, usual = 300, 399, http.StatusTemporaryRedirect
	}
	if f.Status == 0 {
		f.Status = usual
	}
	if f.Status < lowest || f.Status > highest {
		return f, fmt.Errorf("status of %s should be from %d to %d, is %d", f.Kind, lowest, highest, f.Status)
	}
	if f.Delay == 0 {
		f.Delay = defaultDelay
	}
	if f.Delay < 0 {
		return f, fmt.Errorf("delay should be positive, is %v", f.Delay)
	}
	return f, nil
}

// FaultHeader is the request header that asks for a fault: "reset;times=2".
const FaultHeader = "X-Sandbox-Fault"

// ParseFault reads a fault as the header and the flag of cmd/sandbox write it: the kind, then parameters, each behind a
// semicolon. times is 0 when it is not given.
//
//	status;status=429;retry-after=2;limit=1000;remaining=0;reset=1775120400;times=2;op=getCustomer
//	delay;delay=250ms
//	redirect;status=302;location=/elsewhere
//
// The parameter id means nothing: it tells two headers apart that are alike, so that each has a count of its own.
func ParseFault(text string) (f Fault, times int, err error) {
	parts := strings.Split(text, ";")
	if strings.TrimSpace(parts[0]) == "" {
		return f, 0, fmt.Errorf("fault %.100q: kind is missing", text)
	}
	f = Fault{Kind: FaultKind(strings.TrimSpace(parts[0])), Header: http.Header{}}
	for _, part := range parts[1:] {
		name, value, _ := strings.Cut(part, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		switch name {
		case "times":
			times, err = strconv.Atoi(value)
			if err == nil && times < 1 {
				err = strconv.ErrRange
			}
		case "status":
			f.Status, err = strconv.Atoi(value)
		case "delay":
			f.Delay, err = time.ParseDuration(value)
		case "op":
			f.Operation = value
		case "message":
			f.Message = value
		case "id":
		default:
			header, known := faultHeaders()[name]
			if !known {
				return f, 0, fmt.Errorf("fault %.100q: unknown parameter %.50q", text, name)
			}
			f.Header.Set(header, value)
		}
		if err != nil {
			return f, 0, fmt.Errorf("fault %.100q: parameter %s has the value %.50q", text, name, value)
		}
	}
	if f, err = f.complete(); err != nil {
		return f, 0, fmt.Errorf("fault %.100q: %w", text, err)
	}
	return f, times, nil
}

// faultHeaders are the parameters that set a header of the answer.
func faultHeaders() map[string]string {
	return map[string]string{
		"retry-after": "Retry-After",
		"limit":       "X-RateLimit-Limit",
		"remaining":   "X-RateLimit-Remaining",
		"reset":       "X-RateLimit-Reset",
		"location":    "Location",
	}
}

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
