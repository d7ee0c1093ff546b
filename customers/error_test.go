package customers_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// failure is one way in which a call can fail.
type failure struct {
	name string
	step step
	opts []customers.Option
}

// failures lists the ways in which calls fail after their arguments were accepted.
func failures() []failure {
	source := func(key string, err error) []customers.Option {
		return []customers.Option{customers.WithAPIKeySource(func(context.Context) (string, error) { return key, err })}
	}
	html := http.Header{"Content-Type": {"text/html"}}
	list := []failure{
		{"reset", reset, nil},
		{"dial", dialRefused, nil},
		{"truncated", truncated, nil},
		{"unexpected end", body(`[{"id":"a"},{"id":`, io.ErrUnexpectedEOF), nil},
		{"no progress", body(`[{"id":"a"},{"id":`, io.ErrNoProgress), nil},
		{"no response", func(*http.Request) (*http.Response, error) { return nil, nil }, nil}, //nolint:nilnil // on purpose
		{"cancelled", cancelled, nil},
		{"call timeout", waitForContext, []customers.Option{customers.WithTimeout(time.Nanosecond)}},
		{"attempt timeout", waitForContext, []customers.Option{customers.WithAttemptTimeout(time.Nanosecond)}},
		{"limiter", ok, []customers.Option{customers.WithLimiter(brokenLimiter{})}},
		{"key source", ok, source("", errors.New("the vault is sealed"))},
		{"empty key", ok, source("", nil)},
		{"unusable key", ok, source("line\nbreak", nil)},
		{"too large", bodyOf(200, documented), []customers.Option{customers.WithMaxResponseBytes(8)}},
		{"list too large", bodyOf(200, `[`+documented+`]`), []customers.Option{customers.WithMaxListBytes(8)}},
		{"element too large", bodyOf(200, `[{"id":"`+strings.Repeat("x", 64)+`"}]`), []customers.Option{customers.WithMaxResponseBytes(32)}},
		{"many values", bodyOf(200, `[{"id":"a","x":[`+strings.Repeat("1,", 1<<17)+`1]}]`), nil},
		{"HTML", response(200, html, "<p>hello</p>"), nil},
		{"another media type", response(200, http.Header{"Content-Type": {"application/x-secret"}}, ""), nil},
		{"redirect", response(302, http.Header{"Location": {"/"}}, ""), nil},
		{"101", response(101, http.Header{}, ""), nil},
		{"other origin", ok, []customers.Option{customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				r = r.Clone(r.Context())
				r.URL.Host = "other"
				return next.RoundTrip(r)
			})
		})}},
	}
	for _, text := range []string{
		"", "null", "1", `"a"`, "{}", "[]", "[1]", "[null]", `[{"id":"a"},{}]`, `{"id":1}`, `[{"id":1}]`, `[{"id":"a"}`, "[{]",
		`{"id":"a"`, `{"id":"a"}}`, `[{"id":"a"}]]`, `{"id":"a","id":"b"}`, `[{"id":"a","id":"b"}]`, `{"id":"another"}`,
		`[{"id":"a","createdAt":"yesterday"}]`, `{"id":"customer-id","createdAt":"yesterday"}`,
	} {
		list = append(list, failure{"200 " + text, bodyOf(200, text), nil})
	}
	for _, status := range errorStatuses {
		if status.code < 400 {
			continue
		}
		text := http.StatusText(status.code)
		for _, text := range []string{
			"", fmt.Sprintf(`{"statusCode":%d,"message":%q}`, status.code, text),
			fmt.Sprintf(`{"statusCode":%d,"message":%q,"error":%q}`, status.code, "Customer: "+strings.ToLower(text), text),
			fmt.Sprintf(`{"error":{"code":%q,"message":%q}}`, strings.ToUpper(text), text),
			`{"error":{"code":"CUSTOMER_NOT_FOUND","message":"Customer not found"}}`,
			`{"message":["externalId must be shorter"]}`,
		} {
			list = append(list, failure{fmt.Sprint(status.code, " ", text), bodyOf(status.code, text), nil})
		}
	}
	return list
}

// body responds with success and a body that ends in err.
func body(text string, err error) step {
	return func(*http.Request) (*http.Response, error) {
		r := io.MultiReader(strings.NewReader(text), errReaderOf{err})
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(r)}, nil
	}
}

type brokenLimiter struct{}

func (brokenLimiter) Wait(context.Context) error { return errors.New("refused by the caller") }

type errReaderOf struct{ err error }

func (r errReaderOf) Read([]byte) (int, error) { return 0, r.err }

