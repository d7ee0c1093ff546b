package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
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
