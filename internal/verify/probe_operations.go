package verify

import (
	"fmt"
	"net/http"
	"strings"
)

// operationProbes judge the successful responses of each operation against the schemas of the document.
func operationProbes() []probe {
	return []probe{
		operationProbe("listCustomers", "/customers get", nil),
		operationProbe("getCustomer", "/customers/{id} get", returnsRequested),
		operationProbe("createCustomer", "/customers post", returnsCreated),
		operationProbe("updateCustomer", "/customers/{id} put", returnsStatus),
		operationProbe("listCustomerAddresses", "/customers/{id}/accounts/addresses get", nil),
	}
}

// operationProbe judges one operation. A create with a status code that the document does not list is judged by
// createStatusProbe.
func operationProbe(operation, part string, check func(s *session, e *exchange) string) probe {
	return probe{
		name: operation, parts: []string{part}, expected: "as the spec describes it",
		judge: func(s *session) finding {
			seen := 0
			for _, e := range s.responses() {
				if e.operation != operation || !e.success() || e.status > 201 && operation == "createCustomer" {
					continue
				}
				seen++
				if problem := operationProblem(s, e, check); problem != "" {
					return differs(problem, "methods of the client may return ErrUnexpectedResponse or zero values",
						"in the spec: "+part+" responses, and the schemas that it uses")
				}
			}
			if seen == 0 {
				return notSeen("no successful response")
			}
			return holds("as the spec describes it")
		},
	}
}

func operationProblem(s *session, e *exchange, check func(s *session, e *exchange) string) string {
	declared := e.status == http.StatusOK || e.operation == "createCustomer" && e.status == http.StatusCreated
	switch {
	case e.failure != "" && e.call.visit == nil:
		return fmt.Sprintf("%d, but %s", e.status, e.failure)
	case !declared:
		return fmt.Sprintf("status code %d", e.status)
	}
	for _, problem := range e.problems {
		if !inAccounts(problem.Field) {
			return describe(problem)
		}
	}
	if check == nil {
		return ""
	}
	return check(s, e)
}

// inAccounts reports a field inside an account, which probes of their own judge.
func inAccounts(field string) bool { return strings.Contains(field, "accounts[") }

func returnsRequested(_ *session, e *exchange) string {
	if !strings.EqualFold(e.text("id"), e.call.id) {
		return "the id is not the requested one"
	}
	return ""
}

func returnsCreated(_ *session, e *exchange) string {
	if e.call.step == stepCreate && !strings.Contains(e.call.body, fmt.Sprintf("%q", e.text("externalId"))) {
		return "the externalId is not the one that was sent"
	}
	return ""
}

func returnsStatus(_ *session, e *exchange) string {
	if e.call.step != stepBadUpdate && !strings.Contains(e.call.body, fmt.Sprintf("%q", e.text("status"))) {
		return "the status is not the one that was sent"
	}
	return returnsRequested(nil, e)
}
