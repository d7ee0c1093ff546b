package main

import (
	"errors"
	"net"
	"strings"
	"testing"
)

func TestListen(t *testing.T) {
	t.Parallel()
	tests := []struct {
		addr     string
		anywhere bool
		refused  bool
		host     string // of the URL
	}{
		{"127.0.0.1:0", false, false, "127.0.0.1"},
		{"localhost:0", false, false, "127.0.0.1"},
		{":0", false, true, ""},
		{"0.0.0.0:0", false, true, ""},
		{"[::]:0", false, true, ""},
		{"192.0.2.1:0", false, true, ""},
		{":0", true, false, "127.0.0.1"},
		{"0.0.0.0:0", true, false, "127.0.0.1"},
		{"nonsense", true, true, ""},
		{"127.0.0.1:http-nonsense", false, true, ""},
	}
	for _, test := range tests {
		t.Run(test.addr, func(t *testing.T) {
			t.Parallel()
			listener, err := listen(t.Context(), test.addr, test.anywhere)
			if test.refused {
				var usage usageError
				if !errors.As(err, &usage) || !strings.HasPrefix(err.Error(), "-addr") {
					t.Errorf("listen() = %v, %v, want a usage error about -addr", listener, err)
				}
				return
			}
			if err != nil {
				t.Fatalf("listen() = %v", err)
			}
			defer func() { _ = listener.Close() }()
			_, port, _ := net.SplitHostPort(listener.Addr().String())
			if got, want := url(listener), "http://"+net.JoinHostPort(test.host, port); got != want || port == "0" {
				t.Errorf("url() = %q, want %q", got, want)
			}
		})
	}
}
