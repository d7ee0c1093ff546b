package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
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

	FaultDelay       FaultKind = "delay"        // holds the response for Delay
	FaultDrip        FaultKind = "drip"         // waits for Delay before every 16 bytes of the body
	FaultStatusAfter FaultKind = "status-after" // responds with Status and an error body, as a gateway does that gave up
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
		FaultDelay, FaultDrip, FaultStatusAfter, FaultResetAfter,
		FaultTruncate, FaultContentType, FaultOversized, FaultGarbage,
	}
}

// Fault is a failure that the sandbox injects into the requests it applies to.
type Fault struct {
	Kind      FaultKind     // FaultStatus by default
	Operation string        // operationId in the spec, such as "getCustomer"; "" for any
	Status    int           // for status (503 by default), html (502), redirect (307) and status-after (504)
	Message   string        // in the error body of status and status-after; the reason phrase by default
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
	lowest, highest, usual := f.Kind.statusCodes()
	hasDelay := f.Kind == FaultDelay || f.Kind == FaultDrip
	if f.Status == 0 {
		f.Status = usual
	}
	if f.Delay == 0 && hasDelay {
		f.Delay = defaultFaultDelay
	}
	switch { // a setting without effect would be a test of something else than its author wanted
	case usual == 0 && f.Status != 0:
		return f, fmt.Errorf("%s has no status", f.Kind)
	case f.Status < lowest || f.Status > highest:
		return f, fmt.Errorf("status of %s must be from %d to %d, got %d", f.Kind, lowest, highest, f.Status)
	case f.Message != "" && f.Kind != FaultStatus && f.Kind != FaultStatusAfter:
		return f, fmt.Errorf("%s has no message", f.Kind)
	case !hasDelay && f.Delay != 0:
		return f, fmt.Errorf("%s has no delay", f.Kind)
	case f.Delay < 0:
		return f, fmt.Errorf("delay must be positive, got %v", f.Delay)
	}
	return f, nil
}

// statusCodes returns the status codes that a fault of this kind can have, and the default. All are 0 if it has none.
func (k FaultKind) statusCodes() (lowest, highest, usual int) {
	switch k {
	case FaultStatus:
		return 400, 599, http.StatusServiceUnavailable
	case FaultHTML:
		return 200, 599, http.StatusBadGateway
	case FaultRedirect:
		return 300, 399, http.StatusTemporaryRedirect
	case FaultStatusAfter: // a 4xx would state that the request was not carried out
		return 500, 599, http.StatusGatewayTimeout
	default:
		return 0, 0, 0
	}
}

// FaultHeader is the request header that injects a fault, such as "reset;times=2", if the request has the API key.
const FaultHeader = "X-Sandbox-Fault"

// Limits of a fault in text form, which clients can send.
const (
	MaxFaultBytes = 1024
	MaxFaultDelay = time.Minute
)

// ParseFault parses the value of [FaultHeader] or of the -fault flag of cmd/sandbox: a kind, then parameters, separated
// by semicolons. times is 0 if it is not given.
//
//	status;status=429;retry-after=2;limit=1000;remaining=0;reset=1775120400;times=2;op=getCustomer
//	delay;delay=250ms
//	redirect;status=302;location=/elsewhere
//
// The parameter id has no effect, except that headers with different ids are counted separately. The text may have
// [MaxFaultBytes], and the delay may be [MaxFaultDelay].
func ParseFault(text string) (f Fault, times int, err error) {
	if len(text) > MaxFaultBytes {
		return f, 0, fmt.Errorf("fault %.100q is longer than %d bytes", text, MaxFaultBytes)
	}
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
	if f.Delay > MaxFaultDelay {
		return f, 0, fmt.Errorf("fault %.100q: delay must be at most %v, got %v", text, MaxFaultDelay, f.Delay)
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
