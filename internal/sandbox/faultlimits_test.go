package sandbox

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestFaultHeader_RequiresKey checks that the header has no effect without the API key, while planned faults have.
func TestFaultHeader_RequiresKey(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"status;status=418", "delay;delay=1m", "reset", "drip", "explode"} {
		for _, key := range []string{"", "wrong", testKey + "x"} {
			s := newSandbox(t)
			if got := statusWith(t, s, key, header); got != 401 {
				t.Errorf("%s with key %q: status %d, want 401", header, key, got)
			}
			if err := s.Fail(Fault{Status: 503}, 1); err != nil {
				t.Fatal(err)
			}
			if got := statusWith(t, s, key, header); got != 503 {
				t.Errorf("%s with key %q: status %d, want the planned 503", header, key, got)
			}
		}
	}
	s := newSandbox(t)
	if got := statusOf(t, s, http.MethodGet, "status;status=418"); got != 418 {
		t.Errorf("with the key: status %d, want 418", got)
	}
}

func statusWith(t *testing.T, s *Sandbox, key, fault string) int {
	t.Helper()
	response := request(t, s, http.MethodGet, customersPath, "X-Api-Key", key, FaultHeader, fault)
	_ = response.Body.Close()
	return response.StatusCode
}

// TestFaultHeader_MemoryIsBounded sends requests whose headers all differ, without and with the key.
func TestFaultHeader_MemoryIsBounded(t *testing.T) { //nolint:paralleltest // measures the heap of the process
	s := newSandbox(t)
	send := func(key, header string) {
		r := httptest.NewRequest(http.MethodGet, customersPath, http.NoBody)
		r.Header.Set("X-Api-Key", key)
		r.Header.Set(FaultHeader, header)
		s.ServeHTTP(&discard{header: http.Header{}}, r)
	}
	longest := strings.Repeat("x", MaxFaultBytes-len("status;times=9;id=00000;message="))
	before := heapInUse()
	for i := range 20_000 {
		send(testKey, fmt.Sprintf("status;times=9;id=%05d;message=%s", i, longest))
		send("wrong", fmt.Sprintf("status;times=9;id=%05d;message=%s", i, longest))
	}
	const limit = 4 << 20 // 1,024 headers of 1 KiB, and as much again for the index
	growth := heapInUse() - before
	t.Logf("the heap grew by %d KiB over 40,000 requests", growth>>10)
	if growth > limit {
		t.Errorf("the heap grew by %d bytes, want at most %d", growth, limit)
	}
	runtime.KeepAlive(s)
}

// TestFaultHeader_CountsOfRecentHeaders checks that the counts of the headers that were used last are kept.
func TestFaultHeader_CountsOfRecentHeaders(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	header := func(i int) string { return fmt.Sprintf("status;times=1;id=%d", i) }
	get := func(i int) int {
		r := httptest.NewRequest(http.MethodGet, customersPath, http.NoBody)
		r.Header.Set("X-Api-Key", testKey)
		r.Header.Set(FaultHeader, header(i))
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code
	}
	for i := range MaxFaultHeaders + 1 {
		if got := get(i); got != 503 {
			t.Fatalf("first request of header %d: status %d, want 503", i, got)
		}
	}
	for i, want := range map[int]int{0: 503, 2: 200, MaxFaultHeaders: 200} { // 0 was forgotten and begins again
		if got := get(i); got != want {
			t.Errorf("second request of header %d: status %d, want %d", i, got, want)
		}
	}
}

func TestParseFault_Limits(t *testing.T) {
	t.Parallel()
	prefix := "status;message="
	for _, text := range []string{"delay;delay=1m", "drip;delay=60s", prefix + strings.Repeat("x", MaxFaultBytes-len(prefix))} {
		if _, _, err := ParseFault(text); err != nil {
			t.Errorf("ParseFault(%.40q) = %v, want nil", text, err)
		}
	}
	for text, reason := range map[string]string{
		"delay;delay=1000h":                         "delay must be at most 1m0s, got 1000h0m0s",
		"drip;delay=60001ms":                        "delay must be at most 1m0s, got 1m0.001s",
		prefix + strings.Repeat("x", MaxFaultBytes): "longer than 1024 bytes",
	} {
		if _, _, err := ParseFault(text); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("ParseFault(%.40q) = %v, want %q", text, err, reason)
		}
	}
	if err := newSandbox(t).Fail(Fault{Kind: FaultDelay, Delay: time.Hour}, 1); err != nil {
		t.Errorf("Fail() with a delay of an hour = %v, want nil: only texts are limited", err)
	}
}

// TestFail_Limit also checks that faults that were injected do not count.
func TestFail_Limit(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	for range 3 {
		for range maxPlannedFaults {
			if err := s.Fail(Fault{Status: 503}, 1); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Fail(Fault{Status: 503}, 1); err == nil || !strings.Contains(err.Error(), "10000 faults are planned") {
			t.Errorf("Fail() with a full queue = %v, want an error", err)
		}
		for range maxPlannedFaults {
			if f, err := s.nextFault(httptest.NewRequest(http.MethodGet, customersPath, http.NoBody)); f == nil || err != nil {
				t.Fatalf("nextFault() = %v, %v, want a fault", f, err)
			}
		}
	}
}
