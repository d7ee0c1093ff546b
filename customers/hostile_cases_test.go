package customers_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"sync"

	"github.com/ledgerlink/link-sdk-go/customers"
)

const (
	chunked     = "Transfer-Encoding: chunked"
	contentJSON = "Content-Type: application/json"
	contentHTML = "Content-Type: text/html"
	encoded     = "Content-Encoding: gzip"
	invalidList = `[{"externalId":"no id"}`
)

// Operations that may succeed.
const (
	deletes       = "Delete" // the status code settles it
	listsOrDelete = "lists and Delete"
)

// hostileConnections break or hold the connection.
func hostileConnections() []hostileCase {
	return []hostileCase{
		{name: "silence", want: errNoResponse, serve: silent},
		{name: "closed before the response", want: customers.ErrTransport, serve: hangUp},
		{name: "closed in the status line", want: customers.ErrTransport, serve: send("HTTP/1.1 20", hangUp)},
		{name: "closed in the headers", want: customers.ErrTransport, serve: send("HTTP/1.1 200 OK\r\nA: b\r\nC", hangUp)},
		{name: "closed before the body", passes: deletes, serve: send(head(200, contentJSON, "Content-Length: 10"), hangUp)},
		{name: "closed in the body", passes: deletes, serve: send(head(200, contentJSON, chunked)+"5\r\n[", hangUp)},
		{
			name: "closed in an error body", want: customers.ErrServer,
			serve: send(head(503, contentJSON, "Content-Length: 10")+`{"m`, hangUp),
		},
		{name: "not HTTP", want: customers.ErrTransport, serve: send("220 mail.example ESMTP\r\n", silent)},
		{name: "not HTTP, dripped", want: errNoResponse, serve: drip("SSH-2.0-")},
		{name: "not HTTP, flooded", want: errNoResponse, serve: flood("\x00")},
		{name: "HTTP/1.0 without an end", list: untilIdle, passes: deletes, serve: send("HTTP/1.0 200 OK\r\n\r\n[", silent)},
		{
			name: "HTTP/1.0, complete", passes: listsOrDelete,
			serve: send("HTTP/1.0 200 OK\r\n\r\n[]", hangUp),
		},
		{name: "101, then silence", want: customers.ErrUnexpectedResponse, serve: send(switching, silent)},
		{name: "101, then drip", want: customers.ErrUnexpectedResponse, serve: send(switching, drip("x"))},
		{name: "101, then flood", want: customers.ErrUnexpectedResponse, serve: send(switching, flood("x"))},
		{name: "101, then close", want: customers.ErrUnexpectedResponse, serve: send(switching, hangUp)},
	}
}

const switching = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"

// hostileHeaders never end, or contradict each other.
func hostileHeaders() []hostileCase {
	return []hostileCase{
		{name: "100, flooded", want: errNoResponse, serve: flood("HTTP/1.1 100 Continue\r\n\r\n")},
		{name: "103, flooded", want: errNoResponse, serve: flood("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n")},
		{name: "103, dripped", want: errNoResponse, serve: drip("HTTP/1.1 103 Early Hints\r\n\r\n")},
		{name: "headers, dripped", want: errNoResponse, serve: send("HTTP/1.1 200 OK\r\n", drip("A: b\r\n"))},
		{name: "header fields, flooded", want: errNoResponse, serve: send("HTTP/1.1 200 OK\r\n", flood("A: b\r\n"))},
		{name: "header, flooded", want: errNoResponse, serve: send("HTTP/1.1 200 OK\r\nA: ", flood("b"))},
		{name: "status line, flooded", want: errNoResponse, serve: send("HTTP/1.1 200 ", flood("x"))},
		{name: "headers, then silence", want: errNoResponse, serve: send("HTTP/1.1 200 OK\r\nA: b\r\n", silent)},
		{
			name: "Content-Length, negative", want: customers.ErrTransport,
			serve: send(head(200, contentJSON, "Content-Length: -1")+"[]", silent),
		},
		{
			name: "Content-Length, two different", want: customers.ErrTransport,
			serve: send(head(200, contentJSON, "Content-Length: 2", "Content-Length: 3")+"[]", silent),
		},
		{
			name: "Content-Length, too long", list: untilTail, passes: listsOrDelete,
			serve: send(head(200, contentJSON, "Content-Length: 100")+"[]", silent),
		},
		{
			name: "Content-Length, too short", passes: deletes,
			serve: send(head(200, contentJSON, "Content-Length: 1")+"[]", silent),
		},
		{
			name: "Content-Length, the maximum", list: untilIdle, passes: deletes,
			serve: send(head(200, contentJSON, "Content-Length: 9223372036854775807")+"[", silent),
		},
		{name: "204 with a body", passes: deletes, serve: send(head(204)+"[]", drip("x"))},
		{name: "205 with a body", passes: deletes, serve: send(head(205, chunked), drip("1\r\n \r\n")), list: untilMax},
		{
			name: "304 with a body", want: customers.ErrUnexpectedResponse,
			serve: send(head(304, "Content-Length: 10"), drip("x")),
		},
	}
}

