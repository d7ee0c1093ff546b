package customers_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// serverWords stand for the words of a server, a proxy or the caller's code.
const serverWords = "words-of-the-server"

// TestWithLogger_FixedWords has attempts fail in each way. The records describe the failure in fixed words, without
// those of the error.
func TestWithLogger_FixedWords(t *testing.T) {
	t.Parallel()
	words := errors.New(serverWords)
	fail := func(err error) step {
		return func(*http.Request) (*http.Response, error) { return nil, fmt.Errorf("%s: %w", serverWords, err) }
	}
	wrongKey := func(context.Context) (string, error) { return "line\nbreak", nil }
	noKey := func(context.Context) (string, error) { return "", words }
	for _, tc := range []struct {
		name string
		step step
		want string // exception.message
		opts []customers.Option
	}{
		{"another error", fail(words), "HTTP exchange failed", nil},
		{"DNS", fail(&net.DNSError{Err: serverWords, Name: serverWords}), "DNS lookup failed", nil},
		{"refused", fail(syscall.ECONNREFUSED), "connection refused", nil},
		{"reset", fail(syscall.ECONNRESET), "connection reset", nil},
		{"broken pipe", fail(syscall.EPIPE), "connection reset", nil},
		{"dial", fail(&net.OpError{Op: "dial", Err: words}), "connection failed", nil},
		{"certificate", fail(&tls.CertificateVerificationError{Err: words}), "TLS certificate not accepted", nil},
		{"not TLS", fail(tls.RecordHeaderError{Msg: serverWords}), "TLS handshake failed", nil},
		{"TLS alert", fail(tls.AlertError(40)), "TLS handshake failed", nil},
		{"end", fail(io.ErrUnexpectedEOF), "connection closed early", nil},
		{"no progress", fail(io.ErrNoProgress), "response made no progress", nil},
		{"deadline", fail(context.DeadlineExceeded), "the deadline of the context passed", nil},
		{"cancellation", fail(context.Canceled), "the context was canceled", nil},
		{"no response", func(*http.Request) (*http.Response, error) { return nil, nil }, //nolint:nilnil // on purpose
			"the HTTP client returned no response", nil},
		{"timeout", waitForContext, "no response within 1ns (WithTimeout)", []customers.Option{customers.WithTimeout(time.Nanosecond)}},
		{"invalid key", ok, "invalid API key", []customers.Option{customers.WithAPIKeySource(wrongKey)}},
		{"key source", ok, "API key source failed", []customers.Option{customers.WithAPIKeySource(noKey)}},
		{
			"size", response(200, http.Header{}, `{"id":"`+serverWords+`"}`), "response too large",
			[]customers.Option{customers.WithMaxResponseBytes(8)},
		},
	} {
		var out bytes.Buffer
		client, _ := scripted(t, []step{tc.step}, append([]customers.Option{
			customers.WithLogger(logTo(&out, slog.LevelDebug)), customers.WithRetry(customers.NoRetry),
		}, tc.opts...)...)
		_, err := client.Get(t.Context(), "a")
		logTo(&out, slog.LevelInfo).Error("failed", "error", err)
		if strings.Contains(out.String(), serverWords) {
			t.Errorf("%s: a record has words of the server:\n%s", tc.name, &out)
		}
		if lines := strings.Count(out.String(), "exception.message="); lines < 2 {
			t.Errorf("%s: %d records describe the failure, want those of the call and of the error:\n%s", tc.name, lines, &out)
		}
		for line := range strings.Lines(out.String()) {
			quoted := fmt.Sprintf("exception.message=%q", tc.want)
			if _, message, found := strings.Cut(line, "exception.message="); found && !strings.Contains(line, quoted) {
				t.Errorf("%s: exception.message=%swant %q", tc.name, message, tc.want)
			}
		}
	}
}

// TestWithLogger_NoServerWords has a server violate HTTP in ways that net/http quotes in its errors.
func TestWithLogger_NoServerWords(t *testing.T) {
	t.Parallel()
	for _, format := range []string{
		"%s\r\n\r\n", "HTTP/%s 200 OK\r\n\r\n", "HTTP/1.1 %s\r\n\r\n", "HTTP/1.1 200 OK\r\n%s\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: %s\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Type: text/%s\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n[{\"%s\":\"%s\",%s",
		"HTTP/1.1 200 OK\r\n\r\n[{\"id\":\"a\",\"accounts\":\"%s\"}]",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{\"%s",
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n%s", "HTTP/1.1 500 %s\r\nX-A: %s\r\n\r\n%s",
		"HTTP/1.1 302 %s\r\nLocation: %s\r\n\r\n%s", "HTTP/1.1 101 %s\r\nUpgrade: %s\r\nConnection: Upgrade\r\n\r\n%s",
	} {
		srv := &pipeServer{serve: send(strings.ReplaceAll(format, "%s", serverWords), hangUp)}
		var out bytes.Buffer
		client := newClient(t, "https://h", overPipe(srv), customers.WithLogger(logTo(&out, slog.LevelDebug)))
		for _, op := range operations() {
			if err := op.call(t, client); err != nil {
				logTo(&out, slog.LevelInfo).Error("failed", "error", err)
			}
		}
		if out.Len() == 0 || strings.Contains(out.String(), serverWords) {
			t.Errorf("%q: the records are\n%s, want some, without the words of the server", format, &out)
		}
		srv.stop()
	}
}

// TestWithLogger_RequestIDOneLine has a request ID and an error code with characters that end a line or control a
// terminal. No record has one.
func TestWithLogger_RequestIDOneLine(t *testing.T) {
	t.Parallel()
	const hostile = "a\u0085b\u2028c\u2029d\u009be\x1bf\x7fg\u202eh\ufeffi"
	body := `{"error":{"code":"a\u0085b\u2028c\u2029d\u009be\u001bf\ng\rh\u0000i"}}`
	var out bytes.Buffer
	client, _ := scripted(t, []step{response(503, http.Header{"X-Request-Id": {hostile}}, body), reset},
		customers.WithRetry(customers.RetryPolicy{BaseDelay: 1}), customers.WithLogger(slog.New(plain{&out})))
	_, err := client.Get(t.Context(), "a")
	slog.New(plain{&out}).Error("failed", "error", err)
	if lines := strings.Count(out.String(), "\n"); lines < 4 {
		t.Fatalf("%d records, want one for each attempt, one for the call and one for the error:\n%s", lines, &out)
	}
	for _, r := range out.String() {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || r > 0x2000) {
			t.Errorf("the records have the character %U:\n%q", r, out.String())
			break
		}
	}
}

// plain is a slog.Handler that does not escape anything.
type plain struct{ out io.Writer }

func (plain) Enabled(context.Context, slog.Level) bool { return true }
func (h plain) WithAttrs([]slog.Attr) slog.Handler     { return h }
func (h plain) WithGroup(string) slog.Handler          { return h }

func (h plain) Handle(_ context.Context, record slog.Record) error {
	record.Attrs(func(a slog.Attr) bool {
		fmt.Fprint(h.out, a.Key, "=", a.Value.Resolve(), " ")
		return true
	})
	_, err := fmt.Fprintln(h.out)
	return err
}
