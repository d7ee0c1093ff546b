package customers_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

const errorBodyLimit = 64 << 10

// errorBody is the body of a response and, if the status code is an error, the parts of it that Error must have.
type errorBody struct {
	name, body    string
	code, message string
	field         string
}

func errorBodies() []errorBody {
	return []errorBody{
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
			"envelope with a detail that is no object",
			`{"error":{"code":"NOT_VALID","message":"no","details":["odd",{"field":"externalId","message":"is empty"}]}}`,
			"NOT_VALID", "no", "externalId",
		},
		{
			"long code and message",
			`{"error":{"code":"` + strings.Repeat("C", 300) + `","message":"` + strings.Repeat("é", 300) + `"}}`,
			strings.Repeat("C", 300), strings.Repeat("é", 300), "",
		},
		{"problem", `{"type":"about:blank","title":"Bad","detail":"Not valid","status":400}`, "", "Not valid", ""},
		{"problem without detail", `{"type":"about:blank","title":"Not valid","status":400}`, "", "Not valid", ""},
		{"empty object", `{}`, "", "", ""},
		{"null", `null`, "", "", ""},
		{"empty", ``, "", "", ""},
		{"truncated", `{"message":"Customer not valid","error":"Bad Requ`, "", "Customer not valid", ""},
		{"1 MiB of text", strings.Repeat("ghijklmnopqrstuv\n", 1<<20/17), "", "", ""},
		{"html", "<html><body>502\nBad Gateway</body></html>", "", "", ""},
	}
}

// errorStatuses lists status codes with their sentinels.
var errorStatuses = []struct {
	code int
	want error
}{
	{200, customers.ErrUnexpectedResponse},
	{201, customers.ErrUnexpectedResponse},
	{202, customers.ErrUnexpectedResponse},
	{302, customers.ErrUnexpectedResponse},
	{308, customers.ErrUnexpectedResponse},
	{400, customers.ErrBadRequest},
	{401, customers.ErrUnauthorized},
	{403, customers.ErrForbidden},
	{404, customers.ErrNotFound},
	{408, customers.ErrServer},
	{409, customers.ErrConflict},
	{410, customers.ErrBadRequest},
	{422, customers.ErrBadRequest},
	{429, customers.ErrRateLimited},
	{500, customers.ErrServer},
	{502, customers.ErrServer},
	{503, customers.ErrServer},
	{504, customers.ErrServer},
	{599, customers.ErrServer},
	{600, customers.ErrUnexpectedResponse},
}

// TestErrorResponse sends each status code with each body to each operation. The content type changes from cell to
// cell, so that each status code and each body also occurs with each content type: pairwise coverage. Only text/html is
// not JSON, so each body is the JSON of at least two of the three 2xx codes.
func TestErrorResponse(t *testing.T) {
	t.Parallel()
	contentTypes := []string{
		"application/json", "application/json; charset=utf-8", "APPLICATION/JSON;CHARSET=UTF-8", "application/problem+json",
		"text/html", "",
	}
	bodies := errorBodies()
	handlers := make([]http.HandlerFunc, 0, len(errorStatuses)*len(bodies)) // each request names its own
	client := offSpecServer(t, func(w http.ResponseWriter, r *http.Request) {
		cell, err := strconv.Atoi(r.Header.Get("X-Cell"))
		if err != nil {
			t.Error(err)
		}
		handlers[cell](w, r)
	})
	for i, status := range errorStatuses {
		for j, body := range bodies {
			contentType := contentTypes[(i+j)%len(contentTypes)]
			cell := strconv.Itoa(len(handlers))
			handlers = append(handlers, respond(status.code, contentType, body.body))
			t.Run(fmt.Sprintf("%d/%s/%s", status.code, contentType, body.name), func(t *testing.T) {
				for _, op := range operations() {
					if op.name == "Delete" && status.code < 300 {
						continue // any 2xx is success, see TestDelete_SuccessBody
					}
					err := op.call(t, client, customers.WithRequestHeader("X-Cell", cell))
					checkError(t, op, err, status.code, status.want, body)
				}
			})
		}
	}
}

// checkError checks the error of an operation whose response had this status code and body.
func checkError(t *testing.T, op operation, err error, status int, want error, body errorBody) {
	t.Helper()
	type description struct {
		Op, Method, Route string
		StatusCode        int
		RequestID         string
		OutcomeUnknown    bool
	}
	e := asError(t, err)
	wantSentinel(t, err, want)
	unknown := op.write && (status < 400 || status >= 500 || status == 408)
	if diff := cmp.Diff(
		description{op.name, op.method, op.route, status, "req-42", unknown},
		description{e.Op, e.Method, e.Route, e.StatusCode, e.RequestID, errors.Is(err, customers.ErrOutcomeUnknown)},
	); diff != "" {
		t.Errorf("%s (-want +got):\n%s", op.name, diff)
	}
	if wantBody := body.body[:min(len(body.body), errorBodyLimit)]; string(e.Body) != wantBody {
		t.Errorf("%s: Body has %d bytes, want the first %d of the response", op.name, len(e.Body), len(wantBody))
	}
	checkText(t, op, e)
	if status >= 400 && status < 600 {
		checkBody(t, op, e, body)
	}
}

