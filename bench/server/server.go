// Package server is the service that all clients are measured against: it serves prepared bodies and does nothing
// else, so that what is measured is the client.
package server

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
)

const (
	customers = "/api/v1/account-manager/customers"
	chunk     = 64 << 10
	maxList   = 1_000_000
)

// Base is the path under which lists have n customers with so many accounts each. It goes after the server's URL, as
// the path prefix of a gateway would.
func Base(n, accounts int) string {
	return "/length/" + strconv.Itoa(n) + "/" + strconv.Itoa(accounts)
}

// ChunkedBase is Base with answers that do not tell their length in advance.
func ChunkedBase(n, accounts int) string {
	return "/chunked/" + strconv.Itoa(n) + "/" + strconv.Itoa(accounts)
}

// New returns the service.
func New() http.Handler {
	s := &service{bodies: map[size][]byte{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{transfer}/{n}/{accounts}"+customers, s.list)
	mux.HandleFunc("GET /{transfer}/{n}/{accounts}"+customers+"/{id}", s.get)
	return mux
}

type size struct{ n, accounts int }

type service struct {
	mu     sync.Mutex
	bodies map[size][]byte
}

func (s *service) list(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 || n > maxList {
		http.NotFound(w, r)
		return
	}
	s.answer(w, r, n, func(list []byte) []byte { return list })
}

// get answers with one customer, whatever the id.
func (s *service) get(w http.ResponseWriter, r *http.Request) {
	s.answer(w, r, 1, func(list []byte) []byte { return list[1 : len(list)-1] })
}

func (s *service) answer(w http.ResponseWriter, r *http.Request, n int, part func(list []byte) []byte) {
	accounts, err := strconv.Atoi(r.PathValue("accounts"))
	if err != nil || accounts < 0 || accounts > 4 {
		http.NotFound(w, r)
		return
	}
	body := part(s.body(size{n, accounts}))
	setHeader(w.Header())
	if r.PathValue("transfer") != "chunked" {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body) // a client that stops reading is what some benchmarks measure
		return
	}
	for part := range slices.Chunk(body, chunk) {
		if _, err := w.Write(part); err != nil {
			return
		}
	}
}

// setHeader sets what a service of this family sends beside a body: every client pays for parsing it.
func setHeader(h http.Header) {
	h.Set("Content-Type", "application/json")
	h.Set("X-Request-Id", "0c8a1c1e-5d0b-4f6e-8f55-6a3f0f2f4f3d")
	h.Set("X-RateLimit-Limit", "10000")
	h.Set("X-RateLimit-Remaining", "9999")
	h.Set("X-RateLimit-Reset", "1767225600")
}

// body makes each list once.
func (s *service) body(k size) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bodies[k] == nil {
		s.bodies[k] = appendList(nil, k.n, k.accounts)
	}
	return s.bodies[k]
}
