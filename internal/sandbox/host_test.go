package sandbox

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestWithHostCheck(t *testing.T) {
	t.Parallel()
	local := func(address string) net.Addr {
		t.Helper()
		resolved, err := net.ResolveTCPAddr("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		return resolved
	}
	v4, v6 := local("192.0.2.7:8080"), local("[2001:db8::7]:8080")
	for _, test := range []struct {
		host  string
		local net.Addr
		valid bool
	}{
		{"localhost", v4, true},
		{"LocalHost:9000", v4, true},
		{"127.0.0.1:8080", v4, true},
		{"127.8.9.10", v4, true},
		{"[::1]:8080", v4, true},
		{"[::1]", v4, true},
		{"[0:0:0:0:0:0:0:1]:1", v4, true},
		{"[::ffff:127.0.0.1]:8080", v4, true},
		{"192.0.2.7:8080", v4, true},
		{"192.0.2.7:80", v4, true}, // behind a forwarded port
		{"[::ffff:192.0.2.7]", v4, true},
		{"[2001:db8:0::7]:8080", v6, true},
		{"Sandbox.Example:8080", v4, true}, // allowed by name
		{"sandbox.example", v4, true},
		{"198.51.100.1:8080", v4, true}, // allowed by address

		{"", v4, false},
		{":8080", v4, false},
		{"evil.example:8080", v4, false},
		{"evil.example", nil, false},
		{"localhost.evil.example", v4, false},
		{"evil.localhost", v4, false},
		{"127.0.0.1.evil.example", v4, false},
		{"2130706433", v4, false},
		{"127.1", v4, false},
		{"0.0.0.0:8080", v4, false},
		{"192.0.2.8:8080", v4, false},
		{"192.0.2.7:8080", v6, false},
		{"www.sandbox.example", v4, false},
		{"sandbox.example:8080:8080", v4, false},
		{"sandbox.example@evil.example", v4, false},
	} {
		t.Run(test.host, func(t *testing.T) {
			t.Parallel()
			s := newSandbox(t)
			reached := false
			handler := s.WithHostCheck([]string{"sandbox.EXAMPLE", "198.51.100.1"},
				http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
			r := httptest.NewRequest(http.MethodGet, customersPath, http.NoBody)
			r.Host = test.host
			if test.local != nil {
				r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, test.local))
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if reached != test.valid {
				t.Errorf("the handler was called: %t, want %t", reached, test.valid)
			}
			if rejected := w.Code == http.StatusMisdirectedRequest; rejected == test.valid {
				t.Errorf("status %d, want 421 only for another host", w.Code)
			}
		})
	}
}

func TestWithHostCheck_ErrorBody(t *testing.T) {
	t.Parallel()
	const message = `Host \"evil.example\" is not a name of this sandbox. Use localhost, a loopback address, or the ` +
		`address that it listens on; the option -allow-host allows other names.`
	for envelope, want := range map[bool]string{
		false: `{"statusCode":421,"message":"` + message + `","error":"Misdirected Request"}`,
		true:  `{"error":{"code":"WRONG_HOST","message":"` + message + `","requestId":"req-1"}}`,
	} {
		s, err := New(Config{APIKey: testKey, Profiles: errorProfiles(envelope)})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, customersPath, http.NoBody)
		r.Host = "evil.example"
		w := httptest.NewRecorder()
		s.WithHostCheck(nil, http.NotFoundHandler()).ServeHTTP(w, r)
		if got := w.Body.String(); got != want {
			t.Errorf("body is %s\nwant %s", got, want)
		}
		wantErrorBody(t, w.Body.String())
		if got := w.Header().Get("Content-Type"); got != "application/json" {
			t.Errorf("Content-Type is %q, want application/json", got)
		}
		if got := w.Header().Get("X-Request-Id"); got != "req-1" {
			t.Errorf("X-Request-Id is %q, want req-1", got)
		}
		r.Host = strings.Repeat("x", 10_000)
		w = httptest.NewRecorder()
		s.WithHostCheck(nil, http.NotFoundHandler()).ServeHTTP(w, r)
		if w.Body.Len() > 500 {
			t.Errorf("for a long Host the body has %d bytes, want at most 500", w.Body.Len())
		}
	}
}
