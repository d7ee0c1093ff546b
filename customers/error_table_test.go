package customers_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

const errorBodyLimit = 64 << 10

type bodyCase struct {
	name, body    string
	code, message string // what the error must say, when the status is an error
	field         string
}

func bodyCases() []bodyCase {
	return []bodyCase{
		{"flat", `{"statusCode":400,"message":"Customer not valid","error":"Bad Request"}`, "", "Customer not valid", ""},
		{
			"flat with list", `{"statusCode":400,"message":["externalId should not be empty","odd"],"error":"Bad Request"}`,
			"", "externalId should not be empty; odd", "externalId",
		},
		{
			"envelope", `{"error":{"code":"NOT_VALID","message":"Customer not valid","requestId":"req-body"}}`,
			"NOT_VALID", "Customer not valid", "",
		},
		{
			"envelope with details",
			`{"error":{"code":"NOT_VALID","message":"no","details":[{"field":"externalId","message":"is empty"}]}}`,
			"NOT_VALID", "no", "externalId",
		},
		{
			"long words", `{"error":{"code":"` + strings.Repeat("C", 300) + `","message":"` + strings.Repeat("é", 300) + `"}}`,
			strings.Repeat("C", 300), strings.Repeat("é", 300), "",
		},
		{"problem", `{"type":"about:blank","title":"Bad","detail":"Customer not valid","status":400}`, "", "Customer not valid", ""},
		{"empty object", `{}`, "", "", ""},
		{"null", `null`, "", "", ""},
		{"empty", ``, "", "", ""},
		{"truncated", `{"message":"Customer not valid","error":"Bad Requ`, "", "Customer not valid", ""},
		{"1 MiB of text", strings.Repeat("0123456789abcdef\n", 1<<20/17), "", "", ""},
		{"html", "<html><body>502\nBad Gateway</body></html>", "", "", ""},
	}
}

func statusCases() map[int]error {
	return map[int]error{
		200: customers.ErrUnexpectedResponse, 201: customers.ErrUnexpectedResponse, 202: customers.ErrUnexpectedResponse,
		302: customers.ErrUnexpectedResponse, 308: customers.ErrUnexpectedResponse,
		400: customers.ErrBadRequest, 401: customers.ErrUnauthorized, 403: customers.ErrForbidden,
		404: customers.ErrNotFound, 408: customers.ErrServer, 409: customers.ErrConflict, 410: customers.ErrBadRequest,
		422: customers.ErrBadRequest, 429: customers.ErrRateLimited,
		500: customers.ErrServer, 502: customers.ErrServer, 503: customers.ErrServer, 504: customers.ErrServer,
		599: customers.ErrServer, 600: customers.ErrUnexpectedResponse,
	}
}

// TestErrorTable crosses every status with every content type, body and operation: nothing may be lost.
func TestErrorTable(t *testing.T) {
	t.Parallel()
	contentTypes := []string{
		"application/json", "application/json; charset=utf-8", "APPLICATION/JSON;CHARSET=UTF-8", "application/problem+json",
		"text/html", "",
	}
	cells := 0
	for status, want := range statusCases() {
		for _, ct := range contentTypes {
			for _, body := range bodyCases() {
				cells++
				t.Run(fmt.Sprintf("%d/%s/%s", status, ct, body.name), func(t *testing.T) {
					t.Parallel()
					client := offSpecServer(t, respond(status, ct, body.body))
					for _, op := range operations() {
						if op.name == "Delete" && status < 300 {
							continue // any 2xx is success; TestDelete has its exception
						}
						checkCell(t, op, op.call(t, client), status, want, body)
					}
				})
			}
		}
	}
	if cells < 60 {
		t.Errorf("%d cells, want at least 60", cells)
	}
}

func checkCell(t *testing.T, op operation, err error, status int, want error, body bodyCase) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: nil error", op.name)
		return
	}
	e := asError(t, err)
	wantSentinel(t, err, want)
	if e.StatusCode != status || e.RequestID != "req-42" || e.Op != op.name || e.Method == "" || e.Route == "" {
		t.Errorf("%s: status %d, request ID %q, op %q, method %q, route %q", op.name, e.StatusCode, e.RequestID, e.Op, e.Method, e.Route)
	}
	if wantBody := body.body[:min(len(body.body), errorBodyLimit)]; string(e.Body) != wantBody {
		t.Errorf("%s: body has %d bytes, want the %d sent", op.name, len(e.Body), len(wantBody))
	}
	if status >= 400 && status < 600 {
		checkWords(t, op, e, body)
	}
	if got, want := errors.Is(err, customers.ErrOutcomeUnknown), op.write && (status < 400 || status >= 500 || status == 408); got != want {
		t.Errorf("%s: outcome unknown = %v, want %v", op.name, got, want)
	}
	line := oneLineOf(t, err)
	for _, part := range []string{"customers." + op.name, strconv.Itoa(status), "req-42"} {
		if !strings.Contains(line, part) {
			t.Errorf("Error() = %q, lacks %q", line, part)
		}
	}
	if len(line) > 450 || strings.Contains(line, "<html>") || strings.Contains(line, strings.Repeat("0123456789abcdef ", 12)) {
		t.Errorf("Error() shows the body: %q", line)
	}
}

func checkWords(t *testing.T, op operation, e *customers.Error, body bodyCase) {
	t.Helper()
	if e.Code != body.code || e.Message != body.message {
		t.Errorf("%s: code %q message %q, want %q %q", op.name, e.Code, e.Message, body.code, body.message)
	}
	line := e.Error()
	if len(body.code) < 100 && (!strings.Contains(line, body.code) || !strings.Contains(line, body.message)) {
		t.Errorf("Error() = %q, lacks %q or %q", line, body.code, body.message)
	}
	if body.field != "" && (len(e.Fields) == 0 || e.Fields[0].Field != body.field) {
		t.Errorf("%s: fields %+v, want one for %q", op.name, e.Fields, body.field)
	}
}
