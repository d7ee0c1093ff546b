// Package customersotel traces and measures the calls of package customers with OpenTelemetry. It is a module of its
// own, so that only who wants OpenTelemetry links it.
//
//	client, err := customers.New(baseURL, customers.WithAPIKey(key), customersotel.WithTelemetry())
//
// # Traces
//
// A call is one client span, named customers.Get and so on, with ledgerlink.operation and ledgerlink.attempts; of a
// failed call also error.type (the text of its Err… sentinel, "timeout" or "canceled") and ledgerlink.outcome_unknown.
// A list's span ends when its iteration ends.
//
// Each HTTP exchange, retries included, is a client span below it, as the semantic conventions for HTTP (version
// 1.43.0) have it: http.request.method, url.template, server.address, server.port, http.response.status_code,
// http.request.resend_count and error.type. It ends when the body was read or closed. The exchange carries that span's
// context to the server, in headers of a copy of the request.
//
// # Metrics
//
//   - http.client.request.duration, a histogram in seconds with the conventions' buckets: each exchange, until its body
//     was read or closed.
//   - ledgerlink.client.retries, a counter: exchanges that repeat an earlier one of the same call.
//
// # What is left out
//
// No span and no metric has a URL, an id, a header, a body or the text of an error. The conventions ask for url.full,
// but the path of this API names customers. That is also why package otelhttp is not used: it sets url.full on every
// span, and has no option against it.
package customersotel
