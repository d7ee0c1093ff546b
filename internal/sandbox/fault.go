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

// FaultKind is a kind of fault.
type FaultKind string

// The kinds of faults. With the first four the request is not carried out; with the others it is.
const (
	FaultStatus   FaultKind = "status"   // responds with Status, an error body and Header
	FaultHTML     FaultKind = "html"     // responds with Status and an HTML page, as a gateway does
	FaultRedirect FaultKind = "redirect" // responds with Status and a Location header
	FaultReset    FaultKind = "reset"    // resets the connection before the request is read

	FaultDelay       FaultKind = "delay"        // carries the request out after Delay
	FaultDrip        FaultKind = "drip"         // waits for Delay before every 16 bytes of the body
	FaultResetAfter  FaultKind = "reset-after"  // resets the connection instead of responding
	FaultTruncate    FaultKind = "truncate"     // sends only half of the body
	FaultContentType FaultKind = "content-type" // labels the response text/plain
	FaultOversized   FaultKind = "oversized"    // responds with 9 MiB of JSON
	FaultGarbage     FaultKind = "garbage"      // responds with invalid JSON labelled application/json
)

// FaultKinds returns every kind, in the order of the documentation.
func FaultKinds() []FaultKind {
	return []FaultKind{
		FaultStatus, FaultHTML, FaultRedirect, FaultReset,
		FaultDelay, FaultDrip, FaultResetAfter, FaultTruncate, FaultContentType, FaultOversized, FaultGarbage,
	}
}

// Fault is a failure that the sandbox injects into the requests it applies to.
type Fault struct {
	Kind      FaultKind     // FaultStatus by default
	Operation string        // operationId in the spec, such as "getCustomer"; "" for any
	Status    int           // for status (503 by default), html (502) and redirect (307)
	Message   string        // in the error body of status; the reason phrase by default
	Header    http.Header   // set on the response
	Delay     time.Duration // for delay and drip; 100 ms by default
}

const defaultFaultDelay = 100 * time.Millisecond

// withDefaults returns the fault with its defaults, or an error that names the invalid field.
func (f Fault) withDefaults() (Fault, error) {
	if f.Kind == "" {
		f.Kind = FaultStatus
	}
	if !slices.Contains(FaultKinds(), f.Kind) {
		return f, fmt.Errorf("unknown kind %q, want one of %v", f.Kind, FaultKinds())
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
		return f, fmt.Errorf("status of %s must be from %d to %d, got %d", f.Kind, lowest, highest, f.Status)
	}
	if f.Delay == 0 {
		f.Delay = defaultFaultDelay
	}
	if f.Delay < 0 {
		return f, fmt.Errorf("delay must be positive, got %v", f.Delay)
	}
	return f, nil
}

// FaultHeader is the request header that injects a fault, such as "reset;times=2".
const FaultHeader = "X-Sandbox-Fault"

// ParseFault parses the value of [FaultHeader] or of the -fault flag of cmd/sandbox: a kind, then parameters, separated
// by semicolons. times is 0 if it is not given.
//
//	status;status=429;retry-after=2;limit=1000;remaining=0;reset=1775120400;times=2;op=getCustomer
//	delay;delay=250ms
//	redirect;status=302;location=/elsewhere
//
// The parameter id has no effect, except that headers with different ids are counted separately.
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
			header, known := headerParameters()[name]
			if !known {
				return f, 0, fmt.Errorf("fault %.100q: unknown parameter %.50q", text, name)
			}
			f.Header.Set(header, value)
		}
		if err != nil {
			return f, 0, fmt.Errorf("fault %.100q: parameter %s has the invalid value %.50q", text, name, value)
		}
	}
	if f, err = f.withDefaults(); err != nil {
		return f, 0, fmt.Errorf("fault %.100q: %w", text, err)
	}
	return f, times, nil
}

// headerParameters maps the parameters that set a response header to that header.
func headerParameters() map[string]string {
	return map[string]string{
		"retry-after": "Retry-After",
		"limit":       "X-RateLimit-Limit",
		"remaining":   "X-RateLimit-Remaining",
		"reset":       "X-RateLimit-Reset",
		"location":    "Location",
	}
}

// faultQueue holds the faults to inject.
type faultQueue struct {
	mu           sync.Mutex
	planned      []*plannedFault
	headerCounts map[string]int // faults injected in a row, by the value of FaultHeader
}

type plannedFault struct {
	Fault
	remaining int // how many times to inject it, or unlimited
}

const unlimited = -1

// Fail injects a fault into the next requests, as many as times; 0 means every request from now on. Faults are injected
// in the order in which they were planned; a fault for one operation waits for a request of that operation.
func (s *Sandbox) Fail(f Fault, times int) error {
	f, err := f.withDefaults()
	if err == nil && times < 0 {
		err = fmt.Errorf("times must not be negative, got %d", times)
	}
	if err == nil && f.Operation != "" && !slices.Contains(s.validator.OperationIDs(), f.Operation) {
		err = fmt.Errorf("operation %q is not in the spec", f.Operation)
	}
	if err != nil {
		return fmt.Errorf("sandbox: fault: %w", err)
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	remaining := times
	if times == 0 {
		remaining = unlimited
	}
	s.faults.planned = append(s.faults.planned, &plannedFault{Fault: f, remaining: remaining})
	return nil
}

// nextFault returns the fault for a request: from its FaultHeader if it has one, otherwise the next planned fault that
// applies. It returns nil if there is none.
func (s *Sandbox) nextFault(r *http.Request) (*Fault, error) {
	if header := r.Header.Get(FaultHeader); header != "" {
		return s.faults.fromHeader(header)
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	if len(s.faults.planned) == 0 { // the usual case, which must not pay for matching the operation
		return nil, nil //nolint:nilnil // no fault and no error
	}
	operation, _, _ := s.validator.Operation(r)
	for _, f := range s.faults.planned {
		if f.remaining != 0 && (f.Operation == "" || f.Operation == operation) {
			if f.remaining > 0 {
				f.remaining--
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
	if q.headerCounts == nil {
		q.headerCounts = make(map[string]int)
	}
	if q.headerCounts[header] == times {
		delete(q.headerCounts, header)
		return nil, nil //nolint:nilnil // no fault and no error
	}
	q.headerCounts[header]++
	return &f, nil
}
