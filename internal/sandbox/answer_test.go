package sandbox

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

// gone is a client that has closed the connection.
type gone struct{ *httptest.ResponseRecorder }

func (gone) Write([]byte) (int, error)       { return 0, errors.New("connection reset") }
func (gone) WriteString(string) (int, error) { return 0, errors.New("connection reset") }

func TestAnswerIsWrittenBySeveralOperations(t *testing.T) {
	t.Parallel()
	a := answer{http.StatusAccepted, `{"x":1}`}
	visits := map[string]func(http.ResponseWriter) error{
		"create":    a.VisitCreateCustomerResponse,
		"get":       a.VisitGetCustomerResponse,
		"update":    a.VisitUpdateCustomerResponse,
		"addresses": a.VisitListCustomerAddressesResponse,
	}
	for name, visit := range visits {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			if err := visit(w); err != nil {
				t.Errorf("visit = %v", err)
			}
			contentType := w.Header().Get("Content-Type")
			if w.Code != http.StatusAccepted || w.Body.String() != `{"x":1}` || contentType != "application/json" {
				t.Errorf("answer is %d %s (%s), want 202 with the JSON", w.Code, w.Body, contentType)
			}
			if err := visit(gone{httptest.NewRecorder()}); err != nil {
				t.Errorf("visit for a client that is gone = %v, want nil: nobody can be told", err)
			}
		})
	}
}
