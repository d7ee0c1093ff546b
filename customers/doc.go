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
// # Timeouts
//
// [WithTimeout] bounds a whole call, 30 s by default; for a list it bounds the time to the header. The context's
// deadline counts as well.
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
