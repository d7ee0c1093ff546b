package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// TestServe_FinishesRequestsInFlight stops the program during a list that is too long for any socket buffer.
func TestServe_FinishesRequestsInFlight(t *testing.T) {
	t.Parallel()
	program := start(t, "-n", "50000")
	response := open(t, program.url, "sandbox-key")
	defer response.Body.Close()
	begin := make([]byte, 10)
	if _, err := io.ReadFull(response.Body, begin); err != nil {
		t.Fatal(err)
	}
	program.stop()
	rest, err := io.ReadAll(response.Body)
	if err != nil {
		t.Errorf("the list ended with %v after %d bytes", err, len(rest))
	}
	if !strings.HasSuffix(string(rest), "}]") {
		t.Errorf("the list is incomplete: it has %d bytes", len(rest))
	}
	if status := <-program.status; status != exitOK {
		t.Errorf("exit status = %d, want 0", status)
	}
}

func TestServeUntilDone_ClosesSlowRequests(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	server := &http.Server{
		ReadHeaderTimeout: time.Minute,
		Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			stop()
			<-r.Context().Done() // until the connection is closed
		}),
	}
	done := make(chan error, 1)
	go func() { done <- serveUntilDone(ctx, server, listener, time.Millisecond) }()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, baseURL(listener), nil)
	if err != nil {
		t.Fatal(err)
	}
	if response, err := http.DefaultClient.Do(request); err == nil {
		_ = response.Body.Close()
		t.Errorf("the request received %d, want a closed connection", response.StatusCode)
	}
	if err := <-done; err != nil {
		t.Errorf("serveUntilDone() = %v, want nil", err)
	}
}

func TestServeUntilDone_ListenerError(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute}
	err = serveUntilDone(t.Context(), server, listener, time.Minute)
	if err == nil || !strings.HasPrefix(err.Error(), "serve: ") {
		t.Errorf("serveUntilDone() = %v, want the listener's error", err)
	}
}

// TestServe_RateLimit sends four requests in at most two windows, which allow one each.
func TestServe_RateLimit(t *testing.T) {
	t.Parallel()
	program := start(t, "-rate-limit", "1/h")
	counted := map[int]int{}
	for range 4 {
		status, _ := get(t, program.url, "sandbox-key")
		counted[status]++
	}
	if counted[200] < 1 || counted[200] > 2 {
		t.Errorf("%d responses were 200, want one, or two at the turn of an hour", counted[200])
	}
	if want := 4 - counted[200]; counted[429] != want {
		t.Errorf("%d responses were 429, want %d", counted[429], want)
	}
}

// TestServe_Host sends the name of another host, as a page does that reaches the sandbox by DNS rebinding.
func TestServe_Host(t *testing.T) {
	t.Parallel()
	program := start(t, "-allow-host", "sandbox.example")
	for _, path := range []string{path, "/docs/", "/docs", "/openapi.yaml", "/openapi.json", "/"} {
		for _, host := range []string{"evil.example", "evil.example:8080", "localhost.evil.example"} {
			if status, body := getFrom(t, program.url+path, host); status != 421 || !strings.Contains(body, host) {
				t.Errorf("%s from %s: %d %s, want 421 and the host", path, host, status, body)
			}
		}
	}
	for _, host := range []string{"", "localhost", "localhost:1234", "127.0.0.1", "sandbox.example:8080"} {
		if status, body := getFrom(t, program.url+path, host); status != 200 {
			t.Errorf("from %s: %d %s, want 200", host, status, body)
		}
	}
}

func TestOptions_HostNames(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		":8080": "a", "0.0.0.0:8080": "a", "[::]:8080": "a",
		"127.0.0.1:8080": "a 127.0.0.1", "sandbox:8080": "a sandbox", "[::1]:0": "a ::1",
	} {
		if got := strings.Join((options{addr: addr, hosts: []string{"a"}}).hostNames(), " "); got != want {
			t.Errorf("with -addr %s the names are %q, want %q", addr, got, want)
		}
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	tests := []struct {
		addr     string
		anywhere bool
		invalid  bool
		host     string // of the URL
	}{
		{"127.0.0.1:0", false, false, "127.0.0.1"},
		{"localhost:0", false, false, "127.0.0.1"},
		{":0", false, true, ""},
		{"0.0.0.0:0", false, true, ""},
		{"[::]:0", false, true, ""},
		{"192.0.2.1:0", false, true, ""},
		{":0", true, false, "127.0.0.1"},
		{"0.0.0.0:0", true, false, "127.0.0.1"},
		{"nonsense", true, true, ""},
		{"127.0.0.1:http-nonsense", false, true, ""},
	}
	for _, test := range tests {
		t.Run(test.addr, func(t *testing.T) {
			t.Parallel()
			listener, err := listen(t.Context(), test.addr, test.anywhere)
			if test.invalid {
				var usage usageError
				if !errors.As(err, &usage) || !strings.HasPrefix(err.Error(), "-addr") {
					t.Errorf("listen() = %v, %v, want a usage error about -addr", listener, err)
				}
				return
			}
			if err != nil {
				t.Fatalf("listen() = %v", err)
			}
			defer func() { _ = listener.Close() }()
			_, port, _ := net.SplitHostPort(listener.Addr().String())
			if got, want := baseURL(listener), "http://"+net.JoinHostPort(test.host, port); got != want {
				t.Errorf("baseURL() = %q, want %q", got, want)
			}
			if port == "0" {
				t.Error("the listener has port 0")
			}
		})
	}
}

