package customers_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// TestPool_IdleTimeout makes two writes with a pause. After a second the connection is not used again: a write that meets
// the server's close of an idle connection has an unknown outcome.
func TestPool_IdleTimeout(t *testing.T) {
	t.Parallel()
	for pause, want := range map[time.Duration]int{900 * time.Millisecond: 1, 1100 * time.Millisecond: 2} {
		synctest.Test(t, func(t *testing.T) {
			srv := &pipeServer{serve: func(conn net.Conn) {
				for {
					if _, err := io.WriteString(conn, head(204)); err != nil {
						return
					}
					req, err := http.ReadRequest(bufio.NewReader(conn))
					if err != nil {
						return
					}
					_, _ = io.Copy(io.Discard, req.Body)
				}
			}}
			dials := 0
			pool := transport.NewPool()
			pool.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
				dials++
				return srv.dial(ctx, network, addr)
			}
			pools := transport.NewPools(pool)
			client := newClient(t, "http://127.0.0.1", customers.WithHTTPClient(&http.Client{Transport: pools}))
			for range 2 {
				if err := client.Delete(t.Context(), "a"); err != nil {
					t.Fatal(err)
				}
				time.Sleep(pause)
			}
			if dials != want {
				t.Errorf("%d connections for two calls %v apart, want %d", dials, pause, want)
			}
			pools.CloseIdleConnections()
			srv.stop()
		})
	}
}

// TestPool_WritesDoNotUseConnectionsOfReads reads and writes in turn.
func TestPool_WritesDoNotUseConnectionsOfReads(t *testing.T) {
	t.Parallel()
	remotes := map[string]map[string]bool{}
	var mu sync.Mutex
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if remotes[r.RemoteAddr] == nil {
			remotes[r.RemoteAddr] = map[string]bool{}
		}
		remotes[r.RemoteAddr][r.Method] = true
		w.Header().Set("Content-Type", jsonType)
		_, _ = io.WriteString(w, "["+documented+"]")
	}))
	t.Cleanup(srv.Close)
	pools := transport.NewPools(transport.NewPool())
	t.Cleanup(pools.CloseIdleConnections)
	client := newClient(t, srv.URL, customers.WithHTTPClient(&http.Client{Transport: pools}))
	for range 3 {
		if _, err := client.List(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := client.Delete(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	for remote, methods := range remotes {
		if len(methods) != 1 {
			t.Errorf("connection %s carried %v, want one method", remote, methods)
		}
	}
}