// eachFailure calls visit with the error of each operation for each failure, of New and of CreateAll.
func eachFailure(t *testing.T, visit func(where string, err error)) {
	t.Helper()
	for _, f := range failures() {
		client, _ := scripted(t, []step{f.step}, append([]customers.Option{customers.WithRetry(customers.NoRetry)}, f.opts...)...)
		for _, op := range operations() {
			if err := op.call(t, client); err != nil {
				visit(op.name+", "+f.name, err)
			}
		}
	}
	// A context that ends after a response.
	client, _ := scripted(t, []step{status(503)})
	_, err := client.Get(t.Context(), "")
	visit("empty id", err)
	for _, op := range operations() {
		ctx, cancel := context.WithCancelCause(t.Context())
		client, _ := scripted(t, []step{status(503), func(r *http.Request) (*http.Response, error) {
			cancel(errors.New("shutting down"))
			return waitForContext(r)
		}}, customers.WithJitter(func(time.Duration) time.Duration { return 0 }))
		if err := op.call(withContext{t, ctx}, client); err != nil {
			visit(op.name+", cancelled after 503", err)
		}
		visit("zero Client, "+op.name, op.call(t, &customers.Client{}))
	}
	for _, opts := range [][]customers.Option{
		{},
		{customers.WithAPIKey("")},
		{customers.WithAPIKey("a b")},
		{nil},
		{customers.WithTimeout(-1)},
		{customers.WithLogger(nil)},
		{customers.WithHeader("a b", "c")},
		{customers.WithMiddleware(nil)},
	} {
		for _, base := range []string{"", "h", "ftp://h", "http://h", "https://h/api/v1", "https://u:p@h", "https://h"} {
			if _, err := customers.New(base, opts...); err != nil {
				visit("New "+base, err)
			}
		}
	}
	seq := slices.Values([]customers.CreateParams{{}})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	visit("CreateAll, cancelled", lastError(client.CreateAll(ended, seq, customers.BulkOptions{})))
	visit("CreateAll, concurrency", lastError(client.CreateAll(ended, seq, customers.BulkOptions{Concurrency: -1})))
}

// TestError_NoPhraseTwice finds in the text of no error the same two words in a row twice, or one word twice in a row.
// Problems of different arguments are compared one by one.
func TestError_NoPhraseTwice(t *testing.T) {
	t.Parallel()
	n := 0
	eachFailure(t, func(where string, err error) {
		n++
		for problem := range strings.SplitSeq(err.Error(), "; ") {
			if phrase := repeated(problem); phrase != "" {
				t.Errorf("%s: %q twice in %q", where, phrase, err)
			}
		}
	})
	if n < 1000 {
		t.Errorf("%d errors, want at least 1000", n)
	}
}

// repeated returns the first phrase that comes twice in text, or "".
func repeated(text string) string {
	isSeparator := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' }
	words := strings.FieldsFunc(strings.ToLower(text), isSeparator)
	seen := map[string]bool{}
	for i := range len(words) - 1 {
		pair := words[i] + " " + words[i+1]
		if seen[pair] || words[i] == words[i+1] {
			return pair
		}
		seen[pair] = true
	}
	return ""
}

// TestError_MadeByHand has tests of users in mind: an Error without a sentinel has that of its status code.
func TestError_MadeByHand(t *testing.T) {
	t.Parallel()
	for _, status := range errorStatuses {
		e := &customers.Error{StatusCode: status.code}
		wantSentinel(t, fmt.Errorf("wrapped: %w", e), status.want)
		if got := e.Kind(); got != status.want { //nolint:errorlint // the sentinel itself
			t.Errorf("Kind() of a %d = %v, want %v", status.code, got, status.want)
		}
	}
	e := &customers.Error{}
	wantSentinel(t, e, customers.ErrTransport)
	if got := e.Kind(); got != customers.ErrTransport { //nolint:errorlint // the sentinel itself
		t.Errorf("Kind() without a status code = %v, want ErrTransport", got)
	}
	if got, want := e.Error(), "customers: no complete response"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
	e = &customers.Error{Op: "Get", StatusCode: 429, Code: "SLOW_DOWN", Message: "wait", RequestID: "req-42"}
	if got, want := e.Error(), "customers.Get: 429 Too Many Requests: SLOW_DOWN: wait [request id req-42]"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}

// TestAttempt_Kind compares the kind of each attempt with that of the error of a call with one attempt.
func TestError_KindOfAttempt(t *testing.T) {
	t.Parallel()
	eachFailure(t, func(where string, err error) {
		e := asError(t, err)
		if e.Kind() == nil {
			t.Errorf("%s: Kind() = nil", where)
		}
		if len(e.Attempts) != 1 {
			return
		}
		kind := e.Attempts[0].Kind()
		if kind == nil && e.Attempts[0].StatusCode/100 == 2 {
			return // the attempt got a response, which is not the resource
		}
		if kind != e.Kind() { //nolint:errorlint // the sentinel itself
			t.Errorf("%s: the kind of the attempt is %v, that of the error %v", where, kind, e.Kind())
		}
	})
	if kind := (customers.Attempt{StatusCode: 204}).Kind(); kind != nil {
		t.Errorf("Kind() of a success = %v, want nil", kind)
	}
}
