// Package customers is the Go client of LedgerLink's Account Manager customers endpoints: create, list, get, update and
// delete customers, and look up the chain addresses of their accounts.
//
// # Construct
//
// [New] takes the base URL and options, validates everything and does no I/O; [NewFromEnv] reads LEDGERLINK_BASE_URL
// and LEDGERLINK_API_KEY. A [Client] is immutable and safe for concurrent use: make one and share it. [Client.With]
// derives one that differs in some options and shares the connections.
//
//	client, err := customers.New("https://api.ledgerlink.ai", customers.WithAPIKey(key))
//
// The base URL ends before /api/v1, which every call adds. Cleartext http is refused off loopback.
//
// # Call
//
// Each method implements one operation of the spec and ends in call options: [WithResponseInfo] tells status,
// request ID, rate limit and the raw body, [WithRequestHeader] sets a header. Create, Get and Update return a
// customer or an error, never both and never neither. [Client.All] streams the list, one customer in memory at a
// time; [Client.List] collects it. The API's list has no pages, so [Client.FindByExternalID] reads it until it finds
// its match.
//
// [Client.CreateAll] creates many customers, a few at a time, with one result for each.
//
// # Errors
//
// Every error is an [*Error], by errors.As, and answers errors.Is for one sentinel:
//
//	ErrInvalidArgument     refused before any I/O; Fields names the argument
//	ErrBadRequest          400, 422 and other 4xx
//	ErrUnauthorized        401
//	ErrForbidden           403
//	ErrNotFound            404
//	ErrConflict            409
//	ErrRateLimited         429
//	ErrServer              5xx, 408
//	ErrUnexpectedResponse  a 2xx that is not the resource, or a redirect
//	ErrResponseTooLarge    a 2xx beyond the bound
//	ErrTransport           no complete answer
//
// [ErrOutcomeUnknown] stands beside one of them when a Create, Update or Delete may or may not have been done. When the
// context ended, context.Canceled or context.DeadlineExceeded is in the same error. An Error keeps status, request
// ID and up to 64 KiB of the body; it never shows the API key, not even where the server repeated it.
//
// # Retries
//
// A failed attempt is followed by another one, at most 3 in all by default ([WithRetry]; [NoRetry] turns it off):
//
//   - Get, All, List, FindByExternalID, Addresses, Update and Delete after a transport error, an attempt's timeout,
//     408, 429, 500, 502, 503 and 504. A list is retried until its header is there, never once a customer was
//     delivered.
//   - Create only when the first provably was not processed: no connection or TLS session came about, an HTTP/2 server
//     refused the stream (RFC 9113 section 8.7), or it answered 429.
//
// Between two attempts it waits for a random time (full jitter) up to 250 ms, doubled each time, at most 8 s. What the
// server asks for in Retry-After, or with a 429 in X-RateLimit-Reset, comes first, with the jitter on top. If the
// server asks for more than the cap, or the wait would pass the call's end or 30 s since its beginning, the error
// comes back at once. A client retries at most 100 times beyond a tenth of its successful calls, so that retries do
// not feed an outage; clients derived by With share that budget. Each attempt gets a fresh key and the same body,
// and is recorded in Error.Attempts and ResponseInfo.Attempts.
//
// A Delete that meets 404 after an attempt that may have been carried out has succeeded. An Update is repeated with the
// same status; between two attempts it may overwrite somebody else's change.
//
// # Timeouts
//
// [WithTimeout] bounds a whole call, 30 s by default, and [WithAttemptTimeout] each attempt, 10 s by default. For a
// list they bound the time to its header; from there on a pause of more than the attempt's timeout fails the stream.
// The context's deadline counts as well.
//
// # Rate limits
//
// Errors and ResponseInfo carry the API's [RateLimit]. [WithLimiter] holds attempts back on this side; what
// a call waits for it counts for [WithTimeout]. The module's examples/fleet shares one limit among processes.
//
// # Logs
//
// [WithLogger] writes a record for each HTTP exchange at Debug and for each failed call at Warn. None has a URL, an id
// of a customer, a header or a body. [Customer], [Account], [CreateParams] and [*Error] implement slog.LogValuer, so
// that what the spec marks x-sensitive stays out of other records too. [Error.Curl] is there for a closer look.
// [WithObserver] is the mechanism below, open for traces and metrics.
//
// # Middleware
//
// [WithMiddleware] wraps the RoundTripper that makes each exchange; [OperationFromContext] tells it, and everything
// else that has an exchange's context, what it is for. Below the last one a request to another origin is refused.
//
// # What is never done
//
// A redirect is never followed, so the key reaches no other origin and a POST never becomes a GET. The package has no
// global state, prints nothing, and starts no goroutine that outlives a call, but for net/http's idle connections.
//
// # Testing
//
// Package customerstest runs an Account Manager in the test's process: one line gives a server and a client.
package customers
