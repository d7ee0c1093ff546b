package contract

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// reports collects what a middleware reports.
type reports struct {
	mu    sync.Mutex
	lines []string
}

func (r *reports) add(_ *http.Request, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, err.Error())
}

// writeUntilError writes a list that never ends, until the client has disconnected.
func writeUntilError(w http.ResponseWriter) {
	chunk := []byte(strings.Repeat(","+validCustomer, 300))
	for {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

// TestMiddleware_ClientDisconnects closes each response after its first byte, while the handler is still at work.
func TestMiddleware_ClientDisconnects(t *testing.T) {
	t.Parallel()
	badElement := strings.Replace(validCustomer, `"id":"customer-id"`, `"id":7`, 1)
	tests := []struct {
		name   string
		handle http.HandlerFunc
		want   []string
	}{
		{"valid list", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", jsonType)
			_, _ = io.WriteString(w, "["+validCustomer)
			writeUntilError(w)
		}, nil},
		{"invalid element", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", jsonType)
			_, _ = io.WriteString(w, "["+badElement)
			writeUntilError(w)
		}, []string{"listCustomers response 200: [0].id must be a string"}},
		{"not JSON", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", jsonType)
			_, _ = io.WriteString(w, "[]]")
			writeUntilError(w)
		}, []string{"listCustomers response 200: body is not valid JSON: invalid character ']' at start of value"}},
		{"no Content-Type", func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil // net/http would add one
			_, _ = io.WriteString(w, "["+validCustomer)
			writeUntilError(w)
		}, []string{"listCustomers response 200: Content-Type is missing, should be application/json"}},
		{"handler that waits for the client", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", jsonType)
			_, _ = io.WriteString(w, "["+validCustomer)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, nil},
		{"handler that only flushes", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", jsonType)
			_, _ = io.WriteString(w, "["+validCustomer)
			for http.NewResponseController(w).Flush() == nil {
				_, _ = io.WriteString(w, ","+validCustomer)
			}
		}, nil},
		{"hijacked connection", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", jsonType)
			_, _ = io.WriteString(w, "["+validCustomer)
			_ = http.NewResponseController(w).Flush()
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_ = conn.Close()
			}
		}, nil},
	}
	const repetitions = 5
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got reports
			server := httptest.NewServer(newTestValidator(t).Middleware(got.add)(test.handle))
			for range repetitions {
				readFirstByte(t, server)
			}
			server.Close() // waits for the handlers
			if want := repetitions * len(test.want); len(got.lines) != want {
				t.Errorf("%d reports, want %d", len(got.lines), want)
			}
			distinct := slices.Compact(slices.Sorted(slices.Values(got.lines)))
			if diff := cmp.Diff(test.want, distinct, cmp.Comparer(hasPrefix)); diff != "" {
				t.Errorf("reports (-want +got):\n%s", diff)
			}
		})
	}
}

// hasPrefix compares lines by the start, because syntax errors end in an offset.
func hasPrefix(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }

// readFirstByte requests the list and disconnects after the first byte of the body.
func readFirstByte(t *testing.T, server *httptest.Server) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+customersPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.ReadFull(response.Body, make([]byte, 1)); err != nil {
		t.Fatalf("read the first byte: %v", err)
	}
}

// TestMiddleware_NothingWritten disconnects before the handler has written anything.
func TestMiddleware_NothingWritten(t *testing.T) {
	t.Parallel()
	for name, handle := range map[string]http.HandlerFunc{
		"handler that returns": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"hijacked connection": func(w http.ResponseWriter, _ *http.Request) {
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_ = conn.Close()
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got reports
			server := httptest.NewServer(newTestValidator(t).Middleware(got.add)(handle))
			sendAndDisconnect(t, server, "GET "+customersPath+" HTTP/1.1\r\nHost: x\r\n\r\n")
			server.Close()
			if len(got.lines) > 0 {
				t.Errorf("reports = %q, want none", got.lines)
			}
		})
	}
}

