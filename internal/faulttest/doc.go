// Package faulttest tests customers.Client against network and service failures over real connections. It holds only
// tests. It is a separate module, so that its dependencies never reach an importer.
//
// TestToxics puts Toxiproxy, as a library, between a client and a sandbox in the same process. It runs each operation
// with each toxic, on a new connection and on a reused one. Each call must return within its timeouts, with either the
// state of the sandbox or a typed error. A write that returned no error was applied once. A write that failed without
// ErrOutcomeUnknown was not applied. The sandbox never receives a Create twice.
//
// TestEnsure_RandomFaults runs 10,000 Ensures of 2,000 external IDs, at most 16 at a time, while the service responds
// with 400, 429 and 503, fails before and after it applied a request, truncates responses, and applies requests after
// the client timed out. Each external ID gets exactly one customer, and each result is true. With -short it runs 1,000.
//
// TestSoak runs 64 goroutines that share one client for the duration in the environment variable SOAK. Meanwhile, the
// service responds with 503 and 429, closes connections before and after it applied a request, truncates responses and
// delays them. No response may be lost or returned to another call. No goroutine and no memory may leak. `make soak`
// runs the test. Without SOAK it is skipped.
//
//	go test -race ./...
//	SOAK=60s go test -race -run TestSoak -v .
package faulttest
