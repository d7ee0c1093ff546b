package contract

import (
	"fmt"
	"net/http"
	"strings"
)

// maxShown bounds how many faults the one line of an error names; a long list can have a fault in each element.
const maxShown = 10

// Violation says how one message deviates from the document. Every error of a [Validator]'s checks is a *Violation.
type Violation struct { //nolint:errname // contract.Violation says it; an Error suffix would say less
	// Subject is what deviates: "createCustomer request", "getCustomer response 200".
	Subject string
	// Status is the status with which a server should answer the request: 400, 404, 405, 413 or 415. It is 0 when a
	// response deviates.
	Status int
	// Allow holds the methods that the path has, when Status is 405.
	Allow []string
	// Faults holds every fault found, at least one.
	Faults []Fault
}

// Fault is what is wrong with one field, path parameter or header, or with the body as a whole.
type Fault struct {
	// Field names it: "externalId", "accounts[0].id", "id", "Content-Type", "body".
	Field string
	// Message is the predicate: "should not be empty".
	Message string
}

// String returns the fault as a sentence: "externalId should not be empty".
func (f Fault) String() string { return f.Field + " " + f.Message }

// Error returns the subject and the faults in one line.
func (v *Violation) Error() string {
	var line strings.Builder
	line.WriteString(v.Subject)
	separator := ": "
	for _, fault := range v.Faults[:min(len(v.Faults), maxShown)] {
		line.WriteString(separator)
		line.WriteString(fault.String())
		separator = "; "
	}
	if more := len(v.Faults) - maxShown; more > 0 {
		fmt.Fprintf(&line, "; and %d more", more)
	}
	return line.String()
}

// unmatched names a request that calls no operation; %q keeps the line one line, the precision keeps it short.
func unmatched(r *http.Request) string {
	return fmt.Sprintf("%.20s %.200q request", r.Method, r.URL.EscapedPath())
}

// invalid returns a violation of the faults, or nil when there are none.
func invalid(subject string, status int, faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	return &Violation{Subject: subject, Status: status, Faults: faults}
}
