package customers_test

import (
	"io"
	"net"
	"net/http"
	"strings"
)

// severed sends the bytes as they are, and ends the connection: with a reset, or as if the answer were whole.
func severed(raw string, withReset bool) http.HandlerFunc {
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

// hanging sends the bytes, and waits until the client goes.
func hanging(raw string) http.HandlerFunc {
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

const halfAnswer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n[{\"id\":\"a\"},"

// faults are the ways of a server to break its side. Quick ones take no timeout to end.
var faults = []struct {
	name  string
	quick bool
	do    http.HandlerFunc
}{
	{"reset before the header", true, severed("", true)},
	{"closed before the header", true, severed("", false)},
	{"reset in the body", true, severed(halfAnswer, true)},
	{"truncated body", true, severed(halfAnswer, false)},
	{"not HTTP", true, severed("220 mail.example ESMTP\r\n", false)},
	{"oversized body", true, answer(200, jsonType, `[{"id":"`+strings.Repeat("x", 600_000)+`"}]`)},
	{"oversized error", true, answer(500, "text/html", strings.Repeat("x", 600_000))},
	{"redirect", true, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }},
	{"garbage JSON", true, answer(200, jsonType, `[{"id":"a"},{]`)},
	{"garbage after the list", true, answer(200, jsonType, `[{"id":"a"}]`+strings.Repeat("garbage", 2_000))},
	{"no answer", false, hanging("")},
	{"no end of the body", false, hanging(`[{"id":"a"},`)},
}
