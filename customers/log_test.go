package customers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestLogValue_SensitiveFields logs values with every field set. The records have one field, which the spec does not
// mark x-sensitive.
func TestLogValue_SensitiveFields(t *testing.T) {
	t.Parallel()
	var customer, owner customers.Customer
	var account customers.Account
	var params customers.CreateParams
	for name, v := range map[string]any{
		"Customer": &customer, "AccountCustomer": &owner, "Account": &account, "CreateCustomerRequest": &params,
	} {
		data, _ := asJSON(t, new(distinct).value(schema(t, name)))
		if err := json.Unmarshal(data, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, tc := range []struct {
		schema     string
		value      any
		pointer    any
		name, text string // the field in the record
	}{
		{"Customer", customer, &customer, "id", customer.ID},
		{"AccountCustomer", owner, &owner, "id", owner.ID},
		{"Account", account, &account, "id", account.ID},
		{"CreateCustomerRequest", params, &params, "status", string(params.Status)},
	} {
		for _, logged := range []any{tc.value, tc.pointer} {
			want := "level=INFO msg=x v." + tc.name + "=" + tc.text + "\n" +
				`{"level":"INFO","msg":"x","group":{"v":{"` + tc.name + `":"` + tc.text + `"}}}` + "\n"
			if diff := cmp.Diff(want, records(logged)); diff != "" {
				t.Errorf("records of %T (-want +got):\n%s", logged, diff)
			}
		}
		for name, property := range schema(t, tc.schema).Properties {
			if name == tc.name && sensitive(property.Value) {
				t.Errorf("%s.%s is logged, but the spec marks it x-sensitive", tc.schema, name)
			}
		}
	}
}

// TestLogValue_Params checks that the parameters of each request with an x-sensitive property have a LogValue.
func TestLogValue_Params(t *testing.T) {
	t.Parallel()
	convert, logging := document(t, "customers/convert.go"), document(t, "customers/log.go")
	found := regexp.MustCompile(`func \(p (\w+)\) toWire\(\) openapi\.(\w+)`).FindAllStringSubmatch(convert, -1)
	if len(found) < 2 {
		t.Errorf("convert.go has %d functions toWire", len(found))
	}
	for _, match := range found {
		for name, property := range schema(t, match[2]).Properties {
			if sensitive(property.Value) && !strings.Contains(logging, "func (p "+match[1]+") LogValue()") {
				t.Errorf("customers/log.go has no LogValue for %s, but the spec marks %s.%s x-sensitive", match[1], match[2], name)
			}
		}
	}
}

// records returns the records of a value, as text and as JSON.
func records(v any) string {
	var out bytes.Buffer
	logTo(&out, slog.LevelInfo).Info("x", "v", v)
	js := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{ReplaceAttr: withoutTime}))
	js.Info("x", slog.Group("group", "v", v))
	return out.String()
}

// logTo returns a logger that writes the records from level on, one line each, without the time.
func logTo(out *bytes.Buffer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: level, ReplaceAttr: withoutTime}))
}

