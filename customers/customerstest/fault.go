package customerstest

import (
	"maps"
	"net/http"

	"github.com/go-json-experiment/json"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// Fault is an answer that the server gives instead of doing what it was asked.
type Fault struct {
	Operation string      // the spec's operation that fails, as "getCustomer"; "" for any
	Status    int         // the answer's status, 400 to 599
	Message   string      // the message of the error body; the status's own phrase when it is empty
	Header    http.Header // set on the answer, as Retry-After
}

// fault is a Fault and how often it is still to happen.
type fault struct {
	Fault
	left int
}

// Fail makes the next calls fail, as many as times says. Faults happen in the order in which they were added; one that
// names an operation waits for that operation. A call that fails this way changes nothing in the server.
func (s *Server) Fail(f Fault, times int) {
	s.t.Helper()
	if f.Status < 400 || f.Status > 599 || times < 1 {
		s.t.Fatalf("customerstest: Fail wants a status from 400 to 599, at least once; got %d, %d times", f.Status, times)
	}
	if f.Operation != "" && !s.hasOperation(f.Operation) {
		s.t.Fatalf("customerstest: Fail: the spec has no operation %q", f.Operation)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &fault{Fault: f, left: times})
}

func (s *Server) hasOperation(id string) bool {
	for _, path := range s.validator.Doc().Paths.Map() {
		for _, op := range path.Operations() {
			if op.OperationID == id {
				return true
			}
		}
	}
	return false
}

// fail answers with the fault whose turn it is, if there is one.
func (s *Server) fail(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := s.nextFault(r)
		if f == nil {
			next.ServeHTTP(w, r)
			return
		}
		message := f.Message
		if message == "" {
			message = http.StatusText(f.Status)
		}
		body := openapi.FlatErrorBody{StatusCode: f.Status}
		_ = body.Message.FromFlatErrorBodyMessage0(message) // a string always marshals
		maps.Copy(w.Header(), f.Header)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(f.Status)
		_ = json.MarshalWrite(w, body) // a client that went away is not the test's concern
	})
}

func (s *Server) nextFault(r *http.Request) *Fault {
	operation, _, _ := s.validator.Operation(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.left > 0 && (f.Operation == "" || f.Operation == operation) {
			f.left--
			return &f.Fault
		}
	}
	return nil
}
