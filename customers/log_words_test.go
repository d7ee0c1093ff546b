package customers_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

// TestErrorLogValue_OwnWords logs the reason in the words of this package, as far as it is not that of the network.
func TestErrorLogValue_OwnWords(t *testing.T) {
	t.Parallel()
	get := func(do step) error {
		client, _ := scripted(t, []step{do}, customers.WithRetry(customers.NoRetry))
		_, err := client.Get(t.Context(), "a")
		return err
	}
	contentType := func(value string) error { return get(response(200, http.Header{"Content-Type": {value}}, "")) }
	_, plain := customers.New("http://h", customers.WithAPIKey("k"))
	client, _ := scripted(t, []step{ok})
	_, noMatch := client.FindByExternalID(t.Context(), "another")
	_, noID := client.Get(t.Context(), "")
	_, problems := customers.New("h", nil, customers.WithTimeout(-1), customers.WithAttemptTimeout(-1), customers.WithLogger(nil))
	if want := asError(t, problems).Message; !strings.HasSuffix(problems.Error(), want) {
		t.Errorf("Error() = %q, want the whole list %q", problems, want)
	}
	for want, err := range map[string]error{
		asError(t, problems).Message: problems, // the whole list
		"baseURL must be https: plain http exposes the API key on the network (WithInsecureHTTP allows it)": plain,
		"id must not be empty":                   noID,
		"content type text/html instead of JSON": contentType("Text/HTML; charset=" + serverWords),
		"content type (unknown) instead of JSON": contentType("application/" + serverWords),
		"redirects are not followed":             get(response(302, http.Header{"Location": {serverWords}}, serverWords)),
		"no customer has this externalId":        noMatch,
		"field id: missing":                      get(bodyOf(200, `{}`)),
	} {
		logged := records(err)
		if quoted := fmt.Sprintf("exception.message=%q", want); !strings.Contains(logged, quoted) {
			t.Errorf("the record of %v is\n%s, want %s in it", err, logged, quoted)
		}
		if strings.Contains(logged, serverWords) {
			t.Errorf("the record of %v has words of the server:\n%s", err, logged)
		}
	}
}

// TestError_MarshalJSON compares the JSON of errors and of bulk results with what slog writes of them.
func TestError_MarshalJSON(t *testing.T) {
	t.Parallel()
	same := func(where string, v any) {
		t.Helper()
		var out bytes.Buffer
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
		got, err := json.Marshal(v)
		if err != nil {
			t.Errorf("%s: json.Marshal: %v", where, err)
		}
		if want := `"v":` + string(got) + "}\n"; !strings.HasSuffix(out.String(), want) {
			t.Errorf("%s: json.Marshal returns %s, but the record is %s", where, got, &out)
		}
		for _, secret := range []string{"customer-ext-001", serverWords} {
			if strings.Contains(string(got), secret) {
				t.Errorf("%s: %q is in %s", where, secret, got)
			}
		}
	}
	eachFailure(t, func(where string, err error) {
		same(where, err)
		e := asError(t, err)
		if pointer, value := jsonOf(t, e), jsonOf(t, *e); pointer != value {
			t.Errorf("%s: the JSON of the value is %s, that of the pointer %s", where, value, pointer)
		}
	})
	params := slices.Values([]customers.CreateParams{{ExternalID: "customer-ext-001", Status: "active"}})
	for _, do := range []step{ok, bodyOf(409, `{"message":"customer-ext-001: `+serverWords+`"}`)} {
		client, _ := scripted(t, []step{do})
		for result, err := range client.CreateAll(t.Context(), params, customers.BulkOptions{}) {
			if err != nil {
				t.Error(err)
			}
			same("CreateAll", result)
			if text := records(result); strings.Contains(text, "customer-ext-001") {
				t.Errorf("the external ID is in the records\n%s", text)
			}
		}
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Error(err)
	}
	return string(b)
}

// TestErrorType_OneValue compares error.type in the records of an attempt, of its call and of LogValue with the kinds.
func TestErrorType_OneValue(t *testing.T) {
	t.Parallel()
	for _, f := range failures() {
		var out bytes.Buffer
		client, _ := scripted(t, []step{f.step}, append([]customers.Option{
			customers.WithRetry(customers.NoRetry), customers.WithLogger(logTo(&out, slog.LevelDebug)),
		}, f.opts...)...)
		_, err := client.Get(t.Context(), "customer-id")
		if err == nil {
			continue
		}
		e := asError(t, err)
		logTo(&out, slog.LevelDebug).Error("failed", "error", err)
		wants := []error{e.Kind(), e.Kind()} // of the call and of LogValue
		if len(e.Attempts) > 0 && e.Attempts[0].Kind() != nil {
			wants = append([]error{e.Attempts[0].Kind()}, wants...)
		}
		want := ""
		var wantSb196 strings.Builder
		for _, kind := range wants {
			wantSb196.WriteString("error.type=" + kind.Error() + "\n")
		}
		want += wantSb196.String()
		got := ""
		var gotSb200 strings.Builder
		for _, found := range errorTypes.FindAllString(out.String(), -1) {
			gotSb200.WriteString(strings.ReplaceAll(found, `"`, "") + "\n")
		}
		got += gotSb200.String()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: error.type in the records (-want +got):\n%s", f.name, diff)
		}
	}
}

var errorTypes = regexp.MustCompile(`error\.type=("[^"]*"|\S+)`)

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
