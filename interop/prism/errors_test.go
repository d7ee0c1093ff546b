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

// sentinels holds what each status must come out as: those that the spec lists, and some of its default response.
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

// TestForcedErrors forces every error on every operation: each example of the spec, and a generated body.
func TestForcedErrors(t *testing.T) {
	t.Parallel()
	client := mock(t)
	validator, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	forced := 0
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
					check(t, operation.OperationID, code, err, sentinel, example.Value.Value)
					forced++
				}
				_, err := call(t.Context(), prefer("code="+code+", dynamic=true"))
				check(t, operation.OperationID, code, err, sentinel, nil)
				forced++
			}
		}
	}
	t.Logf("%d errors were forced", forced)
}

// check holds an error against the status that was forced, and its body against the example, if there is one.
func check(t *testing.T, operation, code string, err, sentinel error, example any) {
	t.Helper()
	var e *customers.Error
	if !errors.As(err, &e) || !errors.Is(err, sentinel) {
		t.Errorf("%s %s: %v, want %v", operation, code, err, sentinel)
		return
	}
	if strconv.Itoa(e.StatusCode) != code {
		t.Errorf("%s %s: status %d", operation, code, e.StatusCode)
	}
	for other := range distinct() {
		if errors.Is(err, other) != (other == sentinel) { //nolint:errorlint // the sentinels themselves are compared
			t.Errorf("%s %s: is also %v", operation, code, other)
		}
	}
	if limited := code == "429"; limited != (e.RetryAfter == 30*time.Second && e.RateLimit.Limit == 1000) {
		t.Errorf("%s %s: retry after %v, rate limit %+v", operation, code, e.RetryAfter, e.RateLimit)
	}
	if example == nil {
		return // what Prism made up may be an empty list of messages
	}
	if e.Message == "" {
		t.Errorf("%s %s: no message", operation, code)
	}
	var body any
	if err := json.Unmarshal(e.Body, &body); err != nil {
		t.Errorf("%s %s: %v", operation, code, err)
	} else if diff := cmp.Diff(example, body); diff != "" {
		t.Errorf("%s %s: the body is not the example (-want +got):\n%s", operation, code, diff)
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