// hostileBodies are responses of which most calls read all.
func hostileBodies() []hostileCase {
	dripped := drip("1\r\n \r\n")
	return []hostileCase{
		{name: "200, no body", list: untilIdle, passes: deletes, serve: send(head(200, contentJSON, chunked), silent)},
		{name: "200, dripped", list: untilMax, passes: deletes, serve: send(head(200, contentJSON, chunked), dripped)},
		{
			name: "200, flooded", passes: deletes,
			serve: send(head(200, contentJSON, chunked), flood("10\r\n"+strings.Repeat(" ", 16)+"\r\n")),
		},
		{name: "200, HTML, dripped", want: customers.ErrUnexpectedResponse, serve: send(head(200, contentHTML, chunked), dripped)},
		{name: "500, dripped", want: customers.ErrServer, serve: send(head(500, contentJSON, chunked), dripped)},
		{name: "404, dripped", want: customers.ErrNotFound, serve: send(head(404, contentHTML, chunked), dripped)},
		{name: "429, silent", want: customers.ErrRateLimited, serve: send(head(429, contentJSON, chunked), silent)},
		{name: "500, flooded", want: customers.ErrServer, serve: send(head(500, contentJSON), flood("x"))},
		{
			name: "500, a full error body, then silence", want: customers.ErrServer,
			serve: send(head(500, contentJSON)+strings.Repeat("x", errorBodyLimit), silent),
		},
		{
			name: "302, flooded", want: customers.ErrUnexpectedResponse,
			serve: send(head(302, "Location: /", contentHTML), flood("x")),
		},
		{
			name: "302, dripped", want: customers.ErrUnexpectedResponse,
			serve: send(head(302, "Location: /", contentHTML), drip("x")),
		},
		{
			// net/http does not return the last chunk before the trailers.
			name: "trailers with the last chunk, dripped", list: untilIdle, passes: deletes,
			serve: send(head(200, contentJSON, chunked, "Trailer: A")+"2\r\n[]\r\n0\r\n", drip("A: b\r\n")),
		},
		{
			name: "trailers, dripped", list: untilTail, passes: listsOrDelete,
			serve: send(head(200, contentJSON, chunked, "Trailer: A")+"2\r\n[]\r\n",
				sleep(dripWait, send("0\r\n", drip("A: b\r\n")))),
		},
		{
			name: "trailers, flooded", passes: deletes,
			serve: send(head(200, contentJSON, chunked, "Trailer: A")+"2\r\n[]\r\n0\r\n", flood("A: b\r\n")),
		},
		{
			name: "chunk extension, flooded", passes: deletes,
			serve: send(head(200, contentJSON, chunked)+"1;", flood("x")),
		},
		{
			name: "chunk length, invalid", passes: deletes,
			serve: send(head(200, contentJSON, chunked)+"zz\r\n", silent),
		},
		{
			name: "gzip without an end", list: untilIdle, passes: deletes,
			serve: send(head(200, contentJSON, encoded)+gzipOf("[")[:20], silent),
		},
		{
			name: "gzip, truncated", passes: deletes,
			serve: send(head(200, contentJSON, encoded)+gzipOf(`[{"id":"a"}]`)[:20], hangUp),
		},
		{
			name: "gzip, empty blocks", list: untilIdle, passes: deletes,
			serve: send(head(200, contentJSON, encoded)+gzipOf("")[:10], flood("\x00\x00\x00\xff\xff")),
		},
		{
			name: "gzip bomb", passes: deletes,
			serve: send(head(200, contentJSON, encoded)+gzipOf(strings.Repeat(" ", 4<<20)), hangUp),
		},
		{name: "gzip, invalid", passes: deletes, serve: send(head(200, contentJSON, encoded)+"[]", flood(" "))},
	}
}

