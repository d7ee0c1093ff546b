package customerstest

import (
	"net/http"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// FaultKind is a kind of [Fault].
type FaultKind string

// With faults of these kinds the request is not carried out.
const (
	// FaultStatus responds with Status (503 by default), an error body and Header. It is the default kind.
	FaultStatus FaultKind = "status"
	// FaultHTML responds with Status (502 by default) and an HTML page, as a gateway does.
	FaultHTML FaultKind = "html"
	// FaultRedirect responds with Status (307 by default) and the Location from Header ("/elsewhere" by default).
	FaultRedirect FaultKind = "redirect"
	// FaultReset resets the connection before the request is read.
	FaultReset FaultKind = "reset"
)

// With faults of these kinds the request is carried out.
const (
	// FaultDelay holds the response for Delay (100 ms by default). The request is carried out at once, even if the client
	// does not wait for the response.
	FaultDelay FaultKind = "delay"
	// FaultDrip waits for Delay (100 ms by default) before every 16 bytes of the body.
	FaultDrip FaultKind = "drip"
	// FaultStatusAfter responds with Status (504 by default, from 500 to 599), an error body and Header, as a gateway does
	// that gave up waiting.
	FaultStatusAfter FaultKind = "status-after"
	// FaultResetAfter resets the connection instead of responding.
	FaultResetAfter FaultKind = "reset-after"
	// FaultTruncate sends only half of the body.
	FaultTruncate FaultKind = "truncate"
	// FaultContentType labels the response text/plain.
	FaultContentType FaultKind = "content-type"
	// FaultOversized responds with 9 MiB of JSON.
	FaultOversized FaultKind = "oversized"
	// FaultGarbage responds with invalid JSON labelled application/json.
	FaultGarbage FaultKind = "garbage"
)

// Fault is a failure that the server injects into the requests it applies to.
type Fault struct {
	Kind      FaultKind     // FaultStatus by default
	Operation string        // such as OpGet; "" for any
	Status    int           // for FaultStatus, FaultHTML, FaultRedirect and FaultStatusAfter
	Message   string        // in the error body of FaultStatus and FaultStatusAfter; the reason phrase by default
	Header    http.Header   // set on the response, such as Retry-After
	Delay     time.Duration // for FaultDelay and FaultDrip
}

// Fail injects a fault into the next requests, as many as times; each attempt of a call is one request. Faults are
// injected in the order in which they were added; a fault for one operation waits for a request of that operation. An
// invalid argument fails the test, and so do the 10,001st fault that waits and, when the test ends, a fault that was
// never injected.
func (s *Server) Fail(f Fault, times int) {
	s.t.Helper()
	if times < 1 {
		s.t.Fatalf("customerstest: Fail: times must be at least 1, got %d", times)
	}
	op, found := findOperation(f.Operation)
	if f.Operation != "" && !found {
		s.t.Fatalf("customerstest: Fail: operation %q is unknown, want one of %s", f.Operation, operationNames())
	}
	if err := s.sandbox.Fail(sandbox.Fault{
		Kind:      sandbox.FaultKind(f.Kind),
		Operation: op.id,
		Status:    f.Status,
		Message:   f.Message,
		Header:    f.Header,
		Delay:     f.Delay,
	}, times); err != nil {
		s.t.Fatalf("customerstest: %v", err)
	}
}

// reportUnusedFaults fails a test that would pass although the failure that it is about never happened.
func (s *Server) reportUnusedFaults() {
	if s.t.Failed() {
		return // it may have ended before it sent the requests
	}
	for _, f := range s.sandbox.UnusedFaults() {
		requests := "request"
		if f.Operation != "" {
			requests = "request of " + requestName(f.Operation)
		}
		s.t.Errorf("customerstest: the fault %s was never injected, because no %s came after it was added", f.Kind, requests)
	}
}
