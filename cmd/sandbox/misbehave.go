package main

import (
	"strings"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

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
