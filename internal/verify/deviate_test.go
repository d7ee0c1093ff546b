package verify

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// status returns a deviation that changes a status code of one method.
func status(method string, from, to int) func(http.Handler) http.Handler {
	return altered(func(r *http.Request, response *reply) {
		if r.Method == method && response.status == from {
			response.status = to
			code := strconv.Itoa(from) + `,"message"` // not the same digits in an id
			response.body = strings.Replace(response.body, code, strconv.Itoa(to)+`,"message"`, 1)
		}
	})
}

// replaced returns a deviation that replaces a pattern in all bodies.
func replaced(pattern, replacement string) func(http.Handler) http.Handler {
	expression := regexp.MustCompile(pattern)
	return altered(func(_ *http.Request, response *reply) {
		response.body = expression.ReplaceAllString(response.body, replacement)
	})
}

// html returns a deviation that sends the errors with a status code as pages.
func html(code int) func(http.Handler) http.Handler {
	return altered(func(_ *http.Request, response *reply) {
		if response.status == code {
			response.header.Set("Content-Type", "text/html")
			response.body = "<html><body>No</body></html>"
		}
	})
}

// list returns a deviation that changes the list of customers.
func list(change func(customers []json.RawMessage) any) func(http.Handler) http.Handler {
	return altered(func(r *http.Request, response *reply) {
		var customers []json.RawMessage
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/customers") &&
			json.Unmarshal([]byte(response.body), &customers) == nil {
			data, _ := json.Marshal(change(customers))
			response.body = string(data)
		}
	})
}

// withoutUniqueness makes every external ID new for the sandbox, and hides that.
func withoutUniqueness() func(http.Handler) http.Handler {
	var mu sync.Mutex
	n := 0
	return both(replaced(`~[0-9]+"`, `"`), requested(func(_ *http.Request, body string) string {
		mu.Lock()
		defer mu.Unlock()
		n++
		return regexp.MustCompile(`("externalId":"[^"]+)"`).ReplaceAllString(body, fmt.Sprintf(`$1~%d"`, n))
	}))
}

// keepingStatus accepts the unknown status.
func keepingStatus(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		unknown := false
		body := requested(func(_ *http.Request, body string) string {
			unknown = strings.Contains(body, unknownStatus)
			return strings.ReplaceAll(body, unknownStatus, "active")
		})
		altered(func(_ *http.Request, response *reply) {
			if unknown {
				response.body = strings.Replace(response.body, `"active"`, `"`+unknownStatus+`"`, 1)
			}
		})(body(next)).ServeHTTP(w, r)
	})
}

// softDelete deactivates instead of deleting.
func softDelete(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodDelete {
			next.ServeHTTP(w, r)
			return
		}
		update := httptest.NewRequest(http.MethodPut, r.URL.String(), strings.NewReader(`{"status":"inactive"}`))
		update.Header = r.Header.Clone()
		update.Header.Set("Content-Type", "application/json")
		next.ServeHTTP(httptest.NewRecorder(), update)
		w.WriteHeader(http.StatusNoContent)
	})
}

// returningFirst answers a create that the sandbox refuses with the customer that exists, if the request is one of
// those.
func returningFirst(applies func(*http.Request) bool) func(http.Handler) http.Handler {
	var mu sync.Mutex
	created := map[string]string{}
	return altered(func(r *http.Request, response *reply) {
		mu.Lock()
		defer mu.Unlock()
		if r.Method != http.MethodPost || !applies(r) {
			return
		}
		if response.status == http.StatusCreated {
			created["last"] = response.body
		}
		if response.status == http.StatusConflict {
			response.status, response.body = http.StatusCreated, created["last"]
		}
	})
}

func gzipped(_ *http.Request, response *reply) {
	var compressed bytes.Buffer
	writer := gzip.NewWriter(&compressed)
	_, _ = writer.Write([]byte(response.body))
	_ = writer.Close()
	if response.body != "" {
		response.body = compressed.String()
		response.header.Set("Content-Encoding", "gzip")
	}
}

// announcedBody sends a 204 with a text after it.
func announcedBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		if recorder.Code != http.StatusNoContent {
			for name := range recorder.Header() {
				w.Header().Set(name, recorder.Header().Get(name))
			}
			w.WriteHeader(recorder.Code)
			_, _ = w.Write(recorder.Body.Bytes())
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		_, _ = conn.Write([]byte("HTTP/1.1 204 No Content\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\ndeleted"))
	})
}