// TestMiddleware_RequestCut sends a part of a request body and disconnects.
func TestMiddleware_RequestCut(t *testing.T) {
	t.Parallel()
	const head = "POST " + customersPath + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
	for _, test := range []struct{ name, sent, want string }{
		{"Content-Length", head + "Content-Length: 100\r\n\r\n" + `{"externalId":`, ""},
		{"chunked", head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"ext", ""},
		{
			"malformed chunk", head + "Transfer-Encoding: chunked\r\n\r\nmany\r\n",
			"createCustomer request: body cannot be read: invalid byte in chunk length",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got reports
			handler := newTestValidator(t).Middleware(got.add)(http.HandlerFunc(
				func(w http.ResponseWriter, r *http.Request) {
					if _, err := io.ReadAll(r.Body); err == nil {
						t.Error("the handler reads the body without an error")
					}
					w.Header().Set("Content-Type", jsonType)
					w.WriteHeader(http.StatusCreated)
					_, _ = io.WriteString(w, validCustomer)
				}))
			server := httptest.NewServer(handler)
			sendAndDisconnect(t, server, test.sent)
			server.Close()
			if line := strings.Join(got.lines, "\n"); line != test.want {
				t.Errorf("reports = %q, want %q", line, test.want)
			}
		})
	}
}

// sendAndDisconnect sends a text, closes the sending half, and reads until the server closes the other half.
func sendAndDisconnect(t *testing.T, server *httptest.Server, text string) {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
	_, _ = io.Copy(io.Discard, conn)
}

func TestCheckPrefix(t *testing.T) {
	t.Parallel()
	bad := strings.Replace(validCustomer, `"accounts":[]`, `"accounts":[{}]`, 1)
	tests := []struct{ name, path, body, want string }{
		{"nothing", customersPath, "", ""},
		{"space", customersPath, " ", ""},
		{"only the bracket", customersPath, "[", ""},
		{"whole element", customersPath, "[" + validCustomer, ""},
		{"comma", customersPath, "[" + validCustomer + ",", ""},
		{"part of an element", customersPath, "[" + validCustomer + `,{"id":"a","accounts":[{"id":"b"},{`, ""},
		{"name without a value", customersPath, `[{"id":"a","externalId"`, ""},
		{"part of a string", customersPath, `[{"id":"a","externalId":"x`, ""},
		{"part of a number", customersPath + "/a", `{"id":1`, ""},
		{"part of a literal", customersPath, `[{"id":nul`, ""},
		{"complete list", customersPath, "[" + validCustomer + "]", ""},
		{"complete object", customersPath + "/a", validCustomer, ""},

		{"wrong kind", customersPath, "{", "listCustomers response 200: body must be an array"},
		{"incomplete object in the wrong place", customersPath, `[[`, "listCustomers response 200: [0] must be an object"},
		{"member of an open object", customersPath, `[{"id":7,`, "listCustomers response 200: [0].id must be a string"},
		{
			"element of an open array", customersPath, `[{"accounts":[{"id":"a"},{"id":3},`,
			"listCustomers response 200: [0].accounts[1].id must be a string",
		},
		{"whole object", customersPath, "[" + bad, "listCustomers response 200: [0].accounts[0].id is missing"},
		{
			"complete and incomplete", customersPath + "/a", `{}`,
			"getCustomer response 200: id is missing; externalId is missing; status is missing; " +
				"participantId is missing; accounts is missing; createdAt is missing; updatedAt is missing",
		},
		{"syntax", customersPath, `[}`, "listCustomers response 200: body is not valid JSON: "},
		{"duplicate name", customersPath, `[{"id":"a","id":`, "listCustomers response 200: body is not valid JSON: "},
		{"open error body", customersPath + "/a", `{"statusCode":404,"message":`, ""},
	}
	v := newTestValidator(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRequest(http.MethodGet, test.path, "")
			m, violation := v.match(r)
			if violation != nil {
				t.Fatal(violation)
			}
			var got string
			header := http.Header{"Content-Type": {jsonType}}
			if err := m.checkResponse(r, sentResponse{http.StatusOK, header, []byte(test.body), true}); err != nil {
				got = err.Error()
			}
			if test.want == "" && got != "" || !strings.HasPrefix(got, test.want) {
				t.Errorf("checkResponse() = %q, want %q", got, test.want)
			}
		})
	}
}