func withoutTime(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

// TestErrorLogValue_SensitiveFields has a server send both shapes of the spec's ErrorBody, in which each text is the
// path of its property. Only the code and the request ID are logged, which the spec does not mark x-sensitive.
func TestErrorLogValue_SensitiveFields(t *testing.T) {
	t.Parallel()
	for name, wantBody := range map[string]string{
		"FlatErrorBody":   "",
		"NestedErrorBody": " err.ledgerlink.error.code=error.code err.ledgerlink.request_id=error.requestId",
	} {
		for alternative := range 2 { // of the message: a string, or a list
			body, err := json.Marshal(exampleOf(schema(t, name), "", alternative))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Count(string(body), sensitiveText) < 2 {
				t.Fatalf("%s has less than 2 x-sensitive texts: %s", name, body)
			}
			var out bytes.Buffer
			logger := logTo(&out, slog.LevelDebug)
			client, _ := scripted(t, []step{bodyOf(400, string(body))}, customers.WithLogger(logger))
			_, err = client.Get(t.Context(), "a")
			logger.Error("x", "err", err)
			want := `level=ERROR msg=x err.ledgerlink.operation=Get err.http.request.method=GET` +
				` err.url.template=/api/v1/account-manager/customers/{id} err.http.response.status_code=400` + wantBody +
				` err.error.type="bad request" err.ledgerlink.attempts=1` + "\n"
			if !strings.HasSuffix(out.String(), want) {
				t.Errorf("%s: the records are\n%s, want the last to be\n%s", name, &out, want)
			}
			if all := out.String() + records(err); strings.Contains(all, sensitiveText) {
				t.Errorf("%s: the records contain an x-sensitive text:\n%s", name, all)
			}
		}
	}
}

const sensitiveText = "x-sensitive text of "

// exampleOf returns a value of a schema in which each text is its path, with a prefix if the spec marks it x-sensitive.
func exampleOf(s *openapi3.Schema, path string, alternative int) any {
	switch {
	case len(s.OneOf) > 0:
		return exampleOf(s.OneOf[alternative%len(s.OneOf)].Value, path, alternative)
	case s.Type.Is("array"):
		return []any{exampleOf(s.Items.Value, path, alternative)}
	case s.Type.Is("object"):
		object := map[string]any{}
		for name, property := range s.Properties {
			object[name] = exampleOf(property.Value, strings.TrimPrefix(path+"."+name, "."), alternative)
		}
		return object
	case s.Type.Is("string") && sensitive(s):
		return sensitiveText + path
	case s.Type.Is("string"):
		return path
	}
	return 400
}

func TestErrorLogValue_Nil(t *testing.T) {
	t.Parallel()
	var e *customers.Error
	if got := e.LogValue(); !got.Equal(slog.Value{}) {
		t.Errorf("LogValue of a nil error = %v, want nothing", got)
	}
}

func TestErrorLogValue_InvalidArgument(t *testing.T) {
	t.Parallel()
	_, err := customers.New("")
	var out bytes.Buffer
	logTo(&out, slog.LevelDebug).Error("x", "err", err)
	want := `level=ERROR msg=x err.ledgerlink.operation=New err.error.type="invalid argument"` +
		` err.exception.message="baseURL must not be empty; apiKey is missing: use WithAPIKey or WithAPIKeySource"` +
		` err.ledgerlink.attempts=0` + "\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

// TestFindByExternalID_NoMatchIsNoFailure notifies observers and the logger of a call that succeeded, because the API
// returned the list. Only the caller gets ErrNotFound.
func TestFindByExternalID_NoMatchIsNoFailure(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	o := &recorder{name: "o", log: &[]string{}}
	client, _ := scripted(t, []step{ok}, customers.WithObserver(o), customers.WithLogger(logTo(&out, slog.LevelInfo)))
	_, err := client.FindByExternalID(t.Context(), "another")
	wantSentinel(t, err, customers.ErrNotFound)
	if got := asError(t, err).StatusCode; got != 0 {
		t.Errorf("StatusCode = %d, want 0", got)
	}
	if len(o.results) != 1 {
		t.Fatalf("%d results, want 1", len(o.results))
	}
	if got := o.results[0].Err; got != nil {
		t.Errorf("Err of the result = %v, want nil", got)
	}
	if out.Len() > 0 {
		t.Errorf("records:\n%swant none above Debug", &out)
	}
}

// TestEnsure_ConflictIsNoFailure checks that a customer that exists is a normal response for observers and logs.
func TestEnsure_ConflictIsNoFailure(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	o := &recorder{name: "o", log: &[]string{}}
	client, _ := scripted(t, []step{status(http.StatusConflict), ok},
		customers.WithObserver(o), customers.WithLogger(logTo(&out, slog.LevelInfo)))
	_, created, err := client.Ensure(t.Context(), ensureParams)
	if err != nil || created {
		t.Errorf("created = %t, error = %v, want the existing customer", created, err)
	}
	for _, result := range o.results {
		if result.Err != nil {
			t.Errorf("Err of a result = %v, want nil", result.Err)
		}
	}
	if len(o.results) != 2 || out.Len() > 0 {
		t.Errorf("%d results and the records:\n%swant 2, and no record above Debug", len(o.results), &out)
	}
}

// TestLogShowsNoSecret has servers and a RoundTripper that repeat the whole request, in each part of a response and in
// errors, and logs everything about the calls.
func TestLogShowsNoSecret(t *testing.T) {
	t.Parallel()
	const token = "token-9876543210"
	secrets := []string{testKey, token, "customer-id", "customer-ext-001", "words-of-the-server", "https://h"}
	everything := func(r *http.Request) string {
		body := "words-of-the-server"
		if r.Body != nil {
			b, _ := io.ReadAll(r.Body)
			body += string(b)
		}
		return fmt.Sprint(r.URL, " ", r.URL.Path, " ", r.Header, " ", body)
	}
	for name, repeat := range map[string]step{
		"error with the header": func(r *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: fmt.Errorf("sending %v failed", r.Header)}
		},
		"error with the path": func(r *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("%s, that is %s", r.URL.RequestURI(), r.URL.Path)
		},
		"error response": func(r *http.Request) (*http.Response, error) {
			body := fmt.Sprintf(`{"error":{"code":%q,"message":%q,"requestId":%q}}`, testKey, everything(r), token)
			h := http.Header{"Content-Type": {jsonType}, "X-Request-Id": {"for " + testKey}, "X-All": {everything(r)}}
			return &http.Response{StatusCode: 500, Header: h, Body: io.NopCloser(strings.NewReader(body))}, nil
		},
		"duplicate name": func(r *http.Request) (*http.Response, error) {
			body := fmt.Sprintf(`{"words-of-the-server":1,"words-of-the-server":%q}`, everything(r))
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
		},
		"content type": func(r *http.Request) (*http.Response, error) {
			h := http.Header{"Content-Type": {everything(r)}}
			return &http.Response{StatusCode: 200, Header: h, Body: http.NoBody}, nil
		},
	} {
		for _, op := range operations() {
			var text, js bytes.Buffer
			debug := &slog.HandlerOptions{Level: slog.LevelDebug}
			for _, handler := range []slog.Handler{slog.NewTextHandler(&text, debug), slog.NewJSONHandler(&js, debug)} {
				logger := slog.New(handler)
				client, _ := scripted(t, []step{repeat}, customers.WithLogger(logger),
					customers.WithHeader("Authorization", "Bearer "+token),
					customers.WithRetry(customers.RetryPolicy{MaxAttempts: 2, BaseDelay: time.Nanosecond}))
				if err := op.call(t, client); err != nil {
					logger.Error("the call failed", "err", err)
				}
			}
			for _, out := range []string{text.String(), js.String()} {
				for _, secret := range secrets {
					if strings.Contains(out, secret) {
						t.Errorf("%s, %s: the records contain %q:\n%s", op.name, name, secret, out)
					}
				}
				if !strings.Contains(out, "ledgerlink.operation") {
					t.Errorf("%s, %s: there is no record of the call", op.name, name)
				}
			}
		}
	}
}
