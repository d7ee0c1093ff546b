package customerstest

import (
	"net/http"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// FaultKind says how a [Fault] misbehaves.
type FaultKind string

// Faults of these kinds do not carry out what was asked.
const (
	// FaultStatus answers with Status (503 by default), an error body and Header. It is the default kind.
	FaultStatus FaultKind = "status"
	// FaultHTML answers with Status (502 by default) and an HTML page, as a gateway does.
	FaultHTML FaultKind = "html"
	// FaultRedirect answers with Status (307 by default) and the Location of Header, "/elsewhere" by default.
	FaultRedirect FaultKind = "redirect"
	// FaultReset resets the connection before the request is read.
	FaultReset FaultKind = "reset"
)

// Faults of these kinds carry it out, and spoil the answer.
const (
	// FaultDelay waits for Delay (100 ms by default), then answers as usual.
	FaultDelay FaultKind = "delay"
	// FaultDrip answers as usual, with a pause of Delay before every 16 bytes of the body.
	FaultDrip FaultKind = "drip"
	// FaultResetAfter resets the connection instead of answering.
	FaultResetAfter FaultKind = "reset-after"
	// FaultTruncate breaks off in the middle of the body.
	FaultTruncate FaultKind = "truncate"
	// FaultContentType calls the answer text/plain.
	FaultContentType FaultKind = "content-type"
	// FaultOversized answers with a JSON document of 9 MiB.
	FaultOversized FaultKind = "oversized"
	// FaultGarbage answers with something that is called JSON and is not.
	FaultGarbage FaultKind = "garbage"
)

// Fault is one way to misbehave.
type Fault struct {
	Kind      FaultKind     // FaultStatus when it is empty
	Operation string        // the spec's operation that fails, as "getCustomer"; "" for any
	Status    int           // of FaultStatus, FaultHTML and FaultRedirect
	Message   string        // of FaultStatus's error body; the status's own phrase when it is empty
	Header    http.Header   // set on the answer, as Retry-After
	Delay     time.Duration // of FaultDelay and FaultDrip
}

// Fail makes the next requests fail, as many as times says. A retry is a request of its own. Faults happen in the
// order in which they were added; one that names an operation waits for that operation. Wrong arguments fail the test.
func (s *Server) Fail(f Fault, times int) {
	s.t.Helper()
	if times < 1 {
		s.t.Fatalf("customerstest: Fail: times should be at least 1, is %d", times)
	}
	if err := s.sandbox.Fail(sandbox.Fault{
		Kind:      sandbox.FaultKind(f.Kind),
		Operation: f.Operation,
		Status:    f.Status,
		Message:   f.Message,
		Header:    f.Header,
		Delay:     f.Delay,
	}, times); err != nil {
		s.t.Fatalf("customerstest: %v", err)
	}
}
