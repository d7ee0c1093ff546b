package contract

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestViolationIsOneLine(t *testing.T) {
	t.Parallel()
	many := make([]Fault, maxShown+2)
	for i := range many {
		many[i] = Fault{Field: "f", Message: "m"}
	}
	tests := []struct {
		name   string
		faults []Fault
		want   string
	}{
		{"one fault", many[:1], "createCustomer request: f m"},
		{"two faults", many[:2], "createCustomer request: f m; f m"},
		{"as many as are shown", many[:maxShown], "createCustomer request: f m" + strings.Repeat("; f m", maxShown-1)},
		{"more", many, "createCustomer request: f m" + strings.Repeat("; f m", maxShown-1) + "; and 2 more"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			violation := &Violation{Subject: "createCustomer request", Faults: test.faults}
			if got := violation.Error(); got != test.want {
				t.Errorf("Error() = %q, want %q", got, test.want)
			}
		})
	}
}

func TestUnmatchedIsShort(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/"+strings.Repeat("x", 5000), nil)
	if got := unmatched(r); len(got) > 250 {
		t.Errorf("unmatched() has %d bytes, want at most 250", len(got))
	}
}
