package customers_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// TestPool_IdleTimeout makes two calls with a pause. After 4 s the connection is not used again: common servers close
// one that was idle for 5 s, and a write that meets the close has an unknown outcome.
func TestPool_IdleTimeout(t *testing.T) {
	t.Parallel()
	for pause, want := range map[time.Duration]int{3900 * time.Millisecond: 1, 4100 * time.Millisecond: 2} {
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
			client := newClient(t, "http://127.0.0.1", customers.WithHTTPClient(&http.Client{Transport: pool}))
			for range 2 {
				if err := client.Delete(t.Context(), "a"); err != nil {
					t.Fatal(err)
				}
				time.Sleep(pause)
			}
			if dials != want {
				t.Errorf("%d connections for two calls %v apart, want %d", dials, pause, want)
			}
			pool.CloseIdleConnections()
			srv.stop()
		})
	}
}
