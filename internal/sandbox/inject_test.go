package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// TestInject_Altered checks what the client receives from each fault that carries the request out.
func TestInject_Altered(t *testing.T) {
	t.Parallel()
	const one, list = customersPath + "/customer-id", "[" + documentedOne + "]"
	oversized := `{"id":"` + strings.Repeat("x", 9<<20) + `"}`
	type want struct {
		status      int
		contentType string
		body        string
		cut         bool
	}
	for _, test := range []struct {
		method, path, fault string
		want                want
	}{
		{http.MethodGet, one, "drip;delay=1ms", want{200, "application/json", documentedOne, false}},
		{http.MethodGet, customersPath, "drip;delay=1ms", want{200, "application/json", list, false}},
		{http.MethodDelete, one, "drip;delay=1ms", want{204, "", "", false}},
		{http.MethodGet, one, "delay;delay=1ms", want{200, "application/json", documentedOne, false}},
		{http.MethodGet, one, "status-after", want{
			504, "application/json", `{"statusCode":504,"message":"Gateway Timeout"}`, false,
		}},
		{http.MethodDelete, one, "status-after;status=502;message=late", want{
			502, "application/json", `{"statusCode":502,"message":"late","error":"Bad Gateway"}`, false,
		}},
		{http.MethodGet, one, "truncate", want{200, "application/json", documentedOne[:len(documentedOne)/2], true}},
		{http.MethodGet, customersPath, "truncate", want{200, "application/json", list[:len(list)/2], true}},
		{http.MethodDelete, one, "truncate", want{200, "application/json", "", true}},
		{http.MethodGet, one, "content-type", want{200, "text/plain", documentedOne, false}},
		{http.MethodGet, one + "x", "content-type", want{
			404, "text/plain", `{"statusCode":404,"message":"Customer not found","error":"Not Found"}`, false,
		}},
		{http.MethodDelete, one, "content-type", want{200, "text/plain", "", false}},
		{http.MethodGet, one, "oversized", want{200, "application/json", oversized, false}},
		{http.MethodGet, customersPath, "oversized", want{200, "application/json", oversized, false}},
		{http.MethodDelete, one, "oversized", want{200, "application/json", oversized, false}},
		{http.MethodGet, one, "garbage", want{200, "application/json", `{"id":]`, false}},
		{http.MethodDelete, one, "garbage", want{200, "application/json", `{"id":]`, false}},
	} {
		t.Run(test.method+test.path+" "+test.fault, func(t *testing.T) {
			t.Parallel()
			s := newSandbox(t)
			response := request(t, s, test.method, test.path, FaultHeader, test.fault)
			body, err := io.ReadAll(response.Body)
			_ = response.Body.Close()
			if response.StatusCode != test.want.status {
				t.Errorf("status code is %d, want %d", response.StatusCode, test.want.status)
			}
			if got := response.Header.Get("Content-Type"); got != test.want.contentType {
				t.Errorf("Content-Type is %q, want %q", got, test.want.contentType)
			}
			if string(body) != test.want.body {
				t.Errorf("body has %d bytes: %.300s\nwant %d bytes: %.300s", len(body), body, len(test.want.body), test.want.body)
			}
			if (err != nil) != test.want.cut {
				t.Errorf("reading the body returns %v, want an error: %t", err, test.want.cut)
			}
			if deleted := s.Len() == 0; deleted != (test.method == http.MethodDelete) {
				t.Errorf("customers: %d, want the request carried out", s.Len())
			}
		})
	}
}

// TestInject_DelayAfterDisconnect checks that a request is carried out if its client has disconnected before, and that the
// sandbox does not wait then.
func TestInject_DelayAfterDisconnect(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodDelete, customersPath+"/customer-id", http.NoBody)
	r.Header.Set("X-Api-Key", testKey)
	r.Header.Set(FaultHeader, "delay;delay=1m")
	s.ServeHTTP(httptest.NewRecorder(), r)
	if s.Len() != 0 {
		t.Error("the customer exists, want the request carried out")
	}
}

// TestInject_TruncateLongList cuts a list that is written in several chunks.
func TestInject_TruncateLongList(t *testing.T) {
	t.Parallel()
	s, err := New(Config{APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, 2000)
	whole := request(t, s, http.MethodGet, customersPath)
	list, err := io.ReadAll(whole.Body)
	_ = whole.Body.Close()
	if err != nil || len(list) < 3*listChunk {
		t.Fatalf("the list has %d bytes, %v, want several chunks", len(list), err)
	}
	cut := request(t, s, http.MethodGet, customersPath, FaultHeader, "truncate")
	got, err := io.ReadAll(cut.Body)
	_ = cut.Body.Close()
	if err == nil || !bytes.Equal(got, list[:len(list)/2]) {
		t.Errorf("the client reads %d bytes, %v, want the first %d and an error", len(got), err, len(list)/2)
	}
	if want := strconv.Itoa(len(list) + 1); cut.Header.Get("Content-Length") != want {
		t.Errorf("Content-Length is %q, want %q", cut.Header.Get("Content-Length"), want)
	}
}

// TestInject_MemoryOfClientsThatDoNotRead opens 60 connections that read one byte of a long response and then stop.
func TestInject_MemoryOfClientsThatDoNotRead(t *testing.T) { //nolint:paralleltest // measures the heap of the process
	const perFault, customers = 20, 100_000
	s, err := New(Config{APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, customers)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close) // after the connections
	before := heapInUse()
	for _, fault := range []string{"oversized", "truncate", "drip;delay=1ms"} {
		for range perFault {
			connectAndStall(t, server, fault)
		}
	}
	growth := heapInUse() - before
	const limit = 32 << 20
	t.Logf("the heap grew by %d KiB with 60 clients that do not read, %d KiB each", growth>>10, growth>>10/(3*perFault))
	if growth > limit {
		t.Errorf("the heap grew by %d bytes, want at most %d", growth, limit)
	}
	runtime.KeepAlive(s)
}

// connectAndStall requests the list with a fault and reads one byte of the response. Its receive buffer is small, so
// that the rest of the response does not fit into the buffers of the connection, which is open until the test ends.
func connectAndStall(t *testing.T, server *httptest.Server, fault string) {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(4 << 10)
	}
	_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: x\r\nX-API-KEY: %s\r\n%s: %s\r\n\r\n",
		customersPath, testKey, FaultHeader, fault)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
}
