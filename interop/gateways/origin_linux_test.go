package gateways_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

const (
	probeHeader  = "X-Probe"  // names one call, in its request
	originHeader = "X-Origin" // the origin's address, in its responses
)

const customersPath = "/api/v1/account-manager/customers/"

// requests records the request lines of each call.
type requests struct {
	mu    sync.Mutex
	lines map[string][]string
	total int
}

func (r *requests) add(probe, method, target string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines[probe] = append(r.lines[probe], method+" "+target)
	r.total++
}

// take returns the request lines of one call and forgets them.
func (r *requests) take(probe string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	lines := r.lines[probe]
	delete(r.lines, probe)
	return lines
}

func (r *requests) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.total
}

// startOrigin starts a server that records what it receives, and answers with the id that it decodes from the path.
func startOrigin(tb testing.TB) (address string, received *requests) {
	tb.Helper()
	examples := specExamples(tb)
	received = &requests{lines: map[string][]string{}}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(originHeader, address)
		name := r.Header.Get(probeHeader)
		if name == "" {
			return // the gateway is being started
		}
		received.add(name, r.Method, r.RequestURI)
		method, _, _ := strings.Cut(name, "-")
		respond(w, r, examples[method])
	}))
	address = server.Listener.Addr().String()
	server.Start()
	tb.Cleanup(server.Close)
	return address, received
}

// specExamples returns the example of each method of the client.
func specExamples(tb testing.TB) map[string]contract.Example {
	tb.Helper()
	validator, err := contract.New()
	if err != nil {
		tb.Fatal(err)
	}
	list, err := validator.Examples()
	if err != nil {
		tb.Fatal(err)
	}
	examples := map[string]contract.Example{}
	for _, m := range apicalls.Methods() {
		for _, e := range list {
			if e.OperationID == m.OperationID {
				examples[m.Name] = e
			}
		}
	}
	return examples
}

// respond sends the example of the operation. In an object it replaces the id by that of the path.
func respond(w http.ResponseWriter, r *http.Request, e contract.Example) {
	body := []byte(e.Response)
	var object map[string]any
	if json.Unmarshal(body, &object) == nil {
		_, after, _ := strings.Cut(e.Route, "{id}")
		_, id, _ := strings.Cut(r.URL.Path, customersPath)
		object["id"] = strings.TrimSuffix(id, after)
		body, _ = json.Marshal(object) // cannot fail, it was JSON
	}
	if len(body) > 0 {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(e.Status)
	_, _ = w.Write(body)
}

// recorder records the requests that the client sends.
type recorder struct {
	next http.RoundTripper
	sent *requests
}

func (r recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.sent.add(req.Header.Get(probeHeader), req.Method, req.URL.EscapedPath())
	return r.next.RoundTrip(req)
}

// wrongTarget returns what is wrong with a request target, or "" if exactly one of its segments stands for the id and
// decodes to it.
func wrongTarget(target, prefix, suffix, id string) string {
	segment, ok := strings.CutPrefix(target, prefix+customersPath)
	if !ok {
		return "under another path"
	}
	if segment, ok = strings.CutSuffix(segment, suffix); !ok {
		return "without " + suffix
	}
	if strings.Contains(segment, "/") {
		return "in more than one path segment"
	}
	if strings.ContainsAny(segment, "?#") {
		return "with a query or a fragment"
	}
	if strings.Contains(segment, ";") {
		return "with a path parameter, which Java's servers cut off"
	}
	if strings.Contains(segment, `\`) {
		return "with a backslash, which some servers treat as a slash"
	}
	if segment == "." || segment == ".." {
		return "as a dot segment"
	}
	if got, err := url.PathUnescape(segment); err != nil || got != id {
		return "as another id"
	}
	return ""
}
