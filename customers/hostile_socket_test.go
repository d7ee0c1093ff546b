package customers_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// socketLimit is when a call counts as one that does not end. It is generous, because the machine may be slow.
const socketLimit = 30 * time.Second

// TestEveryCallEnds_Sockets makes every call against hostile servers over TCP, with the connection pool of the package.
func TestEveryCallEnds_Sockets(t *testing.T) {
	t.Parallel()
	small := strings.Repeat("A: b\r\n", (10<<20)/6)
	for _, tc := range []hostileCase{
		{name: "silence", want: errNoResponse, serve: silent},
		{name: "101, then silence", want: customers.ErrUnexpectedResponse, serve: send(switching, silent)},
		{name: "10 MiB of header fields", want: errNoResponse, serve: send("HTTP/1.1 200 OK\r\n"+small, silent)},
		{name: "10 MiB of one header", want: errNoResponse, serve: send("HTTP/1.1 200 OK\r\nA: "+small, silent)},
		{name: "reset before the response", want: customers.ErrTransport, serve: resetConnection},
		{name: "reset in the headers", want: customers.ErrTransport, serve: send("HTTP/1.1 200 OK\r\nA", resetConnection)},
		{name: "reset in the body", passes: deletes, serve: send(head(200, contentJSON, chunked)+"1\r\n[", resetConnection)},
		{
			name: "invalid element, then silence", passes: deletes,
			serve: send(head(200, contentJSON)+invalidList, silent),
		},
		{
			name: "end of the list, then silence", passes: listsOrDelete,
			serve: send(head(200, contentJSON)+"[]", silent),
		},
		{name: "500, flooded", want: customers.ErrServer, serve: send(head(500, contentJSON), floodSocket("x"))},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			opts := []customers.Option{customers.WithAPIKey(testKey), customers.WithRetry(customers.NoRetry)}
			if tc.want == nil || errors.Is(tc.want, errNoResponse) || errors.Is(tc.want, customers.ErrTransport) { // no other error depends on the timeout
				opts = append(opts, customers.WithAttemptTimeout(200*time.Millisecond))
			}
			client, err := customers.New(listen(t, tc.serve), opts...)
			if err != nil {
				t.Fatal(err)
			}
			for _, op := range operations() {
				ctx, cancel := context.WithTimeout(t.Context(), socketLimit)
				err := op.call(withContext{t, ctx}, client)
				if ctx.Err() != nil {
					t.Errorf("%s: did not return within %v: %v", op.name, socketLimit, err)
				}
				cancel()
				tc.checkError(t, "sockets", op, err)
			}
		})
	}
}

// listen starts a server that calls serve for each connection, after it has read the request.
func listen(t *testing.T, serve func(net.Conn)) (url string) {
	t.Helper()
	return "http://" + acceptAll(t, func(conn net.Conn) {
		req, err := http.ReadRequest(bufio.NewReader(conn))
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, req.Body)
		serve(conn)
	})
}

// acceptAll starts a server that calls serve for each connection, and then closes it.
func acceptAll(t *testing.T, serve func(net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				serve(conn)
			}()
		}
	}()
	return l.Addr().String()
}

// resetConnection makes the close of the connection a reset.
func resetConnection(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

// floodSocket is flood without pauses.
func floodSocket(text string) func(net.Conn) {
	text = strings.Repeat(text, 1+4096/len(text))
	return func(conn net.Conn) {
		for {
			if _, err := io.WriteString(conn, text); err != nil {
				return
			}
		}
	}
}
