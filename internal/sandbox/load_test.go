package sandbox

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// fill adds n generated customers to a sandbox in batches, so that the seeds need little memory.
func fill(t testing.TB, s *Sandbox, n int) {
	t.Helper()
	const batch = 10_000
	for first := 0; first < n; first += batch {
		if err := s.Seed(GenerateSeed(first, min(batch, n-first), 0)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestList_MillionCustomers(t *testing.T) {
	if testing.Short() {
		t.Skip("fills and lists a million customers")
	}
	t.Parallel()
	n := 1_000_000
	if raceDetector {
		n /= 10 // more repetitions of the same work on one goroutine find no more races
	}
	s, err := New(Config{APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, n)
	server := httptest.NewServer(s)
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+customersPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Api-Key", testKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	count, err := countIDs(response.Body)
	if err != nil || count != n {
		t.Errorf("the list has %d customers, %v, want %d", count, err, n)
	}
	if s.Len() != n {
		t.Errorf("Len() = %d, want %d", s.Len(), n)
	}
}

// countIDs counts the customers in a stream without buffering it.
func countIDs(r io.Reader) (int, error) {
	pattern := []byte(`{"id":"cst-`)
	count, kept := 0, 0
	buffer := make([]byte, 256<<10)
	for {
		n, err := r.Read(buffer[kept:])
		data := buffer[:kept+n]
		count += bytes.Count(data, pattern)
		// A pattern may span two reads: keep the end of this one.
		kept = copy(buffer, data[len(data)-min(len(data), len(pattern)-1):])
		if err == io.EOF {
			return count, nil
		}
		if err != nil {
			return count, err
		}
	}
}

func BenchmarkList(b *testing.B) {
	const n = 100_000
	s, err := New(Config{APIKey: testKey})
	if err != nil {
		b.Fatal(err)
	}
	fill(b, s, n)
	r := httptest.NewRequest(http.MethodGet, customersPath, nil)
	r.Header.Set("X-Api-Key", testKey)
	b.ReportAllocs()
	for b.Loop() {
		w := &discard{header: http.Header{}}
		s.ServeHTTP(w, r)
		b.SetBytes(w.written)
	}
}

// discard is a response writer that counts bytes.
type discard struct {
	header  http.Header
	written int64
}

func (d *discard) Header() http.Header { return d.header }
func (d *discard) WriteHeader(int)     {}
func (d *discard) Write(p []byte) (int, error) {
	d.written += int64(len(p))
	return len(p), nil
}

func BenchmarkGet(b *testing.B) {
	s, err := New(Config{APIKey: testKey})
	if err != nil {
		b.Fatal(err)
	}
	fill(b, s, 1000)
	r := httptest.NewRequest(http.MethodGet, customersPath+"/cst-000000500", nil)
	r.Header.Set("X-Api-Key", testKey)
	b.ReportAllocs()
	for b.Loop() {
		s.ServeHTTP(&discard{header: http.Header{}}, r)
	}
}

func BenchmarkSeed(b *testing.B) {
	seed := GenerateSeed(0, 10_000, 0)
	b.ReportAllocs()
	for b.Loop() {
		s, err := New(Config{APIKey: testKey})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Seed(seed); err != nil {
			b.Fatal(err)
		}
	}
}
