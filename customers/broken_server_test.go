package customers_test

import (
	"io"
	"net"
	"net/http"
	"strings"
)

// closeAfter sends the bytes as they are, and ends the connection: with a reset, or as if the answer were whole.
func closeAfter(raw string, withReset bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, raw)
		if tcp, ok := conn.(*net.TCPConn); ok && withReset {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
}

// hangAfter sends the bytes, and waits until the client goes.
func hangAfter(raw string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // net/http notices that the client is gone once the body was read
		if raw != "" {
			w.Header().Set("Content-Type", jsonType)
			_, _ = io.WriteString(w, raw)
			_ = http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	}
}

const halfResponse = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n[{\"id\":\"a\"},"

// serverFailures are the ways of a server to break its side. Quick ones take no timeout to end.
var serverFailures = []struct {
	name  string
	quick bool
	do    http.HandlerFunc
}{
	{"reset before the header", true, closeAfter("", true)},
	{"closed before the header", true, closeAfter("", false)},
	{"reset in the body", true, closeAfter(halfResponse, true)},
	{"truncated body", true, closeAfter(halfResponse, false)},
	{"not HTTP", true, closeAfter("220 mail.example ESMTP\r\n", false)},
	{"oversized body", true, respond(200, jsonType, `[{"id":"`+strings.Repeat("x", 600_000)+`"}]`)},
	{"oversized error", true, respond(500, "text/html", strings.Repeat("x", 600_000))},
	{"redirect", true, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }},
	{"garbage JSON", true, respond(200, jsonType, `[{"id":"a"},{]`)},
	{"garbage after the list", true, respond(200, jsonType, `[{"id":"a"}]`+strings.Repeat("garbage", 2_000))},
	{"no answer", false, hangAfter("")},
	{"no end of the body", false, hangAfter(`[{"id":"a"},`)},
}
