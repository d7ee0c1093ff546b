package prism_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// sentinels maps status codes to the errors expected for them. It contains all status codes that the spec lists and
// some that its default response covers.
var sentinels = map[string]error{
	"400": customers.ErrBadRequest,
	"401": customers.ErrUnauthorized,
	"403": customers.ErrForbidden,
	"404": customers.ErrNotFound,
	"408": customers.ErrServer,
	"409": customers.ErrConflict,
	"413": customers.ErrBadRequest,
	"415": customers.ErrBadRequest,
	"422": customers.ErrBadRequest,
	"429": customers.ErrRateLimited,
	"500": customers.ErrServer,
	"502": customers.ErrServer,
	"503": customers.ErrServer,
	"504": customers.ErrServer,
}

// TestMock_Errors requests every error of every operation, with each example of the spec and with a generated body.
func TestMock_Errors(t *testing.T) {
	t.Parallel()
	client := mock(t)
	validator, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, item := range validator.Doc().Paths.Map() {
		for _, operation := range item.Operations() {
			call := calls(client)[operation.OperationID]
			for code, sentinel := range sentinels {
				response := operation.Responses.Value(code)
				if response == nil {
					response = operation.Responses.Default()
				}
				for name, example := range response.Value.Content.Get("application/json").Examples {
					_, err := call(t.Context(), prefer("code="+code+", example="+name))
					checkError(t, operation.OperationID, code, err, sentinel, example.Value.Value)
					count++
				}
				_, err := call(t.Context(), prefer("code="+code+", dynamic=true"))
				checkError(t, operation.OperationID, code, err, sentinel, nil)
				count++
			}
		}
	}
	t.Logf("%d error responses", count)
}

// checkError compares an error with the requested status code, and its body with the example, if there is one.
func checkError(t *testing.T, operation, code string, err, sentinel error, example any) {
	t.Helper()
	var e *customers.Error
	if !errors.As(err, &e) {
		t.Errorf("%s %s: error %v, want a *customers.Error", operation, code, err)
		return
	}
	if !errors.Is(err, sentinel) {
		t.Errorf("%s %s: error %v, want %v", operation, code, err, sentinel)
		return
	}
	if strconv.Itoa(e.StatusCode) != code {
		t.Errorf("%s %s: status code %d", operation, code, e.StatusCode)
	}
	for other := range distinct() {
		if errors.Is(err, other) != (other == sentinel) { //nolint:errorlint // the sentinels themselves are compared
			t.Errorf("%s %s: error is also %v", operation, code, other)
		}
	}
	limited := code == "429"
	if hasDelay := e.RetryAfter == 30*time.Second; hasDelay != limited {
		t.Errorf("%s %s: retry after %v", operation, code, e.RetryAfter)
	}
	if hasLimit := e.RateLimit.Limit == 1000; hasLimit != limited {
		t.Errorf("%s %s: rate limit %+v", operation, code, e.RateLimit)
	}
	if example == nil {
		return // a generated body may contain an empty list of messages
	}
	if e.Message == "" {
		t.Errorf("%s %s: no message", operation, code)
	}
	var body any
	if err := json.Unmarshal(e.Body, &body); err != nil {
		t.Errorf("%s %s: %v", operation, code, err)
	} else if diff := cmp.Diff(example, body); diff != "" {
		t.Errorf("%s %s: body differs from the example (-want +got):\n%s", operation, code, diff)
	}
}

// distinct returns each sentinel once.
func distinct() map[error]bool {
	all := make(map[error]bool)
	for _, sentinel := range sentinels {
		all[sentinel] = true
	}
	return all
}
