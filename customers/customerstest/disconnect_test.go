package customerstest_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// TestServer_ClientDisconnects leaves lists that are longer than the socket buffers, so that the server is still writing.
func TestServer_ClientDisconnects(t *testing.T) {
	t.Parallel()
	const repetitions = 10
	srv := customerstest.NewServer(t) // fails the test if it reports a violation
	list := make([]customers.Customer, 2000)
	padding := strings.Repeat("x", 8<<10)
	for i := range list {
		list[i] = customers.Customer{ID: fmt.Sprint("id-", i), ExternalID: fmt.Sprint(i, padding)}
	}
	srv.Seed(list...)
	client := srv.Client(t)
	for name, leave := range map[string]func(t *testing.T) error{
		"break": func(t *testing.T) error {
			t.Helper()
			for _, err := range client.All(t.Context()) {
				return err
			}
			return nil
		},
		"FindByExternalID": func(t *testing.T) error {
			t.Helper()
			_, err := client.FindByExternalID(t.Context(), list[0].ExternalID)
			return err
		},
		"canceled context": func(t *testing.T) error {
			t.Helper()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			for _, err := range client.All(ctx) {
				if err != nil {
					break
				}
				cancel()
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range repetitions {
				if err := leave(t); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestServer_RequestCut sends a part of a request. The server carries nothing out and does not fail the test.
func TestServer_RequestCut(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	address, path, _ := strings.Cut(strings.TrimPrefix(srv.URL, "http://"), "/")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := fmt.Fprintf(conn, "POST /%s/api/v1/account-manager/customers HTTP/1.1\r\nHost: x\r\nX-API-KEY: %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"+`{"externalId":"e","status":"active"}`, path, srv.APIKey,
	); err != nil {
		t.Fatal(err)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
	if response, _ := io.ReadAll(conn); !strings.HasPrefix(string(response), "HTTP/1.1 400 ") {
		t.Errorf("the response is %q, want 400", response)
	}
	if requests := srv.Requests(); len(requests) != 1 || requests[0].Operation != customerstest.OpCreate {
		t.Errorf("Requests() = %+v, want the Create request", requests)
	}
	if list, err := srv.Client(t).List(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("List() = %v, %v, want no customers", list, err)
	}
}
