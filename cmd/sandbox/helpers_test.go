package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// running is a sandbox that runs in the background.
type running struct {
	url    string
	stop   context.CancelFunc
	status <-chan int
	stderr *strings.Builder // complete once status is received
}

// start runs the program on a free port and waits until it has printed its URL.
func start(t *testing.T, args ...string) running {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	reader, writer := io.Pipe()
	status := make(chan int, 1)
	var stderr strings.Builder
	go func() {
		code := run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), writer, &stderr)
		_ = writer.Close()
		status <- code
	}()
	return running{urlIn(readStartup(t, reader)), stop, status, &stderr}
}

// readStartup reads the text that the program prints before it serves.
func readStartup(t *testing.T, r io.Reader) string {
	t.Helper()
	var text strings.Builder
	for lines := bufio.NewScanner(r); lines.Scan(); {
		text.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "Stop with") {
			return text.String()
		}
	}
	t.Fatalf("the program ended after it printed %q", text.String())
	return ""
}

func urlIn(startup string) string {
	_, rest, _ := strings.Cut(startup, "URL  ")
	url, _, _ := strings.Cut(rest, "\n")
	return url
}

// getFrom requests a page over a new connection with another Host, unless host is empty.
func getFrom(t *testing.T, url, host string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	r.Header.Set("X-Api-Key", "sandbox-key")
	r.Close = true
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(data)
}

// get requests the list and returns the status code and body.
func get(t *testing.T, url, key string) (int, string) {
	t.Helper()
	response := open(t, url, key)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return response.StatusCode, string(data)
}

// open requests the list over a new connection.
func open(t *testing.T, url, key string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/v1/account-manager/customers", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Api-Key", key)
	r.Close = true
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return response
}
