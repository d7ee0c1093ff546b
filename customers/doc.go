// Package customers is the Go client of LedgerLink's Account Manager customers endpoints. It creates, lists, gets,
// updates and deletes customers, and returns the chain addresses of their accounts.
//
//	client, err := customers.New("https://api.ledgerlink.ai", customers.WithAPIKey(os.Getenv("LEDGERLINK_API_KEY")))
//	if err != nil {
//		log.Fatal(err)
//	}
//	customer, err := client.Get(context.Background(), "cst-123")
//	switch {
//	case errors.Is(err, customers.ErrNotFound):
//		fmt.Println("no such customer")
//	case err != nil:
//		log.Fatal(err)
//	default:
//		fmt.Println(customer.Status)
//	}
//
// [New] validates everything and does no I/O. A [Client] is immutable and safe for concurrent use: create one and share
// it. [NewFromEnv] reads the base URL and the API key from the environment.
//
// # Options
//
// An option replaces what the same option set before. This holds within one call of [New] or [NewFromEnv], in
// [JoinOptions], and in [Client.With], which starts with the options of its client. [WithAPIKey] and [WithAPIKeySource]
// set the same key, and [WithRetry] replaces the whole policy. Three options add:
//
//   - [WithMiddleware] and [WithObserver] add to the middlewares and observers that the client has.
//   - [WithHeader] adds a header, and replaces only a header of the same name.
//
// Call options follow the same rule: [WithRequestHeader] replaces only a header of the same name, for its call. A value
// that is replaced is never used, so it may be invalid.
//
// # Errors
//
// Every error is an [*Error], by errors.As, and matches one sentinel, by errors.Is; [ErrInvalidArgument] lists the
// sentinels and the status codes behind them. [ErrOutcomeUnknown] is reported in addition to one of them if a Create,
// Update or Delete failed but may have been applied; [Client.Ensure] resolves that of a Create. An Error never contains
// the API key, even if the server repeated it.
//
// If no complete response came, the sentinel reports why: [ErrTransport] if the network failed, [ErrTimeout] if a
// timeout of the client ran out, [ErrContextDone] if the caller's context ended, and [ErrClientSide] if the caller's
// limiter, key source or middleware failed, so that nothing was sent. If a timeout or the context ends a call after a
// response with an error status, the error has the sentinel of that response. If a timeout or the context ended the
// call, context.Canceled or context.DeadlineExceeded is in the error.
//
// # Unknown outcomes
//
// A Create that fails may have been applied, so its error is also [ErrOutcomeUnknown], after
//
//   - any status code except 400 to 407 and 409 to 499: a gateway may send it while the service still processes the
//     request. This includes a 2xx whose body is incomplete or is not the customer.
//   - a broken connection, a timeout or a cancellation once the request may have been sent. A RoundTripper that does
//     not report to net/http/httptrace may always have sent it.
//
// It was not applied after one of the excepted status codes, or if nothing was sent: the arguments were refused, the
// limiter or the key source failed, the context had ended, no connection or TLS session was established, or an HTTP/2
// server refused the stream. A call with several attempts may have been applied if one of them may have been. The same
// holds for Update and Delete.
//
// # Retries
//
// A call makes up to [RetryPolicy.MaxAttempts] attempts:
//
//   - Get, All, List, FindByExternalID, Addresses, Update and Delete are retried after a failure of the network, the
//     timeout of an attempt, and the status codes 408, 429, 500, 502, 503 and 504. A list is retried until the headers
//     arrive, never after a customer was delivered.
//   - Create is retried only if the attempt provably was not processed: no connection or TLS session was established,
//     an HTTP/2 server refused the stream (RFC 9113 section 8.7), or the status code was 429.
//   - No call is retried after [ErrClientSide], nor after a TLS failure that another attempt would not change: a
//     certificate that either side does not accept, or a server that does not use TLS.
//   - After a 401, every call is repeated once, at once, if [WithAPIKeySource] returns another key. This attempt counts
//     neither towards MaxAttempts nor towards the retry budget.
//
// The wait between two attempts is random (full jitter) up to [RetryPolicy.BaseDelay], which doubles each time. The
// delay that the server asks for in Retry-After, or in X-RateLimit-Reset with a 429, is a minimum, with the jitter on
// top. If the wait would pass the end of the call, or exceed [RetryPolicy.MaxDelay] or [RetryPolicy.MaxElapsed], the
// call returns its error at once. A client makes at most 100 retries plus one for every ten successful calls, so that
// retries do not prolong an outage; clients derived with [Client.With] share that budget. If a call is not retried
// because the budget is used up, its last attempt has BudgetExhausted set. Each attempt has a fresh API key and the
// same body, and is recorded in Error.Attempts and ResponseInfo.Attempts.
//
// A Delete that gets a 404 after an attempt that may have been applied returns nil. A retried Update sends the same
// status again, and may overwrite a change that another client made between the attempts.
//
// # Timeouts
//
// [WithTimeout] bounds the whole call and [WithAttemptTimeout] each attempt; the deadline of the context applies as
// well. For a list they bound the time until the response headers arrive. After that, the stream fails if no byte
// arrives for the attempt timeout. Once a list is complete or has failed, its connection gets at most one more second.
//
// Only the waits for bytes count as idle time of a stream. The loop's body may take longer than every timeout, except
// the deadline of the context and the Timeout of an http.Client ([WithHTTPClient]). The response waits meanwhile, and a
// server or gateway may close the connection of a client that reads slowly. If the body is slow, collect the list with
// [Client.List] first, or hand the customers to other goroutines.
//
// No response makes a call outlast these bounds. Code of the caller must observe the context: a middleware, a
// RoundTripper, a limiter or a key source that blocks holds the call. The body that a middleware returns is the
// exception: if its Read or Close blocks, it is left to its own goroutine.
//
// # Proxies
//
// The default connection pool uses the proxy of the environment variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY, which
// net/http reads once per process. It uses none for loopback, and a proxy of an https base URL sees neither the API key
// nor the customers. With a Transport of your own ([WithHTTPClient]), its Proxy field decides: set it to
// http.ProxyFromEnvironment for the same behavior.
//
// # Redirects and background work
//
// The client never follows a redirect, so the API key reaches no other origin and a POST never becomes a GET. The
// package has no global state, prints nothing, and starts no goroutine that outlives a call, except those of net/http's
// idle connections and of a middleware's body that blocks. net/http itself prints "Unsolicited response received on
// idle HTTP channel", with the first bytes of the response, to the standard logger if a server sends more than was
// asked for.
//
// # Testing
//
// Package customerstest runs an Account Manager inside a test. For a test without HTTP, let your code take an interface
// of its own with the methods that it calls, and implement that in the test: see the example Mock.
package customers
