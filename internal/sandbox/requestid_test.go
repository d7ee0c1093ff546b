package sandbox

import (
	"net/http"
	"strings"
	"testing"
)

func TestRequestID(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, sent, want string }{
		{"none", "", "req-1"},
		{"sane", "8f3c-A_b.c:d/e+f=", "8f3c-A_b.c:d/e+f="},
		{"longest", strings.Repeat("x", 128), strings.Repeat("x", 128)},
		{"too long", strings.Repeat("x", 129), "req-1"},
		{"space", "a b", "req-1"},
		{"markup", "<script>", "req-1"},
		{"not ASCII", "ü", "req-1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := serve(t, Config{EnvelopeErrors: true})
			got := f.do(t, http.MethodGet, customersPath+"/x", "", "X-Request-Id", test.sent)
			if id := got.header.Get("X-Request-Id"); id != test.want {
				t.Errorf("X-Request-Id = %q, want %q", id, test.want)
			}
			if !strings.Contains(got.body, `"requestId":"`+test.want+`"`) {
				t.Errorf("body %s does not repeat the id", got.body)
			}
		})
	}
}

func TestRequestIDsAreNumbered(t *testing.T) {
	t.Parallel()
	f := serve(t, Config{})
	f.do(t, http.MethodGet, customersPath, "")
	if got := f.do(t, http.MethodGet, customersPath, "").header.Get("X-Request-Id"); got != "req-2" {
		t.Errorf("second X-Request-Id = %q, want req-2", got)
	}
}
