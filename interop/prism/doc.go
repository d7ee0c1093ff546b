// Package prism runs package customers against Prism, which knows the API from api/openapi.yaml only: as a mock server
// that answers with the spec's examples, with generated values and with every error, and as a proxy in front of the
// sandbox that objects to every message off the spec.
//
// Its tests need Node and are skipped without the environment that run.sh sets.
package prism
