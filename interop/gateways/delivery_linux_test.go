package gateways_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
)

// operations returns the methods of the client that take an id.
func operations() []apicalls.Method {
	return slices.DeleteFunc(apicalls.Methods(), func(m apicalls.Method) bool { return !m.TakesID() })
}

func TestDelivery_Nginx(t *testing.T) {
	t.Parallel()
	checkDelivery(t, nginx())
}

func TestDelivery_Apache(t *testing.T) {
	t.Parallel()
	checkDelivery(t, apache())
}

func TestDelivery_HAProxy(t *testing.T) {
	t.Parallel()
	checkDelivery(t, haproxy())
}

// checkDelivery calls every operation with every id of the corpus, on every route of the gateway.
func checkDelivery(t *testing.T, g gateway) {
	t.Helper()
	origin, received := startOrigin(t)
	ports := g.start(t, origin, 60)
	for _, r := range g.routes {
		t.Run(r.name, func(t *testing.T) {
			newDelivery(t, g.program+", "+r.name, r, r.url(ports), received).check(t)
		})
	}
}

// workers bounds the calls that are made at the same time on one route.
const workers = 8

// delivery is the run of the corpus on one route.
type delivery struct {
	name     string
	route    route
	client   *customers.Client
	sent     *requests // by the client
	received *requests // by the origin

	mu                sync.Mutex
	accepted, refused int // calls
	failures          []string
}

func newDelivery(t *testing.T, name string, r route, base string, received *requests) *delivery {
	t.Helper()
	d := &delivery{name: name, route: r, received: received, sent: &requests{lines: map[string][]string{}}}
	pool := &http.Transport{MaxIdleConnsPerHost: workers}
	t.Cleanup(pool.CloseIdleConnections)
	var err error
	d.client, err = customers.New(base,
		customers.WithAPIKey("gateway-test-key"),
		customers.WithHTTPClient(&http.Client{Transport: recorder{next: pool, sent: d.sent}}),
		customers.WithRetry(customers.NoRetry),
		customers.WithTimeout(0),
		customers.WithAttemptTimeout(0),
	)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *delivery) check(t *testing.T) {
	t.Helper()
	before := d.received.count()
	calls := make(chan func())
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for call := range calls {
				call()
			}
		})
	}
	ids := corpus()
	for i, id := range ids {
		for _, op := range operations() {
			calls <- func() { d.call(t.Context(), op, id, fmt.Sprintf("%s-%d", op.Name, i)) }
		}
	}
	close(calls)
	running.Wait()
	arrived := d.received.count() - before
	t.Logf("%s: %d ids, %d calls accepted, %d refused, %d requests arrived", d.name, len(ids), d.accepted, d.refused, arrived)
	if len(ids) < 1000 {
		t.Errorf("the corpus has %d ids, want at least 1000", len(ids))
	}
	if arrived != d.accepted && !d.route.decoded {
		t.Errorf("%d requests arrived for %d accepted calls", arrived, d.accepted)
	}
	if len(d.failures) > 0 {
		const shown = 40
		t.Errorf("%d calls failed, among them:\n%s", len(d.failures), strings.Join(d.failures[:min(shown, len(d.failures))], "\n"))
	}
}

// call makes one call and records what is wrong with it.
func (d *delivery) call(ctx context.Context, op apicalls.Method, id, probe string) {
	_, err := op.Call(ctx, d.client, apicalls.Target{ID: id}, customers.WithRequestHeader(probeHeader, probe))
	sent, received := d.sent.take(probe), d.received.take(probe)
	problem := ""
	refused := errors.Is(err, customers.ErrInvalidArgument)
	if refused {
		if isUnreserved(id) {
			problem = fmt.Sprintf("was refused: %v", err)
		}
		if len(sent) > 0 {
			problem = fmt.Sprintf("was refused after I/O: %q", sent)
		}
	} else {
		problem = d.misdelivered(op, id, received, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if refused {
		d.refused++
	} else {
		d.accepted++
	}
	if problem != "" {
		d.failures = append(d.failures, fmt.Sprintf("%s: %s(%.80q) %s", d.name, op.Name, id, problem))
	}
}

// misdelivered returns what is wrong with the requests that arrived for an accepted id, or "".
func (d *delivery) misdelivered(op apicalls.Method, id string, received []string, err error) string {
	if d.route.decoded && strings.Contains(id, " ") {
		if len(received) > 0 || !errors.Is(err, customers.ErrBadRequest) {
			return fmt.Sprintf("arrived: %q, error %v, want a refusal by the origin", received, err)
		}
		return ""
	}
	if len(received) != 1 {
		return fmt.Sprintf("arrived %d times: %q, error %v", len(received), received, err)
	}
	method, target, _ := strings.Cut(received[0], " ")
	if method != op.HTTPMethod {
		return fmt.Sprintf("arrived with method %s", method)
	}
	_, suffix, _ := strings.Cut(op.Route, "{id}")
	if wrong := wrongTarget(target, d.route.prefix, suffix, id); wrong != "" {
		return fmt.Sprintf("arrived %s: %.200s", wrong, target)
	}
	if err != nil {
		return fmt.Sprintf("arrived as itself, but failed: %v", err)
	}
	return ""
}

// isUnreserved reports an id that no rule may refuse: at most 512 of the characters that RFC 3986 section 2.3 leaves
// unreserved, and no dot segment.
func isUnreserved(id string) bool {
	const unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
	return id != "" && id != "." && id != ".." && len(id) <= 512 && strings.Trim(id, unreserved) == ""
}
