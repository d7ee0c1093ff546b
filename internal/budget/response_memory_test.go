//go:build !race

package budget_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
)

const (
	maxWireBytes = 10 << 20
	maxCallBytes = 64 << 20
	ok           = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	okGzip       = ok + "Content-Encoding: gzip\r\n"
)

// account has every field of an account of the spec, as short as possible.
const account = `{"id":"","type":"","status":"","name":"","createdAt":"2026-04-02T09:00:00Z",` +
	`"updatedAt":"2026-04-02T09:00:00Z","customer":{"id":"","externalId":"","status":"","participantId":"",` +
	`"createdAt":"2026-04-02T09:00:00Z","updatedAt":"2026-04-02T09:00:00Z"}}`

// TestResponseMemory sends responses of up to 10 MiB that take as much memory as possible, most of them compressed. A
// call with the default options allocates at most 64 MiB, over all its attempts.
func TestResponseMemory(t *testing.T) { //nolint:paralleltest // TotalAlloc counts the allocations of all goroutines
	get := func(c *customers.Client) error { _, err := c.Get(t.Context(), "a"); return err }
	addresses := func(c *customers.Client) error { _, err := c.Addresses(t.Context(), "a"); return err }
	list := func(c *customers.Client) error { _, err := c.List(t.Context()); return err }
	all := func(c *customers.Client) error {
		for _, err := range c.All(t.Context()) {
			if err != nil {
				return err
			}
		}
		return nil
	}
	members := new(strings.Builder)
	for i := range 52_000 {
		members.WriteString(`,"x` + strconv.FormatInt(int64(i), 36) + `":0`)
	}
	element := compress(`,{"id":"a","x":"`, strings.Repeat("x", 4<<20), `"}`)
	fields := strings.Repeat("A: b\r\n", maxWireBytes/6)
	for _, tc := range []struct {
		name     string
		response string
		call     func(*customers.Client) error
		want     error // nil for success
	}{
		{"object, long string", okGzip + "\r\n" + bomb(`{"id":"`, "x"), get, customers.ErrResponseTooLarge},
		{"object, white space", okGzip + "\r\n" + bomb("", " "), get, customers.ErrResponseTooLarge},
		{
			"object, accounts", okGzip + "\r\n" + compress(`{"id":"a","accounts":[`, repeat("{}", 8<<20), `]}`), get,
			customers.ErrResponseTooLarge,
		},
		{"object, as many accounts as allowed", okGzip + "\r\n" +
			compress(`{"id":"a","accounts":[`, repeat("{}", 3*52_000), `]}`), get, nil},
		{"object, as many accounts and bytes as allowed", okGzip + "\r\n" +
			compress(`{"id":"a","accounts":[`, repeat("{}", 3*52_000), `],"x":"`, strings.Repeat("x", 8_190_000), `"}`), get, nil},
		{"object, as many accounts with customers as allowed", okGzip + "\r\n" +
			compress(`{"id":"a","accounts":[`, repeat(`{"customer":{}}`, 16*26_000), `]}`), get, nil},
		{"object, accounts with all fields", okGzip + "\r\n" +
			compress(`{"id":"a","accounts":[`, repeat(account, len(account)*3_200), `]}`), get, nil},
		{"object, many members", okGzip + "\r\n" + compress(`{"id":"a"`, members.String(), `}`), get, nil},
		{
			"object, too many members", okGzip + "\r\n" + compress(`{"id":"a"`, members.String(), members.String(), `}`), get,
			customers.ErrResponseTooLarge,
		},
		{"object, many members, then a duplicate", okGzip + "\r\n" +
			compress(`{"id":"a"`, members.String(), `,"id":"b"}`), get, customers.ErrUnexpectedResponse},
		{"object, deep", okGzip + "\r\n" + bomb(`{"id":"a","x":`, "["), get, customers.ErrResponseTooLarge},
		{
			"error body", "HTTP/1.1 400 Bad Request\r\nContent-Encoding: gzip\r\n\r\n" + bomb(`{"message":"`, "x"), get,
			customers.ErrBadRequest,
		},
		{
			"error body, details", "HTTP/1.1 400 Bad Request\r\n\r\n" + `{"error":{"details":[` + repeat("{}", 63<<10) + `]}}`,
			get, customers.ErrBadRequest,
		},
		{"addresses", okGzip + "\r\n" + compress("[", repeat(`""`, 8<<20-2), "]"), addresses, customers.ErrResponseTooLarge},
		{"element, long string", okGzip + "\r\n" + bomb(`[{"id":"`, "x"), all, customers.ErrResponseTooLarge},
		{"element, white space", okGzip + "\r\n" + bomb("[", " "), all, customers.ErrResponseTooLarge},
		{
			"element, accounts", okGzip + "\r\n" + compress(`[{"id":"a","accounts":[`, repeat("{}", 8<<20-100), `]}]`), all,
			customers.ErrResponseTooLarge,
		},
		{"element, many members", okGzip + "\r\n" + compress(`[{"id":"a"`, members.String(), `}]`), all, nil},
		{"element, name", okGzip + "\r\n" + bomb(`[{"id":"a","`, "x"), all, customers.ErrResponseTooLarge},
		{
			"list, long elements", okGzip + "\r\n" + compress(`[{"id":"a"}`) + strings.Repeat(element, 300), list,
			customers.ErrResponseTooLarge,
		},
		{"all", ok + "\r\n[" + repeat(`{"id":"a"}`, maxWireBytes-2) + "]", all, nil},
		{"header fields", "HTTP/1.1 200 OK\r\n" + fields, get, customers.ErrTransport},
		{"one header", "HTTP/1.1 200 OK\r\nA: " + strings.Repeat("x", maxWireBytes), get, customers.ErrTransport},
		{
			"as many header fields as allowed", "HTTP/1.1 400 Bad Request\r\n" + fields[:6*34_000] + "\r\n", get,
			customers.ErrBadRequest,
		},
		{"early hints", "HTTP/1.1 103 Early Hints\r\n" + fields, get, customers.ErrTransport},
	} {
		if err := checkMemory(t, tc.name, tc.response, tc.call); !errors.Is(err, tc.want) {
			t.Errorf("%s: error = %v, want %v", tc.name, err, tc.want)
		}
	}
}

