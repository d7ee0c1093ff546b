package main

import (
	"net"
	"net/http"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// startSandbox serves an Account Manager with the documented sample customer on a free loopback port.
func startSandbox() (baseURL, key string, stop func(), err error) {
	key = "quickstart-key"
	sb, err := sandbox.New(sandbox.Config{APIKey: key})
	if err != nil {
		return "", "", nil, err
	}
	if err := sb.Seed(sandbox.DocumentedSeed()); err != nil {
		return "", "", nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // no context to obey at start
	if err != nil {
		return "", "", nil, err
	}
	server := &http.Server{Handler: sb, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends with stop
	return "http://" + listener.Addr().String(), key, func() { _ = server.Close() }, nil
}
