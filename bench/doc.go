// Package bench measures the SDK side by side with other Go clients of the same API, in a module of its own, so that
// what they need never reaches an importer. It holds tests only; `make bench` runs them and writes RESULTS.md.
//
// All clients are made from api/openapi.yaml and talk to one server in another process, over loopback: stock is what
// oapi-codegen makes with its default settings, ogen is what ogen makes, bare is what one writes by hand with net/http
// and encoding/json. Package candidates keeps the ways of decoding that were measured for our own client.
//
// A program of three parts does the work: run serves prepared bodies and executes the benchmarks in rounds, so that
// a slow minute of the machine meets all clients alike; benchstat compares; report writes RESULTS.md and the plots.
package bench
