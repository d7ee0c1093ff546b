// Package ogen is the client that ogen generates, for comparison.
package ogen

//go:generate go tool ogen --clean --package ogen --target . --config cfg.yaml ../../api/openapi.yaml
