package customers_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// callMethods calls every exported method of e that needs no argument, and formats e.
func callMethods(t testing.TB, where string, e *customers.Error, except ...string) {
	t.Helper()
	method := "formatting"
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s: %s panics: %v", where, method, r)
		}
	}()
	v := reflect.ValueOf(e)
	for i := range v.NumMethod() {
		if method = v.Type().Method(i).Name; !slices.Contains(except, method) && v.Method(i).Type().NumIn() == 0 {
			v.Method(i).Call(nil)
		}
	}
	method = "formatting"
	_ = fmt.Sprintf("%v %+v %#v %s %q", e, e, e, e, e)
	if _, err := json.Marshal(e); err != nil {
		t.Errorf("%s: json.Marshal: %v", where, err)
	}
}

// TestError_Methods calls every method of every kind of error: of responses, of broken responses, of arguments, of New,
// and of CreateAll. None panics.
func TestError_Methods(t *testing.T) {
	t.Parallel()
	callMethods(t, "zero Error", &customers.Error{})
	callMethods(t, "nil", nil, "Error", "Kind", "Timeout", "Unwrap", "MarshalJSON") // those read the fields, as in any error
	call := func(where string, err error) {
		t.Helper()
		callMethods(t, where, asError(t, err))
	}

	steps := map[string]step{
		"reset": reset, "refused": dialRefused, "truncated": truncated, "no response": func(*http.Request) (*http.Response, error) {
			return nil, nil //nolint:nilnil // on purpose
		},
	}
	contentTypes := []string{jsonType, "text/html", ""}
	for i, code := range []int{-1, 0, 1, 99, 101, 200, 204, 302, 400, 404, 408, 409, 429, 500, 503, 999, 1000} {
		for j, body := range errorBodies() {
			contentType := contentTypes[(i+j)%len(contentTypes)]
			where := fmt.Sprintf("%d %s %s", code, contentType, body.name)
			steps[where] = response(code, http.Header{"Content-Type": {contentType}}, body.body)
		}
	}
	for where, do := range steps {
		client, _ := scripted(t, []step{do}, customers.WithRetry(customers.NoRetry))
		for _, op := range operations() {
			if err := op.call(t, client); err != nil {
				call(where+", "+op.name, err)
			}
		}
	}

	_, err := customers.New("", nil)
	call("New", err)
	_, err = new(customers.Client).With()
	call("zero Client, With", err)
	for _, op := range operations() {
		call("zero Client, "+op.name, op.call(t, &customers.Client{}))
		client, _ := scripted(t, []step{ok})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		call("cancelled "+op.name, op.call(withContext{t, ctx}, client))
	}
}

// TestCurl_CreateAll ends a run of CreateAll in each way that has an error of its own. That error made no request, so
// Curl returns "".
func TestCurl_CreateAll(t *testing.T) {
	t.Parallel()
	seq := slices.Values([]customers.CreateParams{{ExternalID: "e", Status: customers.StatusActive}})
	client, _ := scripted(t, []step{ok})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	caused, cancelCause := context.WithCancelCause(t.Context())
	cancelCause(errors.New("a cause"))
	for name, err := range map[string]error{
		"cancelled":    lastError(client.CreateAll(ended, seq, customers.BulkOptions{})),
		"with a cause": lastError(client.CreateAll(caused, seq, customers.BulkOptions{})),
		"no sequence":  lastError(client.CreateAll(t.Context(), nil, customers.BulkOptions{})),
		"concurrency":  lastError(client.CreateAll(t.Context(), seq, customers.BulkOptions{Concurrency: -1})),
		"zero Client":  lastError((&customers.Client{}).CreateAll(t.Context(), seq, customers.BulkOptions{})),
		"nil *Client":  lastError((*customers.Client)(nil).CreateAll(t.Context(), seq, customers.BulkOptions{})),
		"nil context":  lastError(client.CreateAll(nil, seq, customers.BulkOptions{})), //nolint:staticcheck // on purpose
	} {
		e := asError(t, err)
		callMethods(t, name, e)
		if line := e.Curl(); line != "" {
			t.Errorf("%s: Curl() = %q, want nothing", name, line)
		}
	}
}

