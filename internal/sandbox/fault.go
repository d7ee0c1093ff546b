package sandbox

import (
	"fmt"
	"net/http"
	"slices"
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
