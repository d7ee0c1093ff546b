package customers

import "errors"

// Every error that a method of this package returns is an [*Error], and answers errors.Is for one of these. The HTTP
// statuses are those of the spec's responses.
var (
	// ErrInvalidArgument: refused before any I/O; Error.Fields names the argument.
	ErrInvalidArgument = errors.New("invalid argument")
	// ErrBadRequest: the API refused the input (400, 422, or another 4xx without a sentinel of its own).
	ErrBadRequest = errors.New("bad request")
	// ErrUnauthorized: the API key is missing, wrong or revoked (401).
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden: the API key may not do this (403).
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound: there is no such customer (404).
	ErrNotFound = errors.New("not found")
	// ErrConflict: the request contradicts what is there, as a second customer with one external ID does (409).
	ErrConflict = errors.New("conflict")
	// ErrRateLimited: the rate limit is used up (429); see Error.RetryAfter and Error.RateLimit.
	ErrRateLimited = errors.New("rate limited")
	// ErrServer: the service or a gateway failed or gave up waiting (5xx, 408).
	ErrServer = errors.New("server error")
	// ErrUnexpectedResponse: an answer that is not the resource: a 2xx with another content type, empty, null, without
	// id or with a field of the wrong type, or a redirect, which is never followed.
	ErrUnexpectedResponse = errors.New("unexpected response")
	// ErrResponseTooLarge: a 2xx answer over the bound of WithMaxResponseBytes.
	ErrResponseTooLarge = errors.New("response too large")
	// ErrTransport: no complete answer came: connection, TLS, timeout, cancellation, or a failing key source.
	ErrTransport = errors.New("no complete response")

	// ErrOutcomeUnknown stands beside one of the others: a Create, Update or Delete failed in a way that leaves open
	// whether the server acted. After Create, look with FindByExternalID before you try again.
	ErrOutcomeUnknown = errors.New("outcome unknown")
)
