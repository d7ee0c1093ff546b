package customers_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// exampleClient returns a client of a sandbox whose clock stands at the documented time, and prints each exchange on
// the wire: the request behind "->", the answer behind "<-". Each fault happens once, first.
func exampleClient(clock string, seed sandbox.Seed, faults ...sandbox.FaultKind) (client *customers.Client, stop func()) {
	now, err := time.Parse(time.RFC3339, clock)
	must(err)
	sb, err := sandbox.New(sandbox.Config{
		APIKey: testKey,
		Now:    func() time.Time { return now },
		NewID:  func() string { return "customer-id" },
	})
	must(err)
	must(sb.Seed(seed))
	for _, kind := range faults {
		must(sb.Fail(sandbox.Fault{Kind: kind}, 1))
	}
	srv := httptest.NewServer(sb)
	client, err = customers.New(srv.URL, customers.WithAPIKey(testKey), customers.WithHTTPClient(&http.Client{
		Transport: roundTripper(printExchange),
	}))
	must(err)
	return client, srv.Close
}

// documentedClient returns a client of a sandbox that holds the documented customer, at the time of the documented
// update.
func documentedClient() (client *customers.Client, stop func()) {
	return exampleClient("2026-04-02T09:15:00.000Z", sandbox.DocumentedSeed())
}

func printExchange(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	printLine("->", r.Method, r.URL.EscapedPath(), body)
	pool := &http.Transport{DisableKeepAlives: true}
	resp, err := pool.RoundTrip(r)
	if err != nil {
		printLine("<-", "the connection broke", "", nil)
		return nil, err
	}
	answer, err := io.ReadAll(resp.Body)
	must(err)
	must(resp.Body.Close())
	resp.Body = io.NopCloser(bytes.NewReader(answer))
	printLine("<-", strconv.Itoa(resp.StatusCode), string(bytes.TrimSpace(answer)), nil)
	return resp, nil
}

func printLine(arrow, first, second string, body []byte) {
	fmt.Println(strings.TrimSpace(strings.Join([]string{arrow, first, second, string(body)}, " ")))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
