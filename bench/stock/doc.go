// Package stock is the client that oapi-codegen generates with its default settings.
package stock

//go:generate go tool oapi-codegen --config cfg.yaml ../../api/openapi.yaml
