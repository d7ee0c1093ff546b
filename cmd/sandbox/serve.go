package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// shutdownTimeout is how long requests in flight may take after a signal.
const shutdownTimeout = 5 * time.Second

// serve runs the sandbox that the options describe until ctx is done.
func (o options) serve(ctx context.Context, stdout, stderr io.Writer) error {
	logger := slog.New(slog.NewTextHandler(stderr, nil))
	emulator, err := sandbox.New(sandbox.Config{
		APIKey: o.key, Profiles: o.profiles, RateLimit: o.rate, Logger: logger,
	})
	if err != nil {
		return usagef("-key %s", strings.TrimPrefix(err.Error(), "sandbox: APIKey "))
	}
	if err := o.planFaults(emulator); err != nil {
		return err
	}
	listener, err := listen(ctx, o.addr, o.anywhere)
	if err != nil {
		return err
	}
	if err := o.seed(emulator); err != nil {
		_ = listener.Close() // nothing was served yet
		return err
	}
	pages := withDocs(emulator)
	if o.cors {
		pages = withCORS(pages)
	}
	handler := emulator.WithHostCheck(o.hostNames(), pages)
	bounds := defaultLimits()
	server := bounds.newServer(handler, slog.NewLogLogger(logger.Handler(), slog.LevelWarn))
	if o.json {
		err = printJSON(stdout, baseURL(listener), o.key)
	} else {
		o.printStartup(stdout, baseURL(listener), emulator)
	}
	if err != nil {
		_ = listener.Close() // nothing was served yet
		return err
	}
	return serveUntilDone(ctx, server, bounds.listen(listener), shutdownTimeout)
}

// hostNames returns the host names that the command line allows: those of -allow-host, and the host of -addr unless it
// stands for all addresses.
func (o options) hostNames() []string {
	names := slices.Clone(o.hosts)
	host, _, err := net.SplitHostPort(o.addr)
	if err == nil && host != "" && !net.ParseIP(host).IsUnspecified() {
		names = append(names, host)
	}
	return names
}

// planFaults injects the faults of the -fault flags.
func (o options) planFaults(s *sandbox.Sandbox) error {
	for _, text := range o.faults {
		fault, times, err := sandbox.ParseFault(text)
		if err == nil {
			err = s.Fail(fault, times)
		}
		if err != nil {
			return usagef("-fault: %s", strings.TrimPrefix(err.Error(), "sandbox: fault: "))
		}
	}
	return nil
}

// listen opens the address. Addresses that other machines can reach require -listen-anywhere, because the sandbox has
// no TLS and its default key is public.
func listen(ctx context.Context, addr string, anywhere bool) (net.Listener, error) {
	resolved, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, usagef("-addr: %v", err)
	}
	if !anywhere && !resolved.IP.IsLoopback() {
		return nil, usagef("-addr %s can be reached from other machines, but the sandbox has no TLS and its default key is "+
			"public: use a loopback address such as 127.0.0.1, or add -listen-anywhere", addr)
	}
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", resolved.String())
}

// baseURL returns the URL by which this machine reaches the listener.
func baseURL(listener net.Listener) string {
	host, port, _ := net.SplitHostPort(listener.Addr().String())
	if net.ParseIP(host).IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// seedBatch is how many customers are generated at once, so that a million of them need little memory besides the
// sandbox.
const seedBatch = 10_000

// seed adds the customers that the flags request, or the default one if they request none.
func (o options) seed(s *sandbox.Sandbox) error {
	seed := sandbox.Seed{}
	switch {
	case o.seedFile != "":
		var err error
		if seed, err = readSeed(o.seedFile); err != nil {
			return err
		}
	case o.n == 0:
		seed = sandbox.DefaultSeed()
	}
	if err := s.Seed(seed); err != nil {
		return err
	}
	for first := 0; first < o.n; first += seedBatch {
		if err := s.Seed(sandbox.GenerateSeed(first, min(seedBatch, o.n-first), o.accounts)); err != nil {
			return fmt.Errorf("generate customers from number %d: %w", first, err)
		}
	}
	return nil
}

func readSeed(name string) (sandbox.Seed, error) {
	file, err := os.Open(name) //nolint:gosec // the user names the file
	if err != nil {
		return sandbox.Seed{}, err
	}
	defer func() { _ = file.Close() }() // read only
	seed, err := sandbox.ReadSeed(file)
	if err != nil {
		return sandbox.Seed{}, fmt.Errorf("%s: %w", name, err)
	}
	return seed, nil
}

// printStartup prints what a user needs for the first call, from a shell or from a program that uses the SDK.
func (o options) printStartup(w io.Writer, url string, emulator *sandbox.Sandbox) {
	fmt.Fprintf(w, `LedgerLink sandbox, customers: %d
  URL  %s
  key  %s
  docs %s/docs

  curl -H %s %s/api/v1/account-manager/customers
  export LEDGERLINK_BASE_URL=%s LEDGERLINK_API_KEY=%s

Stop with Ctrl-C.
`, emulator.Len(), url, o.key, url, shellQuote(emulator.APIKeyHeader()+": "+o.key), url, url, shellQuote(o.key))
}

// printJSON prints what another program needs to use and to stop the sandbox.
func printJSON(w io.Writer, url, key string) error {
	line, err := json.Marshal(struct {
		URL string `json:"url"`
		Key string `json:"key"`
		PID int    `json:"pid"`
	}{url, key, os.Getpid()})
	if err != nil {
		return usagef("-key is not valid UTF-8, which -json requires")
	}
	_, err = fmt.Fprintf(w, "%s\n", line)
	return err
}

// shellQuote quotes a text as one word for a POSIX shell.
func shellQuote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// serveUntilDone serves until ctx is done, then waits up to timeout for the requests in flight.
func serveUntilDone(ctx context.Context, server *http.Server, listener net.Listener, timeout time.Duration) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	shutdown, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
	defer cancel()
	if server.Shutdown(shutdown) != nil {
		_ = server.Close() // closes the connections of requests that took longer
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
