package contract

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
	"github.com/oapi-codegen/runtime"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// countingBody counts the bytes read from it. At its end it returns fail, if set.
type countingBody struct {
	io.Reader
	read int
	fail error
}

func (b *countingBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	b.read += n
	if err == io.EOF && b.fail != nil {
		err = b.fail
	}
	return n, err
}

func (b *countingBody) Close() error { return nil }

func TestRequest_BodyOverTheLimit(t *testing.T) {
	t.Parallel()
	v := newTestValidator(t)
	text := strings.Repeat("x", 3*MaxRequestBytes)
	body := &countingBody{Reader: strings.NewReader(text)}
	r := newRequest(http.MethodPost, customersPath, "{}")
	r.Body = body
	violation := asViolation(t, v.Request(r))
	if violation.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("status = %d, want 413", violation.Status)
	}
	if diff := cmp.Diff([]Problem{{"body", "should not be larger than 1048576 bytes"}}, violation.Problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if body.read > MaxRequestBytes+1 {
		t.Errorf("%d bytes were read, want at most %d", body.read, MaxRequestBytes+1)
	}
	if got := readAll(t, r.Body); got != text {
		t.Errorf("the next handler reads %d bytes, want all %d", len(got), len(text))
	}
}

func TestRequest_BodyOfExactlyTheLimit(t *testing.T) {
	t.Parallel()
	start, end := `{"externalId":"`, `","status":"active"}`
	body := start + strings.Repeat("x", MaxRequestBytes-len(start)-len(end)) + end
	if err := newTestValidator(t).Request(newRequest(http.MethodPost, customersPath, body)); err != nil {
		t.Errorf("Request() = %v", err)
	}
}

func TestRequest_BodyReadError(t *testing.T) {
	t.Parallel()
	cause := errors.New("connection reset")
	r := newRequest(http.MethodPost, customersPath, "{}")
	r.Body = &countingBody{Reader: strings.NewReader(`{"ext`), fail: cause}
	violation := asViolation(t, newTestValidator(t).Request(r))
	if violation.Status != http.StatusBadRequest {
		t.Errorf("status = %d, want 400", violation.Status)
	}
	if diff := cmp.Diff([]Problem{{"body", "cannot be read: connection reset"}}, violation.Problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	got, err := io.ReadAll(r.Body)
	if string(got) != `{"ext` {
		t.Errorf("the next handler reads %q, want the same bytes", got)
	}
	if !errors.Is(err, cause) {
		t.Errorf("the next handler's read error is %v, want %v", err, cause)
	}
}

func TestRequest_LimitOfAnOuterHandler(t *testing.T) {
	t.Parallel()
	r := newRequest(http.MethodPost, customersPath, `{"externalId":"x","status":"active"}`)
	r.Body = http.MaxBytesReader(httptest.NewRecorder(), r.Body, 5)
	violation := asViolation(t, newTestValidator(t).Request(r))
	if violation.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("status = %d (%v), want 413", violation.Status, violation)
	}
}

func TestRequest_GeneratedHandlerBindsTheValidatedValue(t *testing.T) {
	t.Parallel()
	r := newRequest(http.MethodPost, customersPath, `{"externalId":"x","EXTERNALID":"","status":"active"}`)
	if err := newTestValidator(t).Request(r); err != nil {
		t.Fatalf("Request() = %v", err)
	}
	var got openapi.CreateCustomerRequest
	if err := runtime.BindJSONBody(r, &got); err != nil {
		t.Fatalf("BindJSONBody() = %v", err)
	}
	want := openapi.CreateCustomerRequest{ExternalID: "x", Status: openapi.CustomerStatusActive}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bound value (-want +got):\n%s", diff)
	}
}

func TestRequest_SyntaxErrorIsShort(t *testing.T) {
	t.Parallel()
	name := strings.Repeat("n", 5000)
	err := newTestValidator(t).Request(newRequest(http.MethodPost, customersPath, `{"`+name+`":1,"`+name+`":2}`))
	if got := len(asViolation(t, err).Error()); got > 300 {
		t.Errorf("error has %d bytes, want at most 300", got)
	}
}

func TestContentTypeProblem(t *testing.T) {
	t.Parallel()
	content := openapi3.Content{"text/csv": nil, "application/json": nil}
	tests := []struct{ name, got, want string }{
		{"missing", "", "is missing, should be application/json or text/csv"},
		{"wrong", "text/html", `should be application/json or text/csv, not "text/html"`},
		{"long", strings.Repeat("x", 500), `should be application/json or text/csv, not "` + strings.Repeat("x", 100) + `"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			want := Problem{Field: "Content-Type", Message: test.want}
			if diff := cmp.Diff(want, contentTypeProblem(content, test.got)); diff != "" {
				t.Errorf("problem (-want +got):\n%s", diff)
			}
		})
	}
}
