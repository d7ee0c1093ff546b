package customers_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// step handles one attempt: it returns what a RoundTripper returns.
type step func(r *http.Request) (*http.Response, error)

var (
	errReset = errors.New("connection reset by peer")
	errDial  = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
)

// status responds with a status code and the body {}. The pairs are the names and values of headers.
func status(code int, pairs ...string) step {
	return func(*http.Request) (*http.Response, error) {
		h := http.Header{"Content-Type": {jsonType}, "X-Request-Id": {"req-42"}}
		for i := 0; i < len(pairs); i += 2 {
			h.Set(pairs[i], pairs[i+1])
		}
		return &http.Response{StatusCode: code, Header: h, Body: io.NopCloser(strings.NewReader(`{}`))}, nil
	}
}

// ok responds with the example of the spec for the operation.
func ok(r *http.Request) (*http.Response, error) {
	e, err := exampleFor(r)
	if err != nil {
		return nil, err
	}
	h := http.Header{}
	if e.Response != "" {
		h.Set("Content-Type", jsonType)
	}
	return &http.Response{StatusCode: e.Status, Header: h, Body: io.NopCloser(strings.NewReader(e.Response))}, nil
}

// specExamples returns the spec and the example of each operation by its operationId. It reads them once.
var specExamples = sync.OnceValues(func() (map[string]contract.Example, error) {
	v, err := contract.New()
	if err != nil {
		return nil, err
	}
	list, err := v.Examples()
	byID := map[string]contract.Example{}
	for _, e := range list {
		byID[e.OperationID] = e
	}
	return byID, err
})

// exampleFor returns the example of the operation that a request calls. The base URL of the client may have a path.
func exampleFor(r *http.Request) (contract.Example, error) {
	examples, err := specExamples()
	if err != nil {
		return contract.Example{}, err
	}
	v, err := contract.New()
	if err != nil {
		return contract.Example{}, err
	}
	_, path, _ := strings.Cut(r.URL.EscapedPath(), "/api/v1/")
	id, _, found := v.Operation(&http.Request{Method: r.Method, URL: &url.URL{Path: "/api/v1/" + path}})
	if !found {
		return contract.Example{}, fmt.Errorf("the spec has no operation for %s %s", r.Method, r.URL)
	}
	return examples[id], nil
}

// bodyOf responds with a status code and a JSON body.
func bodyOf(code int, body string) step {
	return func(*http.Request) (*http.Response, error) {
		h := http.Header{"Content-Type": {jsonType}}
		return &http.Response{StatusCode: code, Header: h, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

// reset accepts the request and breaks the connection.
func reset(*http.Request) (*http.Response, error) { return nil, errReset }

// dialRefused fails to connect, and reports that to httptrace as net/http does.
func dialRefused(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil {
		trace.GetConn(r.URL.Host)
	}
	return nil, errDial
}

// truncated responds with success and breaks the connection within the body.
func truncated(r *http.Request) (*http.Response, error) {
	resp, err := ok(r)
	if err == nil {
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"id":`), errReader{}))
	}
	return resp, err
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errReset }

// waitForContext returns when the context of the attempt ends.
func waitForContext(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// cancelled fails as if the caller's context were cancelled.
func cancelled(*http.Request) (*http.Response, error) { return nil, context.Canceled }

// script is a RoundTripper that runs one step per attempt, and repeats the last one.
type script struct {
	steps []step
	times []time.Duration // of each attempt, since the first
	first time.Time
	seen  []*http.Request
	body  []string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	if len(s.seen) == 0 {
		s.first = time.Now()
	}
	s.times = append(s.times, time.Since(s.first))
	s.seen = append(s.seen, r)
	if r.Body != nil {
		b, _ := io.ReadAll(r.Body)
		s.body = append(s.body, string(b))
	}
	next := s.steps[min(len(s.seen), len(s.steps))-1]
	return next(r)
}

// scripted returns a client whose attempts run the steps. It has the default retry policy and no random jitter: every
// wait has its maximum length.
func scripted(t testing.TB, steps []step, opts ...customers.Option) (*customers.Client, *script) {
	t.Helper()
	s := &script{steps: steps}
	return newClient(t, "https://h", append([]customers.Option{
		customers.WithHTTPClient(&http.Client{Transport: s}),
		customers.WithRetry(customers.RetryPolicy{}),
		customers.WithJitter(func(bound time.Duration) time.Duration { return bound }),
	}, opts...)...), s
}

// writeAndClose sends the bytes without any HTTP of its own and closes the connection, on request with a TCP reset.
func writeAndClose(raw string, withReset bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, raw)
		if tcp, ok := conn.(*net.TCPConn); ok && withReset {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
}

// writeAndWait sends the bytes as the beginning of a body, and waits until the client closes the connection.
func writeAndWait(raw string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // net/http detects a closed connection only after the body was read
		if raw != "" {
			w.Header().Set("Content-Type", jsonType)
			_, _ = io.WriteString(w, raw)
			_ = http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	}
}

const truncatedResponse = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n[{\"id\":\"a\"},"

// serverFailures lists the failures of a server. A quick one ends the call without a timeout.
var serverFailures = []struct {
	name  string
	quick bool
	serve http.HandlerFunc
}{
	{"reset before the headers", true, writeAndClose("", true)},
	{"closed before the headers", true, writeAndClose("", false)},
	{"reset in the body", true, writeAndClose(truncatedResponse, true)},
	{"truncated body", true, writeAndClose(truncatedResponse, false)},
	{"not HTTP", true, writeAndClose("220 mail.example ESMTP\r\n", false)},
	{"oversized body", true, respond(200, jsonType, `[{"id":"`+strings.Repeat("x", 600_000)+`"}]`)},
	{"oversized error", true, respond(500, "text/html", strings.Repeat("x", 600_000))},
	{"redirect", true, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }},
	{"invalid JSON", true, respond(200, jsonType, `[{"id":"a"},{]`)},
	{"data after the list", true, respond(200, jsonType, `[{"id":"a"}]`+strings.Repeat("garbage", 2_000))},
	{"no response", false, writeAndWait("")},
	{"unfinished body", false, writeAndWait(`[{"id":"a"},`)},
}
