// Package faulttest proves, over real connections, that a customers.Client survives what a network and a failing
// service do to it. It holds tests only, in a module of its own, so that what they need never reaches an importer.
//
// TestToxics puts Toxiproxy, as a library, between a client and a sandbox, all in this process and on loopback: every
// toxic against every operation, on a fresh connection and on one that was kept alive. Each call must end within its
// timeouts with the right answer, as the sandbox has it, or with a typed error. A write that failed for certain was not
// done; one that succeeded was done once; a Create never reaches the server twice.
//
// TestSoak lets 64 goroutines share one client for as long as SOAK says, while the service answers 503 and 429, cuts
// connections before and after it acted, truncates answers and dawdles. No answer may be lost or mixed up with that of
// another, and at the end no goroutine and no memory may be left over. `make soak` runs it; without SOAK it is skipped.
//
//	go test -race ./...
//	SOAK=60s go test -race -run TestSoak -v .
package faulttest
