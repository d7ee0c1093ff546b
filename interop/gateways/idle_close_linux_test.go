package gateways_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// idleTime is how long a connection may be idle before the servers close it: the default of Node.
const idleTime = 5 * time.Second

// BenchmarkIdleClose measures how many writes end with an unknown outcome because the server closes the idle connection
// that they are sent on. It asserts nothing, because the result depends on the machine. One iteration is one Create; it
// takes 5 s, but 100 run at the same time.
//
//	GATEWAYS=1 go test -run '^$' -bench IdleClose -benchtime 1000x -timeout 1h .
func BenchmarkIdleClose(b *testing.B) {
	for _, s := range servers() {
		b.Run(s.name, func(b *testing.B) {
			for _, p := range pools() {
				b.Run(p.name, func(b *testing.B) {
					b.Run("race", func(b *testing.B) { measure(b, s, p, raceWithClose) })
					b.Run("stream", func(b *testing.B) { measure(b, s, p, writeAfterStream) })
				})
			}
		})
	}
}

// pool is a way to keep idle connections.
type pool struct {
	name  string
	build func() http.RoundTripper // nil for the client's default
}

func pools() []pool {
	one := func(idle time.Duration) *http.Transport {
		return &http.Transport{MaxIdleConnsPerHost: 128, IdleConnTimeout: idle}
	}
	return []pool{
		{"default", nil},
		{"90 s", func() http.RoundTripper { return one(90 * time.Second) }},
		{"4 s", func() http.RoundTripper { return one(4 * time.Second) }},
		{"reads 90 s, writes 1 s", func() http.RoundTripper { return split{one(90 * time.Second), one(time.Second)} }},
	}
}

// split sends writes on connections of their own.
type split struct{ reads, writes *http.Transport }

func (s split) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return s.reads.RoundTrip(r)
	}
	return s.writes.RoundTrip(r)
}

// scenario makes calls until a connection is about to be closed, then one Create with the external ID. It returns the
// error of the Create, or missed if the Create was not sent at the intended time.
type scenario func(c *customers.Client, s *site, externalID string) error

// missed marks a Create that does not count.
type missed struct{ cause error }

func (m missed) Error() string { return fmt.Sprintf("missed: %v", m.cause) }

// measure runs the scenario b.N times and reports the share of Creates with an unknown outcome, and the number of those
// that were carried out twice.
func measure(b *testing.B, s server, p pool, run scenario) {
	b.Helper()
	site := s.start(b)
	site.calibrate(b)
	const concurrent = 100
	var tried, unknown, failed, reused, carriedOut atomic.Int64
	outcomes := sync.Map{} // external ID of a Create that ended with an unknown outcome
	var running sync.WaitGroup
	slots := make(chan struct{}, concurrent)
	b.ResetTimer()
	for i := range b.N {
		slots <- struct{}{}
		if i < concurrent { // so that the server does not close all connections at once
			time.Sleep(idleTime / concurrent)
		}
		running.Go(func() {
			defer func() { <-slots }()
			var wasReused atomic.Bool
			id := fmt.Sprintf("%s-%d", b.Name(), i)
			err := run(newIdleClient(b, site.url, p, &wasReused), site, id)
			if errors.As(err, new(missed)) {
				return
			}
			tried.Add(1)
			if wasReused.Load() {
				reused.Add(1)
			}
			switch {
			case errors.Is(err, customers.ErrOutcomeUnknown):
				unknown.Add(1)
				outcomes.Store(id, err)
			case err != nil:
				failed.Add(1)
				b.Log(err)
			}
		})
	}
	running.Wait()
	b.StopTimer()
	twice := 0
	counts := site.counts()
	for id, n := range counts {
		if n > 1 && id != calibration {
			twice++
		}
		if _, ok := outcomes.Load(id); ok {
			carriedOut.Add(1)
		}
	}
	n := float64(max(1, tried.Load()))
	b.ReportMetric(float64(tried.Load()), "creates")
	b.ReportMetric(100*float64(reused.Load())/n, "%reused")
	b.ReportMetric(100*float64(unknown.Load())/n, "%unknown")
	b.ReportMetric(float64(carriedOut.Load()), "unknown-but-done")
	b.ReportMetric(float64(failed.Load()), "failed")
	b.ReportMetric(float64(twice), "twice")
	b.ReportMetric(0, "ns/op")
}

// raceWithClose sends a Create within 3 ms of the moment when the server closes the connection of the one before.
func raceWithClose(c *customers.Client, s *site, externalID string) error {
	if err := create(c, externalID+"-first"); err != nil {
		return missed{err}
	}
	const window = 3 * time.Millisecond
	start := time.Now()
	offset := time.Duration(rand.Int64N(int64(2*window))) - window //nolint:gosec // a spread, not a secret
	time.Sleep(time.Until(start.Add(s.closeAfter + offset)))
	late := time.Since(start) - s.closeAfter
	err := create(c, externalID)
	if late < -window || late > window {
		return missed{err}
	}
	return err
}

// writeAfterStream reads a list so slowly that the server closes its connection before the client has read the end,
// then sends a Create at once.
func writeAfterStream(c *customers.Client, s *site, externalID string) error {
	n := 0
	for _, err := range c.All(context.Background()) {
		if err != nil {
			return missed{err}
		}
		if n++; n == 1 {
			time.Sleep(s.closeAfter + 100*time.Millisecond)
		}
	}
	return create(c, externalID)
}

func create(c *customers.Client, externalID string) error {
	_, err := c.Create(context.Background(), customers.CreateParams{ExternalID: externalID, Status: customers.StatusActive})
	return err
}

// newIdleClient returns a client that records whether its last request was sent on a connection that had been used.
func newIdleClient(b *testing.B, url string, p pool, reused *atomic.Bool) *customers.Client {
	b.Helper()
	opts := []customers.Option{
		customers.WithAPIKey("idle-test-key"),
		customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return reuseTrace{next: next, reused: reused}
		}),
	}
	if p.build != nil {
		opts = append(opts, customers.WithHTTPClient(&http.Client{Transport: p.build()}))
	}
	client, err := customers.New(url, opts...)
	if err != nil {
		b.Fatal(err)
	}
	return client
}

type reuseTrace struct {
	next   http.RoundTripper
	reused *atomic.Bool
}

func (r reuseTrace) RoundTrip(req *http.Request) (*http.Response, error) {
	return r.next.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { r.reused.Store(info.Reused) },
	})))
}

// calibrate measures how long after a response the server closes the connection.
func (s *site) calibrate(b *testing.B) {
	b.Helper()
	var mu sync.Mutex
	var delays []time.Duration
	var running sync.WaitGroup
	for range 40 {
		running.Go(func() {
			delay, err := idleUntilClose(s.url)
			if err != nil {
				b.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			delays = append(delays, delay)
		})
		time.Sleep(20 * time.Millisecond)
	}
	running.Wait()
	slices.Sort(delays)
	s.closeAfter = delays[len(delays)/2]
	b.Logf("the server closes an idle connection after %v (median; %v to %v)", s.closeAfter, delays[0], delays[len(delays)-1])
}
