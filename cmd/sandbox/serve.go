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
	"strings"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

const (
	// headerTimeout ends connections that never send a request.
	headerTimeout = 10 * time.Second
	// grace is how long requests in flight may take after a signal.
	grace = 5 * time.Second
)

// serve runs the sandbox that o describes until ctx is done.
func (o options) serve(ctx context.Context, stdout, stderr io.Writer) error {
	logger := slog.New(slog.NewTextHandler(stderr, nil))
	emulator, err := sandbox.New(sandbox.Config{
		APIKey: o.key, EnvelopeErrors: o.envelope, RateLimit: o.rate, Logger: logger,
	})
	if err != nil {
		return usagef("-key %s", strings.TrimPrefix(err.Error(), "sandbox: APIKey "))
	}
	if err := o.misbehave(emulator); err != nil {
		return err
	}
	listener, err := listen(ctx, o.addr, o.anywhere)
	if err != nil {
		return err
	}
	if err := o.fill(emulator); err != nil {
		_ = listener.Close() // nothing was served, so there is nothing to lose
		return err
	}
	server := &http.Server{
		Handler:           withDocs(emulator),
		ReadHeaderTimeout: headerTimeout,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	o.greet(stdout, url(listener), emulator.Len())
	return serveUntilDone(ctx, server, listener, grace)
}

// serveUntilDone serves until ctx is done, then lets the requests in flight finish within the grace period.
func serveUntilDone(ctx context.Context, server *http.Server, listener net.Listener, grace time.Duration) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if server.Shutdown(patience) != nil {
		_ = server.Close() // who is still not done is cut off: the user asked to stop
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// listen opens the address. An emulator whose key is public and which has no TLS is for its own machine, so any other
// address needs a word of its own.
func listen(ctx context.Context, addr string, anywhere bool) (net.Listener, error) {
	resolved, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, usagef("-addr: %v", err)
	}
	if !anywhere && !resolved.IP.IsLoopback() {
		return nil, usagef("-addr %s can be reached from other machines: the sandbox has no TLS and a key that everybody "+
			"knows; use a loopback address such as 127.0.0.1, or add -listen-anywhere", addr)
	}
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", resolved.String())
}

// url returns the address by which this machine reaches the listener.
func url(listener net.Listener) string {
	host, port, _ := net.SplitHostPort(listener.Addr().String())
	if net.ParseIP(host).IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// part is how many customers are generated at once, so that a million of them need little memory beside the sandbox.
const part = 10_000

// fill puts in the customers that the flags ask for, or the documented one when they ask for none.
func (o options) fill(s *sandbox.Sandbox) error {
	seed := sandbox.Seed{}
	switch {
	case o.seedFile != "":
		var err error
		if seed, err = readSeed(o.seedFile); err != nil {
			return err
		}
	case o.n == 0:
		seed = sandbox.DocumentedSeed()
	}
	if err := s.Seed(seed); err != nil {
		return err
	}
	for first := 0; first < o.n; first += part {
		if err := s.Seed(sandbox.GenerateSeed(first, min(part, o.n-first), o.accounts)); err != nil {
			return fmt.Errorf("generate customers from number %d: %w", first, err)
		}
	}
	return nil
}

func readSeed(name string) (sandbox.Seed, error) {
	file, err := os.Open(name) //nolint:gosec // reading the file that the user names is the point
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

// misbehave plans the faults that the flags ask for.
func (o options) misbehave(s *sandbox.Sandbox) error {
	for _, text := range o.faults {
		fault, times, err := sandbox.ParseFault(text)
		if err == nil {
			err = s.Fail(fault, times)
		}
		if err != nil {
			return usagef("-fault %s", strings.TrimPrefix(err.Error(), "sandbox: fault: "))
		}
	}
	return nil
}

// greet prints what a user needs to make the first call, from a shell or from a program that uses the SDK.
func (o options) greet(w io.Writer, url string, customers int) {
	fmt.Fprintf(w, `LedgerLink sandbox, customers: %d
  URL  %s
  key  %s
  docs %s/docs

  curl -H %s %s/api/v1/account-manager/customers
  export LEDGERLINK_BASE_URL=%s LEDGERLINK_API_KEY=%s

Stop with Ctrl-C.
`, customers, url, o.key, url, quote("X-API-KEY: "+o.key), url, url, quote(o.key))
}

// quote makes one word of a text for a POSIX shell.
func quote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