// TestResponseMemory_EachMethod sends each method the responses that take the most memory as a list or as an object. The
// results of TestResponseMemory are those of the decoders, which all methods share.
func TestResponseMemory_EachMethod(t *testing.T) { //nolint:paralleltest // TotalAlloc counts all goroutines
	for name, response := range map[string]string{
		"list of objects": okGzip + "\r\n" + compress("[", repeat(`{"id":"a"}`, 8<<20-2), "]"),
		"list of texts":   okGzip + "\r\n" + compress("[", repeat(`""`, 8<<20-2), "]"),
		"object":          okGzip + "\r\n" + compress(`{"id":"a","accounts":[`, repeat("{}", 8<<20-100), `]}`),
		"white space":     okGzip + "\r\n" + bomb("", " "),
	} {
		for _, m := range apicalls.Methods() {
			if m.Stream {
				continue // a list that is collected has a bound of its own, WithMaxListBytes
			}
			_ = checkMemory(t, m.Name+", "+name, response, func(c *customers.Client) error {
				_, err := m.Call(t.Context(), c, apicalls.Documented())
				return err
			})
		}
	}
}

// checkMemory makes a call with a response, checks how much it allocates, and returns its error.
func checkMemory(t *testing.T, name, response string, call func(*customers.Client) error) error {
	t.Helper()
	client, err := customers.New(serve(t, response), customers.WithAPIKey(apiKey))
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err = call(client)
	runtime.ReadMemStats(&after)
	allocated := after.TotalAlloc - before.TotalAlloc
	t.Logf("%s: %.1f MiB for %.1f MiB", name, float64(allocated)/(1<<20), float64(len(response))/(1<<20))
	if allocated > maxCallBytes {
		t.Errorf("%s: allocates %d MiB, want at most %d", name, allocated>>20, maxCallBytes>>20)
	}
	return err
}

// bomb returns start and then filler without an end, compressed to 10 MiB.
func bomb(start, filler string) string {
	block := compress(strings.Repeat(filler, 1<<20)) // gzip allows many members one after another (RFC 1952 section 2.2)
	return compress(start) + strings.Repeat(block, (maxWireBytes-1024)/len(block))
}

// compress returns the texts, compressed as one.
func compress(texts ...string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	for _, text := range texts {
		_, _ = io.WriteString(w, text) // a bytes.Buffer does not fail
	}
	_ = w.Close()
	return b.String()
}

// repeat returns a list of elements without brackets, of about size bytes.
func repeat(element string, size int) string {
	return strings.TrimSuffix(strings.Repeat(element+",", size/(len(element)+1)), ",")
}

// serve sends response on each connection, after it has read the request, and then closes the connection.
func serve(t *testing.T, response string) (url string) {
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
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
					return
				}
				_, _ = io.WriteString(conn, response) // fails if the client has read enough
			}()
		}
	}()
	return "http://" + l.Addr().String()
}
