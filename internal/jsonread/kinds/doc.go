// Package kinds has the generated models of a spec with every kind of field, for the tests of package jsonread and of
// the template that generates the Read functions.
package kinds

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config cfg.yaml spec.yaml
