// Package server is the server of the benchmarks. It serves prepared bodies, so that it adds little to the time of the
// clients.
package server

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
)

const (
	listPath  = "/api/v1/account-manager/customers"
	chunkSize = 64 << 10
	maxList   = 1_000_000
)

// Base returns the path prefix of a list of n customers with the given number of accounts each. The base URL of a
// client is the URL of the server followed by the prefix.
func Base(n, accounts int) string {
	return "/length/" + strconv.Itoa(n) + "/" + strconv.Itoa(accounts)
}

// ChunkedBase is like Base, but its responses have no Content-Length.
func ChunkedBase(n, accounts int) string {
	return "/chunked/" + strconv.Itoa(n) + "/" + strconv.Itoa(accounts)
}

// New returns the handler of the server.
func New() http.Handler {
	h := &handler{bodies: map[size][]byte{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{transfer}/{n}/{accounts}"+listPath, h.list)
	mux.HandleFunc("GET /{transfer}/{n}/{accounts}"+listPath+"/{id}", h.get)
	return mux
}

type size struct{ n, accounts int }

type handler struct {
	mu     sync.Mutex
	bodies map[size][]byte
}

func (h *handler) list(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 || n > maxList {
		http.NotFound(w, r)
		return
	}
	h.serve(w, r, n, func(list []byte) []byte { return list })
}

// get serves the same customer for each id, with that id, which must have the length of a UUID.
func (h *handler) get(w http.ResponseWriter, r *http.Request) {
	h.serve(w, r, 1, func(list []byte) []byte {
		customer := slices.Clone(list[1 : len(list)-1])
		copy(customer[len(`{"id":"`):], r.PathValue("id"))
		return customer
	})
}

// serve serves part of the list of n customers.
func (h *handler) serve(w http.ResponseWriter, r *http.Request, n int, part func(list []byte) []byte) {
	accounts, err := strconv.Atoi(r.PathValue("accounts"))
	if err != nil || accounts < 0 || accounts > 4 {
		http.NotFound(w, r)
		return
	}
	body := part(h.body(size{n, accounts}))
	setHeader(w.Header())
	if r.PathValue("transfer") != "chunked" {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body) // some benchmarks stop reading early
		return
	}
	for chunk := range slices.Chunk(body, chunkSize) {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

// setHeader sets the headers that such a service sends, because each client has to parse them.
func setHeader(header http.Header) {
	header.Set("Content-Type", "application/json")
	header.Set("X-Request-Id", "0c8a1c1e-5d0b-4f6e-8f55-6a3f0f2f4f3d")
	header.Set("X-RateLimit-Limit", "10000")
	header.Set("X-RateLimit-Remaining", "9999")
	header.Set("X-RateLimit-Reset", "1767225600")
}

// body returns the list of a size. It creates each list once.
func (h *handler) body(s size) []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.bodies[s] == nil {
		h.bodies[s] = appendList(nil, s.n, s.accounts)
	}
	return h.bodies[s]
}
