package customerstest

// Profile is one way in which a server differs from the defaults, because the vendor does not document what its service
// does. Profiles can be combined; see [NewServer].
type Profile string

// With these profiles the requests and responses follow the OpenAPI document and are validated.
const (
	// ProfileEnvelope sends error bodies in the envelope shape.
	ProfileEnvelope Profile = "envelope"
	// ProfileKeyHeader takes the key from the header X-Participant-Key, for [customers.WithAPIKeyHeader].
	ProfileKeyHeader Profile = "key-header"
	// ProfileS200 responds to Create and Delete with 200.
	ProfileS200 Profile = "s200"
	// ProfileSoftDelete makes a customer inactive on Delete and keeps it, also in the list.
	ProfileSoftDelete Profile = "soft-delete"
	// ProfileDuplicates allows several customers with the same external ID, so Create returns no [customers.ErrConflict].
	ProfileDuplicates Profile = "duplicates"
	// ProfileSeconds sends times without a fraction of a second.
	ProfileSeconds Profile = "seconds"
	// ProfileList1000 lists only the oldest 1,000 customers.
	ProfileList1000 Profile = "list-1000"
	// ProfileRateLimit limits each key to 5 requests in each minute of the clock.
	ProfileRateLimit Profile = "rate-limit"
	// ProfileGrow adds an unknown member to every object in a response.
	ProfileGrow Profile = "grow"
)

// With these profiles messages violate the OpenAPI document. Responses are then not validated, but requests are, except
// for the status with ProfileUnknownStatus.
const (
	// ProfileForeign sends the error bodies of a gateway, such as {"message":"Forbidden"}.
	ProfileForeign Profile = "foreign"
	// ProfileHTML401 responds to a missing or wrong key with an HTML page.
	ProfileHTML401 Profile = "html-401"
	// ProfileDeleteText responds to Delete with 200 and a text.
	ProfileDeleteText Profile = "delete-text"
	// ProfileUnknownStatus accepts and keeps any status in Create and Update.
	ProfileUnknownStatus Profile = "unknown-status"
	// ProfileRedirect redirects every request to another host.
	ProfileRedirect Profile = "redirect"
	// ProfileGzip compresses responses, even if the client does not accept it.
	ProfileGzip Profile = "gzip"
)
