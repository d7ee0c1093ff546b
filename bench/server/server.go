// Package server is the server of the benchmarks. It serves prepared bodies, so that it adds little to the time of the
// clients.
package server

import (
	"bytes"
	"compress/gzip"
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

// unknownMembers are members that the spec does not have, one of each kind.
const unknownMembers = `"riskClass":"standard","score":1250.75,"verified":true,` +
	`"address":{"street":"Bahnhofstrasse 1","postcode":"8001","tags":["home","billing"]},`

// The kinds of responses.
const (
	Plain   = "plain"   // with a Content-Length
	Chunked = "chunked" // without a Content-Length
	Gzip    = "gzip"    // compressed, without a Content-Length, as gateways send it
	Unknown = "unknown" // like Plain, with four more members in each customer
)

// Base returns the path prefix of a list of n customers with the given number of accounts each. The base URL of a
// client is the URL of the server followed by the prefix.
func Base(kind string, n, accounts int) string {
	return "/" + kind + "/" + strconv.Itoa(n) + "/" + strconv.Itoa(accounts)
}

// New returns the handler of the server.
func New() http.Handler {
	h := &handler{bodies: map[list][]byte{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{kind}/{n}/{accounts}"+listPath, h.list)
	mux.HandleFunc("GET /{kind}/{n}/{accounts}"+listPath+"/{id}", h.get)
	return mux
}

type list struct {
	kind        string
	n, accounts int
}

type handler struct {
	mu     sync.Mutex
	bodies map[list][]byte
}

func (h *handler) list(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 || n > maxList {
		http.NotFound(w, r)
		return
	}
	h.serve(w, r, n, func(all []byte) []byte { return all })
}

// get serves the same customer for each id, with that id, which must have the length of a UUID.
func (h *handler) get(w http.ResponseWriter, r *http.Request) {
	h.serve(w, r, 1, func(all []byte) []byte {
		customer := slices.Clone(all[1 : len(all)-1])
		copy(customer[len(`{"id":"`):], r.PathValue("id"))
		return customer
	})
}

// serve serves part of the list of n customers.
func (h *handler) serve(w http.ResponseWriter, r *http.Request, n int, part func(all []byte) []byte) {
	accounts, err := strconv.Atoi(r.PathValue("accounts"))
	if err != nil || accounts < 0 || accounts > 4 {
		http.NotFound(w, r)
		return
	}
	kind := r.PathValue("kind")
	setHeader(w.Header())
	body := part(h.body(list{kind, n, accounts}))
	switch kind {
	case Plain, Unknown:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body) // some benchmarks stop reading early
		return
	case Gzip:
		w.Header().Set("Content-Encoding", "gzip")
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

// body returns the bytes of a list. It creates each list once.
func (h *handler) body(l list) []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.bodies[l] == nil {
		body := appendList(nil, l.n, l.accounts)
		switch l.kind {
		case Unknown:
			const next = `"externalId":`
			body = bytes.ReplaceAll(body, []byte(next), []byte(unknownMembers+next))
		case Gzip:
			body = compress(body)
		}
		h.bodies[l] = body
	}
	return h.bodies[l]
}

// compress compresses body with the lowest level, which is the default of nginx.
func compress(body []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err == nil {
		_, err = w.Write(body)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // the level is valid, and a bytes.Buffer does not fail
	}
	return b.Bytes()
}
