package main

import (
	"net"
	"net/http"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// startSandbox serves an Account Manager with the customer of the documentation on a free loopback port. The caller
// must call stop.
func startSandbox() (baseURL, apiKey string, stop func(), err error) {
	apiKey = "quickstart-key"
	emulator, err := sandbox.New(sandbox.Config{APIKey: apiKey})
	if err != nil {
		return "", "", nil, err
	}
	if err := emulator.Seed(sandbox.DefaultSeed()); err != nil {
		return "", "", nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // listening on loopback does not block
	if err != nil {
		return "", "", nil, err
	}
	server := &http.Server{Handler: emulator, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // returns after stop
	return "http://" + listener.Addr().String(), apiKey, func() { _ = server.Close() }, nil
}
