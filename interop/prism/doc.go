// Package prism tests package customers against Prism, which implements the API from api/openapi.yaml alone. As a mock
// server, Prism responds with the examples of the spec, with generated values and with every error. As a proxy in front
// of the sandbox, it rejects every request and response that violates the spec.
//
// The tests need Node.js and are skipped unless run.sh runs them.
package prism
