package main

import (
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

func TestFill(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		opts options
		want int
	}{
		{"documented", options{}, 1},
		{"one", options{n: 1}, 1},
		{"one part", options{n: part}, part},
		{"a part and one", options{n: part + 1}, part + 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSandbox(t)
			if err := test.opts.fill(s); err != nil {
				t.Fatalf("fill() = %v", err)
			}
			if got := s.Len(); got != test.want {
				t.Errorf("%d customers, want %d", got, test.want)
			}
		})
	}
}

func TestFillSaysWhichCustomersCollide(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	if err := s.Seed(sandbox.GenerateSeed(part+5, 1, 0)); err != nil {
		t.Fatal(err)
	}
	err := options{n: part + 10}.fill(s)
	want := "generate customers from number 10000: seed: customers[5].externalId is taken by another customer"
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("fill() = %v, want %q", err, want)
	}
}

func newSandbox(t *testing.T) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.New(sandbox.Config{APIKey: "k"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