func TestSeed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		opts options
		want int
	}{
		{"default", options{}, 1},
		{"one", options{n: 1}, 1},
		{"one batch", options{n: seedBatch}, seedBatch},
		{"a batch and one", options{n: seedBatch + 1}, seedBatch + 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSandbox(t)
			if err := test.opts.seed(s); err != nil {
				t.Fatalf("seed() = %v", err)
			}
			if got := s.Len(); got != test.want {
				t.Errorf("%d customers, want %d", got, test.want)
			}
		})
	}
}

func TestSeed_ErrorNamesTheCustomer(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	if err := s.Seed(sandbox.GenerateSeed(seedBatch+5, 1, 0)); err != nil {
		t.Fatal(err)
	}
	err := options{n: seedBatch + 10}.seed(s)
	want := "generate customers from number 10000: seed: customers[5].externalId is taken by another customer"
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("seed() = %v, want %q", err, want)
	}
}

func newSandbox(t *testing.T) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.New(sandbox.Config{APIKey: "k"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPlanFaults also checks an operation that is not in the spec, which parseOptions cannot detect.
func TestPlanFaults(t *testing.T) {
	t.Parallel()
	s, err := sandbox.New(sandbox.Config{APIKey: "k"})
	if err != nil {
		t.Fatal(err)
	}
	if err := (options{faults: []string{"status;status=418;times=1;op=listCustomers"}}).planFaults(s); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{418, 200} {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/account-manager/customers", http.NoBody)
		r.Header.Set("X-API-KEY", "k")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("status %d, want %d", w.Code, want)
		}
	}
	err = options{faults: []string{"reset;op=explode"}}.planFaults(s)
	if err == nil || !strings.Contains(err.Error(), `-fault: operation "explode" is not in the spec, want one of createCustomer, `) {
		t.Errorf("planFaults() = %v, want an error about the unknown operation", err)
	}
}

func TestPrintStartup(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	emulator, err := sandbox.New(sandbox.Config{APIKey: "k", APIKeyHeader: "X-Mine"})
	if err != nil {
		t.Fatal(err)
	}
	if err := emulator.Seed(sandbox.GenerateSeed(0, 7, 0)); err != nil {
		t.Fatal(err)
	}
	options{key: "it's"}.printStartup(&out, "http://127.0.0.1:8080", emulator)
	want := `LedgerLink sandbox, customers: 7
  URL  http://127.0.0.1:8080
  key  it's
  docs http://127.0.0.1:8080/docs

  curl -H 'X-Mine: it'\''s' http://127.0.0.1:8080/api/v1/account-manager/customers
  export LEDGERLINK_BASE_URL=http://127.0.0.1:8080 LEDGERLINK_API_KEY='it'\''s'

Stop with Ctrl-C.
`
	if out.String() != want {
		t.Errorf("startup text is\n%s\nwant\n%s", out.String(), want)
	}
}

// TestServe_JSON also checks that the program prints nothing else.
func TestServe_JSON(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	reader, writer := io.Pipe()
	status := make(chan int, 1)
	var stderr strings.Builder
	go func() {
		code := run(ctx, []string{"-addr", "127.0.0.1:0", "-json", "-key", `a"b\`}, writer, &stderr)
		_ = writer.Close()
		status <- code
	}()
	lines := bufio.NewReader(reader)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var printed struct {
		URL, Key string
		PID      int
	}
	if err := json.Unmarshal([]byte(line), &printed, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatalf("the program printed %q: %v", line, err)
	}
	if printed.Key != `a"b\` || printed.PID != os.Getpid() {
		t.Errorf("the program printed %q, want the key and the pid %d", line, os.Getpid())
	}
	if status, body := get(t, printed.URL, printed.Key); status != 200 || body != seeded {
		t.Errorf("list is %d %s, want 200 %s", status, body, seeded)
	}
	stop()
	rest, err := io.ReadAll(lines)
	if err != nil || len(rest) > 0 {
		t.Errorf("the program printed %q, %v after the line, want nothing", rest, err)
	}
	if code := <-status; code != exitOK || stderr.Len() > 0 {
		t.Errorf("exit status = %d with %q, want 0", code, stderr.String())
	}
}
