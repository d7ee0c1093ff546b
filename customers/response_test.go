package customers_test

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

// TestResponseInfo fills every field, for answers and for errors, and an Error says the same.
func TestResponseInfo(t *testing.T) {
	t.Parallel()
	reset := time.Unix(1775120400, 0).UTC()
	for _, status := range []int{200, 429} {
		body := documented
		if status == 429 {
			body = `{"statusCode":429,"message":"Too Many Requests"}`
		}
		client := server(t, func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("X-RateLimit-Limit", "1000")
			h.Set("X-RateLimit-Remaining", "7")
			h.Set("X-RateLimit-Reset", "1775120400")
			h.Set("Retry-After", "30")
			h.Set("X-Newer", "field")
			respond(status, jsonType, body)(w, r)
		})
		var info customers.ResponseInfo
		_, err := client.Get(t.Context(), "a", customers.WithResponseInfo(&info))
		want := customers.RateLimit{Limit: 1000, Remaining: 7, Reset: reset}
		if info.StatusCode != status || info.RequestID != "req-42" || info.RetryAfter != 30*time.Second ||
			info.RateLimit != want || info.Header.Get("X-Newer") != "field" || string(info.Body) != body {
			t.Errorf("%d: info = %+v", status, info)
		}
		if len(info.Attempts) != 1 || info.Attempts[0].StatusCode != status || info.Attempts[0].Start.IsZero() ||
			info.Attempts[0].Duration <= 0 || info.Attempts[0].Err != nil {
			t.Errorf("%d: attempts = %+v", status, info.Attempts)
		}
		if status == 200 {
			continue
		}
		e := asError(t, err)
		if e.RetryAfter != info.RetryAfter || e.RateLimit != want || e.Header.Get("X-Newer") != "field" {
			t.Errorf("error = %+v", e)
		}
		if diff := cmp.Diff(info.Attempts, e.Attempts); diff != "" {
			t.Error(diff)
		}
	}
}

// TestResponseInfoOfAList is filled when the first customer arrives.
func TestResponseInfoOfAList(t *testing.T) {
	t.Parallel()
	client := server(t, respond(200, jsonType, "["+documented+"]"))
	var info customers.ResponseInfo
	for _, err := range client.All(t.Context(), customers.WithResponseInfo(&info)) {
		if err != nil || info.StatusCode != 200 || info.RequestID != "req-42" || info.Body != nil {
			t.Errorf("%v, info = %+v", err, info)
		}
	}
	_, err := client.FindByExternalID(t.Context(), "nobody", customers.WithResponseInfo(&info))
	wantSentinel(t, err, customers.ErrNotFound)
	if e := asError(t, err); e.StatusCode != 200 || e.RequestID != "req-42" || info.StatusCode != 200 {
		t.Errorf("error = %+v", e)
	}
}

func TestRetryAfterAndRequestID(t *testing.T) {
	t.Parallel()
	date := time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)
	for _, tc := range []struct {
		name, value string
		min, max    time.Duration
	}{
		{"Retry-After", date, 58 * time.Minute, time.Hour},
		{"Retry-After", "Mon, 02 Jan 2006 15:04:05 GMT", 0, 0},
		{"Retry-After", "-5", 0, 0},
		{"Retry-After", "soon", 0, 0},
		{"Retry-After", "99999999999999", 1 << 62, 1<<63 - 1},
	} {
		client := offSpecServer(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(tc.name, tc.value)
			respond(503, jsonType, `{}`)(w, r)
		})
		e := asError(t, client.Delete(t.Context(), "a"))
		if e.RetryAfter < tc.min || e.RetryAfter > tc.max {
			t.Errorf("%s: wait %v", tc.value, e.RetryAfter)
		}
	}
	for _, name := range []string{"X-Correlation-Id", "Request-Id"} {
		client := offSpecServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(name, "other")
			w.WriteHeader(http.StatusNotFound)
		})
		if e := asError(t, client.Delete(t.Context(), "a")); e.RequestID != "other" {
			t.Errorf("%s: request ID %q", name, e.RequestID)
		}
	}
	long := offSpecServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", strings.Repeat("x", 5000))
		w.WriteHeader(http.StatusNotFound)
	})
	if e := asError(t, long.Delete(t.Context(), "a")); len(e.RequestID) != 128 {
		t.Errorf("a request ID of %d bytes, want at most 128", len(e.RequestID))
	}
	client := offSpecServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", jsonType)
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"error":{"code":"X","message":"y","requestId":"in-the-body"}}`))
	})
	if e := asError(t, client.Delete(t.Context(), "a")); e.RequestID != "in-the-body" {
		t.Errorf("request ID %q, want the body's", e.RequestID)
	}
}