// checkText checks that the text of an error is one short line with the facts, and without the body.
func checkText(t *testing.T, op operation, e *customers.Error) {
	t.Helper()
	line := oneLineOf(t, e)
	for _, part := range []string{"customers." + op.name, strconv.Itoa(e.StatusCode), "req-42"} {
		if !strings.Contains(line, part) {
			t.Errorf("Error() = %q, want %q in it", line, part)
		}
	}
	if len(line) > 450 {
		t.Errorf("Error() returns %d bytes: %q", len(line), line)
	}
	for _, part := range []string{"<html>", strings.Repeat("0123456789abcdef ", 12)} {
		if strings.Contains(line, part) {
			t.Errorf("Error() = %q, with the body", line)
		}
	}
}

// checkBody checks the parts of an error that come from the body.
func checkBody(t *testing.T, op operation, e *customers.Error, body errorBody) {
	t.Helper()
	if e.Code != body.code {
		t.Errorf("%s: Code = %q, want %q", op.name, e.Code, body.code)
	}
	if e.Message != body.message {
		t.Errorf("%s: Message = %q, want %q", op.name, e.Message, body.message)
	}
	if body.field != "" && !slices.Contains(fieldNames(e), body.field) {
		t.Errorf("%s: Fields = %+v, want one for %q", op.name, e.Fields, body.field)
	}
	for _, part := range []string{body.code, body.message} {
		if len(body.code) < 100 && !strings.Contains(e.Error(), part) {
			t.Errorf("Error() = %q, want %q in it", e.Error(), part)
		}
	}
}

// TestDelete_SuccessBody accepts any 2xx, except an HTML page, which a gateway sends.
func TestDelete_SuccessBody(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 202, 204} {
		for _, contentType := range []string{"", "text/plain", "application/json"} {
			err := offSpecServer(t, respond(status, contentType, "")).Delete(t.Context(), "a")
			if err != nil {
				t.Errorf("%d with content type %q: %v", status, contentType, err)
			}
		}
	}
	for _, body := range []string{"null", "{}", documented, "not JSON", `{"id":`} {
		if err := offSpecServer(t, respond(200, jsonType, body)).Delete(t.Context(), "a"); err != nil {
			t.Errorf("200 with body %s: %v", body, err)
		}
	}
	for _, contentType := range []string{"text/html", "Text/HTML; charset=utf-8"} {
		err := offSpecServer(t, respond(200, contentType, "<html>")).Delete(t.Context(), "a")
		wantSentinel(t, err, customers.ErrUnexpectedResponse)
		if !errors.Is(err, customers.ErrOutcomeUnknown) {
			t.Errorf("content type %q: error = %v, want ErrOutcomeUnknown in it", contentType, err)
		}
	}
}

func TestError_RetryAfter(t *testing.T) {
	t.Parallel()
	inOneHour := time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)
	for _, tc := range []struct {
		value    string
		min, max time.Duration
	}{
		{inOneHour, 58 * time.Minute, time.Hour},
		{"Mon, 02 Jan 2006 15:04:05 GMT", 0, 0},
		{"-5", 0, 0},
		{"soon", 0, 0},
		{"99999999999999", 1 << 62, 1<<63 - 1},
	} {
		e := errorWithHeader(t, "Retry-After", tc.value)
		if e.RetryAfter < tc.min || e.RetryAfter > tc.max {
			t.Errorf("Retry-After %q: RetryAfter = %v, want it from %v to %v", tc.value, e.RetryAfter, tc.min, tc.max)
		}
	}
}

func TestError_RequestID(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"X-Request-Id", "X-Correlation-Id", "Request-Id"} {
		if got := errorWithHeader(t, name, "other").RequestID; got != "other" {
			t.Errorf("%s: RequestID = %q, want other", name, got)
		}
	}
	if got := errorWithHeader(t, "X-Request-Id", strings.Repeat("x", 5000)).RequestID; len(got) != 128 {
		t.Errorf("RequestID has %d bytes, want at most 128", len(got))
	}
	if got := errorWithHeader(t, "X-Other", "").RequestID; got != "in-the-body" {
		t.Errorf("RequestID = %q, want the one in the body", got)
	}
}

// errorWithHeader returns the error of a 503 with one header, and a request ID in the body.
func errorWithHeader(t *testing.T, name, value string) *customers.Error {
	t.Helper()
	client := offSpecServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set(name, value)
		writeJSON(w, http.StatusServiceUnavailable, `{"error":{"code":"X","message":"y","requestId":"in-the-body"}}`)
	})
	return asError(t, client.Delete(t.Context(), "a"))
}

// TestErrUnauthorized_NamesKeyHeader checks that a 401 names the header that carried the key, in Error and in a record.
func TestErrUnauthorized_NamesKeyHeader(t *testing.T) {
	t.Parallel()
	const text = "the key was sent in X-Partner-Key"
	for _, do := range []step{status(401), bodyOf(401, `{"statusCode":401,"message":"Unauthorized"}`), truncated401} {
		client, _ := scripted(t, []step{do}, customers.WithAPIKeyHeader("x-partner-key"))
		_, err := client.Get(t.Context(), "customer-id")
		wantSentinel(t, err, customers.ErrUnauthorized)
		if got := err.Error(); strings.Count(got, text) != 1 {
			t.Errorf("Error() = %q, want %q once in it", got, text)
		}
		if got := asError(t, err).LogValue().String(); strings.Count(got, text) != 1 {
			t.Errorf("LogValue() = %q, want %q once in it", got, text)
		}
	}
}

// truncated401 responds with 401 and breaks the connection within the body.
func truncated401(r *http.Request) (*http.Response, error) {
	resp, err := truncated(r)
	resp.StatusCode = http.StatusUnauthorized
	return resp, err
}
