package gateways_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// server closes connections that were idle for idleTime.
type server struct {
	name  string
	start func(b *testing.B) *site
}

// site is a server that runs.
type site struct {
	url        string
	closeAfter time.Duration         // measured by the client, from a response to the close
	counts     func() map[string]int // how often each external ID was created
}

func servers() []server {
	return []server{
		{"Node", startNode},
		{"nginx", func(b *testing.B) *site { b.Helper(); return startGateway(b, nginx()) }},
		{"HAProxy", func(b *testing.B) *site { b.Helper(); return startGateway(b, haproxy()) }},
	}
}

// startNode runs testdata/server.js.
func startNode(b *testing.B) *site {
	b.Helper()
	if os.Getenv("GATEWAYS") == "" {
		b.Skip("GATEWAYS is not set")
	}
	cmd := exec.CommandContext(b.Context(), "node", "testdata/server.js", strconv.Itoa(int(idleTime.Seconds())))
	cmd.Stderr = os.Stderr
	output, err := cmd.StdoutPipe()
	if err := errors.Join(err, cmd.Start()); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Wait() }) // the context ended it
	port, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	s := &site{url: "http://127.0.0.1:" + strings.TrimSpace(port)}
	s.counts = func() (counts map[string]int) {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, s.url+"/counts", http.NoBody)
		if err != nil {
			b.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		defer resp.Body.Close()
		if err := json.NewDecoder(resp.Body).Decode(&counts); err != nil {
			b.Fatal(err)
		}
		return counts
	}
	return s
}

// startGateway runs a gateway in front of a server that never closes a connection.
func startGateway(b *testing.B, g gateway) *site {
	b.Helper()
	var mu sync.Mutex
	counts := map[string]int{}
	list := make([]customers.Customer, 5000)
	for i := range list {
		list[i] = customers.Customer{ID: strconv.Itoa(i), Status: customers.StatusActive}
	}
	origin := httptest.NewUnstartedServer(nil)
	address := origin.Listener.Addr().String()
	origin.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(originHeader, address)
		w.Header().Set("Content-Type", "application/json")
		if r.Method != http.MethodPost {
			_ = json.NewEncoder(w).Encode(list)
			return
		}
		var params struct{ ExternalID string }
		_ = json.NewDecoder(r.Body).Decode(&params)
		mu.Lock()
		counts[params.ExternalID]++
		mu.Unlock()
		w.WriteHeader(http.StatusCreated)
		_ = json.NewEncoder(w).Encode(customers.Customer{ID: "1", ExternalID: params.ExternalID})
	})
	origin.Start()
	b.Cleanup(origin.Close)
	ports := g.start(b, address, int(idleTime.Seconds()))
	return &site{url: g.routes[0].url(ports), counts: func() map[string]int {
		mu.Lock()
		defer mu.Unlock()
		return counts
	}}
}

// calibration is the external ID of the Creates that do not count.
const calibration = "calibration"

// idleUntilClose creates a customer and returns the time from the response until the server closes the connection.
func idleUntilClose(base string) (time.Duration, error) {
	u, err := url.Parse(base)
	if err != nil {
		return 0, err
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close() }()
	const body = `{"externalId":"` + calibration + `","status":"active"}`
	if _, err := fmt.Fprintf(conn, "POST %s/api/v1/account-manager/customers HTTP/1.1\r\nHost: %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", u.Path, u.Host, len(body), body); err != nil {
		return 0, err
	}
	reader := bufio.NewReader(conn)
	resp, err := http.ReadResponse(reader, nil)
	if err != nil {
		return 0, err
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return 0, err
	}
	_ = resp.Body.Close()
	start := time.Now()
	_, err = reader.ReadByte()
	delay := time.Since(start)
	if !errors.Is(err, io.EOF) {
		return delay, fmt.Errorf("%w instead of a close", err)
	}
	return delay, nil
}
