package customers_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// shownBytes is the length of the shortest part of a secret that nothing may show.
const shownBytes = 8

// leak is one place in a response, or in an error of a RoundTripper, that repeats a part of the API key.
type leak struct {
	name string
	step func(r *rand.Rand, part string) step
}

// response returns a step that sends status, headers and body.
func response(code int, h http.Header, body string) step {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{
			Status: fmt.Sprint(code, " ", body), StatusCode: code, Header: h, Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	}
}

// bodyLeak returns a leak in a JSON body with the part in place of %s, written in any of the forms of escaped.
func bodyLeak(code int, contentType, format string) leak {
	return leak{fmt.Sprintf("%d %s %s", code, contentType, format), func(r *rand.Rand, part string) step {
		return response(code, http.Header{"Content-Type": {contentType}}, strings.ReplaceAll(format, "%s", escaped(r, part)))
	}}
}

func headerLeak(code int, name string) leak {
	return leak{"header " + name, func(r *rand.Rand, part string) step {
		value := strings.Repeat("x", r.IntN(140)) + encodings(r, part) + strings.Repeat("x", r.IntN(140))
		return response(code, http.Header{name: {value, part}}, "")
	}}
}

func errorLeak(name string, wrap func(text string) error) leak {
	return leak{name, func(r *rand.Rand, part string) step {
		return func(*http.Request) (*http.Response, error) { return nil, wrap(encodings(r, part)) }
	}}
}

func leaks() []leak {
	const problem, html = "application/problem+json", "text/html"
	return []leak{
		headerLeak(400, "X-Request-Id"), headerLeak(500, "X-Correlation-Id"), headerLeak(200, "Content-Type"),
		headerLeak(302, "Location"), headerLeak(401, "Www-Authenticate"), headerLeak(400, "Set-Cookie"),
		headerLeak(429, "Retry-After"),
		{"header name", func(_ *rand.Rand, part string) step {
			name := strings.Map(func(r rune) rune {
				if strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r) {
					return -1 // not allowed in a name
				}
				return r
			}, part)
			return response(400, http.Header{http.CanonicalHeaderKey("X-" + name): {"a"}}, "")
		}},
		bodyLeak(400, jsonType, `{"message":"no key %s","error":"%s","code":"%s"}`),
		bodyLeak(400, jsonType, `{"message":["externalId %s","%s"],"requestId":"%s"}`),
		bodyLeak(409, jsonType, `{"error":{"code":"%s","message":"%s","details":[{"field":"%s","message":"%s"}]}}`),
		bodyLeak(404, jsonType, `{"error":{"message":{"%s":1},"requestId":["%s"]}}`),
		bodyLeak(500, jsonType, `{"%s":`),
		bodyLeak(400, problem, `{"title":"%s","detail":"%s","instance":"%s"}`),
		bodyLeak(502, html, `<title>%s</title><a href="?k=%s">%s</a>`),
		bodyLeak(200, html, `<title>%s</title>`),
		bodyLeak(200, jsonType, `[{"id":"a","%s":`),
		bodyLeak(200, jsonType, `[{"id":"a","%s":1,"%s":2}]`),
		bodyLeak(200, jsonType, `{"id":"a","%s":1,"%s":2}`),
		bodyLeak(200, jsonType, `{"id":"a","%s":{"%s"}}`),
		bodyLeak(200, jsonType, `[{"%s":"a"}]`),
		bodyLeak(200, jsonType, `{"id":"%s","accounts":"%s"}`),
		bodyLeak(200, jsonType, `["%s",1]`),
		bodyLeak(200, jsonType, `%s`),
		errorLeak("error", func(text string) error { return errors.New(text) }),
		errorLeak("quoted error", func(text string) error { return fmt.Errorf("header %q", text) }),
		errorLeak("inner error", func(text string) error { return fmt.Errorf("failed: %w", errors.New(text)) }),
		errorLeak("error with an inner text", func(text string) error { return hiding{errors.New(text)} }),
		errorLeak("joined errors", func(text string) error { return hiding{errors.Join(io.EOF, errors.New(text))} }),
		errorLeak("url.Error", func(text string) error { return &url.Error{Op: "Get", URL: text, Err: io.EOF} }),
	}
}

// hiding is an error whose text omits that of the error that it wraps.
type hiding struct{ err error }

func (hiding) Error() string   { return "failed" }
func (e hiding) Unwrap() error { return e.err }

// TestErrors_ShowNoPartOfKey has a server that repeats a part of the API key, cut at random, in any encoding and in
// every place. Neither the error, nor a log record, nor what an observer gets shows 8 bytes of the key.
func TestErrors_ShowNoPartOfKey(t *testing.T) {
	t.Parallel()
	const keys = 250
	r := rand.New(rand.NewPCG(11, 10)) //nolint:gosec // reproducible
	ops := operations()
	for n := range keys {
		key := randomKey(r, shownBytes+r.IntN(200-shownBytes+1))
		parts := partsOf(key)
		for _, leak := range leaks() {
			part := key
			if r.IntN(2) == 0 { // a cut, from the left, from the right or from both sides
				from := r.IntN(len(key) - shownBytes + 1)
				part = key[from : from+shownBytes+r.IntN(len(key)-from-shownBytes+1)]
			}
			watch := &watcher{}
			client, _ := scripted(t, []step{leak.step(r, part)}, watch.options(key)...)
			op := ops[(n+len(leak.name))%len(ops)]
			var info customers.ResponseInfo
			err := op.call(t, client, customers.WithResponseInfo(&info))
			if err == nil {
				continue // a Delete may succeed
			}
			watch.see(err, info)
			watch.check(t, fmt.Sprintf("key %q, %q in %s, %s", key, part, leak.name, op.name), parts)
		}
	}
}