// lastError returns the error that ended a run.
func lastError(results func(func(customers.BulkResult, error) bool)) (last error) {
	for _, err := range results {
		last = err
	}
	return last
}

// FuzzError_Methods calls every method of the errors of any response.
func FuzzError_Methods(f *testing.F) {
	for i, body := range errorBodies() {
		f.Add(200+i, jsonType, "req-42", []byte(body.body))
		f.Add(500+i, "text/html", "req\x00\u2028", []byte(body.body))
	}
	f.Add(200, jsonType, "", []byte(`[{"id":"a","x":[1,{"y":`))
	var do step
	client := newClient(f, "https://h", customers.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) { return do(r) }),
	}))
	f.Fuzz(func(t *testing.T, code int, contentType, requestID string, body []byte) {
		h := http.Header{"Content-Type": {contentType}, "X-Request-Id": {requestID}}
		do = response(code, h, string(body))
		for _, op := range operations() {
			if err := op.call(t, client); err != nil {
				callMethods(t, op.name, asError(t, err))
			}
		}
	})
}

// TestError_Element reports the element without SkipInvalid, too, and only if the error is about one.
func TestError_Element(t *testing.T) {
	t.Parallel()
	if e := new(customers.Error); e.Element != nil {
		t.Error("the zero Error has an element")
	}
	for _, invalid := range invalidElements {
		_, err := offSpecServer(t, respond(200, jsonType, `[{"id":"a"},`+invalid.json+`]`)).List(t.Context())
		e := asError(t, err)
		if e.Element == nil || e.Element.Index != 1 || string(e.Element.Raw) != invalid.json {
			t.Errorf("%s: Element = %+v", invalid.json, e.Element)
		}
	}
	for _, body := range []string{``, `{}`, `null`, `"a"`} {
		_, err := offSpecServer(t, respond(200, jsonType, body)).List(t.Context())
		if e := asError(t, err); e.Element != nil {
			t.Errorf("%q: Element = %+v, want none", body, e.Element)
		}
	}
	_, err := offSpecServer(t, respond(200, jsonType, `{}`)).Get(t.Context(), "a")
	if e := asError(t, err); e.Element != nil {
		t.Errorf("Get: Element = %+v, want none", e.Element)
	}
}

// TestError_ElementRaw has an element that is longer than 64 KiB and has the key and personal data in it.
func TestError_ElementRaw(t *testing.T) {
	t.Parallel()
	element := `{"externalId":"jane.doe@example.com","echo":"` + testKey + `","pad":"` +
		strings.Repeat("x", errorBodyLimit-100) + testKey + `"}`
	client := offSpecServer(t, respond(200, jsonType, `[`+element+`]`))
	var skipped []*customers.Error
	if list, err := client.List(t.Context(), skippedBy(&skipped)); err != nil || len(list) != 0 || len(skipped) != 1 {
		t.Fatalf("List = %+v, %v, and skips %d elements", list, err, len(skipped))
	}
	e := skipped[0]
	if n := len(e.Element.Raw); n > errorBodyLimit || n < errorBodyLimit-200 { // the key became shorter
		t.Errorf("Raw has %d bytes, want about %d", n, errorBodyLimit)
	}
	if bytes.Contains(e.Element.Raw, []byte(testKey[:8])) {
		t.Errorf("Raw contains a part of the key: %.200s", e.Element.Raw)
	}
	if !bytes.Contains(e.Element.Raw, []byte("jane.doe")) {
		t.Errorf("Raw = %.200s, want the element", e.Element.Raw)
	}
	marshaled, err := json.Marshal(e.Element)
	if err != nil {
		t.Fatal(err)
	}
	if string(marshaled) != `{"Index":0}` {
		t.Errorf("JSON = %.200s, want the index only", marshaled)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Error("skipped", "err", e)
	slog.New(slog.NewTextHandler(&log, nil)).Error("skipped", "err", e)
	for name, text := range map[string]string{
		"Error()": e.Error(), "%+v": fmt.Sprintf("%+v", e), "logs": log.String(),
	} {
		if strings.Contains(text, "jane.doe") || strings.Contains(text, "echo") {
			t.Errorf("%s contains the element: %.200s", name, text)
		}
	}
}
