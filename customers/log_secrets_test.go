package customers_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestLogShowsNoSecret logs everything there is of calls whose server and RoundTripper repeat all they know.
func TestLogShowsNoSecret(t *testing.T) {
	t.Parallel()
	const bearer = "bearer-0123456789"
	secrets := []string{testKey, bearer, "customer-id", "customer-ext-001", "words-of-the-server", "https://h"}
	everything := func(r *http.Request) string {
		body := "words-of-the-server"
		if r.Body != nil {
			b, _ := io.ReadAll(r.Body)
			body += string(b)
		}
		return fmt.Sprint(r.URL, " ", r.URL.Path, " ", r.Header, " ", body)
	}
	answers := map[string]step{
		"the error": func(r *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: fmt.Errorf("sending %v failed", r.Header)}
		},
		"a path": func(r *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("%s, that is %s", r.URL.RequestURI(), r.URL.Path)
		},
		"a refusal": func(r *http.Request) (*http.Response, error) {
			body := fmt.Sprintf(`{"error":{"code":%q,"message":%q,"requestId":%q}}`, testKey, everything(r), bearer)
			h := http.Header{"Content-Type": {jsonType}, "X-Request-Id": {"for " + testKey}, "X-All": {everything(r)}}
			return &http.Response{StatusCode: 500, Header: h, Body: io.NopCloser(strings.NewReader(body))}, nil
		},
		"an answer": func(r *http.Request) (*http.Response, error) {
			body := fmt.Sprintf(`{"words-of-the-server":1,"words-of-the-server":%q}`, everything(r))
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
		},
		"a content type": func(r *http.Request) (*http.Response, error) {
			h := http.Header{"Content-Type": {everything(r)}}
			return &http.Response{StatusCode: 200, Header: h, Body: http.NoBody}, nil
		},
	}
	for name, answer := range answers {
		for _, op := range operations() {
			var text, js bytes.Buffer
			debug := &slog.HandlerOptions{Level: slog.LevelDebug}
			for _, logger := range []*slog.Logger{slog.New(slog.NewTextHandler(&text, debug)), slog.New(slog.NewJSONHandler(&js, debug))} {
				client, _ := scripted(t, []step{answer}, customers.WithLogger(logger),
					customers.WithHeader("Authorization", "Bearer "+bearer),
					customers.WithRetry(customers.RetryPolicy{MaxAttempts: 2, BaseDelay: time.Nanosecond}))
				if err := op.call(t, client); err != nil {
					logger.Error("it failed", "err", err)
				}
			}
			for _, out := range []string{text.String(), js.String()} {
				for _, secret := range secrets {
					if strings.Contains(out, secret) {
						t.Errorf("%s repeats everything: the log of %s has %q:\n%s", name, op.name, secret, out)
					}
				}
				if !strings.Contains(out, "ledgerlink.operation") {
					t.Errorf("%s: no record of %s", name, op.name)
				}
			}
		}
	}
}
