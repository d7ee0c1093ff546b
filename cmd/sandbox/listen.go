package main

import (
	"context"
	"net"
)

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
