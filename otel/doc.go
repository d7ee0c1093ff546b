// Package customersotel reports traces and metrics of the calls of package customers with OpenTelemetry. It is a
// separate module, so that only programs that use OpenTelemetry link it.
//
//	client, err := customers.New(baseURL, customers.WithAPIKey(key), customersotel.WithTelemetry())
//
// # Traces
//
// A call is one client span, named customers.Get and so on, with the attributes ledgerlink.operation and
// ledgerlink.attempts. The span of a failed call also has error.type. If the error is ErrOutcomeUnknown, the span also
// has ledgerlink.outcome_unknown. The span of a list ends when its iteration ends. A FindByExternalID that finds no
// customer has not failed.
//
// Each attempt is a client span below the span of its call. It follows the semantic conventions for HTTP (version
// 1.43.0): http.request.method, url.template, server.address, server.port, http.response.status_code,
// http.request.resend_count and error.type. It ends when the response body was read or closed. The attempt sends the
// context of its span to the server, in headers of a copy of the request.
//
// error.type is the text of the sentinel that Error.Kind and Attempt.Kind of package customers return, such as "not
// found", also in metrics and in the records of customers.WithLogger. If a response arrived and is not a customer, the
// call has failed and the attempt has not.
//
// # Metrics
//
//   - http.client.request.duration, a histogram in seconds with the buckets of the conventions: the duration of each
//     attempt, until the response body was read or closed.
//   - ledgerlink.client.retries, a counter: the attempts after the first one of each call.
//
// # Omitted attributes
//
// No span and no metric contains a URL, an id, a header, a body or the text of an error. The conventions require
// url.full, but the paths of this API contain customer ids. Package otelhttp is not used for the same reason: it sets
// url.full on every span, and no option disables that.
package customersotel