// gzipOf returns text, compressed.
func gzipOf(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text) // a bytes.Buffer does not fail
	_ = w.Close()
	return b.String()
}

// hostileLists are lists whose error or end is known before the end of the body.
func hostileLists() []hostileCase {
	header := head(200, contentJSON)
	return []hostileCase{
		{
			name: "invalid element, then drip", list: untilTail, passes: deletes,
			serve: send(header+invalidList, drip(" ")),
		},
		{
			name: "invalid element, then silence", list: untilTail, passes: deletes,
			serve: send(header+invalidList, silent),
		},
		{
			name: "invalid element, then flood", list: untilTail, passes: deletes,
			serve: send(header+invalidList, flood("x")),
		},
		{
			name: "end of the list, then drip", list: untilTail, passes: listsOrDelete,
			serve: send(header+"[]", drip(" ")),
		},
		{
			name: "end of the list, then silence", list: untilTail, passes: listsOrDelete,
			serve: send(header+"[]", silent),
		},
		{
			name: "end of the list, then other data", list: untilTail, passes: deletes,
			serve: send(header+"[]", flood("x")),
		},
		{
			name: "an element, then silence", list: untilIdle, passes: deletes,
			serve: send(header+`[{"id":"a"},`, silent),
		},
		{name: "white space, dripped", list: untilMax, passes: deletes, serve: send(header+"[", drip(" "))},
		{name: "element, dripped", list: untilMax, passes: deletes, serve: send(header+`[{"id":"`, drip("x"))},
	}
}

// hostileMiddlewares return bodies that violate the contract of io.ReadCloser, or that ignore the context.
func hostileMiddlewares() []hostileCase {
	blocked := func(done <-chan struct{}) func([]byte) (int, error) {
		return func(p []byte) (int, error) {
			<-done
			clear(p) // a race, if the call still uses p
			return 0, io.EOF
		}
	}
	closes := func() error { return nil }
	return []hostileCase{
		{
			name: "Read blocks", list: untilIdle, passes: deletes,
			body: func(done <-chan struct{}) any { return hostileBody{blocked(done), closes} },
		},
		{
			name: "Read blocks until Close", list: untilIdle, passes: deletes,
			body: func(<-chan struct{}) any {
				closed := make(chan struct{})
				var once sync.Once
				return hostileBody{blocked(closed), func() error { once.Do(func() { close(closed) }); return nil }}
			},
		},
		{
			name: "Close blocks", list: untilTail, passes: deletes,
			body: func(done <-chan struct{}) any {
				return hostileBody{strings.NewReader("{}").Read, func() error { <-done; return nil }}
			},
		},
		{
			name: "Read and Close block", list: untilIdle, passes: deletes,
			body: func(done <-chan struct{}) any {
				return hostileBody{blocked(done), func() error { <-done; return nil }}
			},
		},
		{
			name: "Read returns nothing", want: customers.ErrTransport,
			body: func(<-chan struct{}) any {
				return hostileBody{func([]byte) (int, error) { return 0, nil }, closes}
			},
			passes: deletes,
		},
		{
			name: "Read returns too much", want: customers.ErrTransport, passes: deletes,
			body: func(<-chan struct{}) any {
				return hostileBody{func(p []byte) (int, error) { return len(p) + 1, nil }, closes}
			},
		},
		{
			name: "Read returns a negative count", want: customers.ErrTransport, passes: deletes,
			body: func(<-chan struct{}) any {
				return hostileBody{func([]byte) (int, error) { return -1, nil }, closes}
			},
		},
		{
			name: "no body", passes: deletes, want: customers.ErrUnexpectedResponse,
			body: func(<-chan struct{}) any { return nil },
		},
	}
}

// hostileBody is a body made of functions.
type hostileBody struct {
	read  func([]byte) (int, error)
	close func() error
}

func (b hostileBody) Read(p []byte) (int, error) { return b.read(p) }
func (b hostileBody) Close() error               { return b.close() }
