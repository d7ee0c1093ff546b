package main

import (
	"fmt"
	"os"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// part is how many customers are generated at once, so that a million of them need little memory beside the sandbox.
const part = 10_000

// fill puts in the customers that the flags ask for, or the documented one when they ask for none.
func (o options) fill(s *sandbox.Sandbox) error {
	seed := sandbox.Seed{}
	switch {
	case o.seedFile != "":
		var err error
		if seed, err = readSeed(o.seedFile); err != nil {
			return err
		}
	case o.n == 0:
		seed = sandbox.DocumentedSeed()
	}
	if err := s.Seed(seed); err != nil {
		return err
	}
	for first := 0; first < o.n; first += part {
		if err := s.Seed(sandbox.GenerateSeed(first, min(part, o.n-first), o.accounts)); err != nil {
			return fmt.Errorf("generate customers from number %d: %w", first, err)
		}
	}
	return nil
}

func readSeed(name string) (sandbox.Seed, error) {
	file, err := os.Open(name) //nolint:gosec // reading the file that the user names is the point
	if err != nil {
		return sandbox.Seed{}, err
	}
	defer func() { _ = file.Close() }() // read only
	seed, err := sandbox.ReadSeed(file)
	if err != nil {
		return sandbox.Seed{}, fmt.Errorf("%s: %w", name, err)
	}
	return seed, nil
}
