package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// problem is an error as a client sees it.
type problem struct {
	status  int
	code    string // of the envelope; a constant that programs compare
	message string
	faults  []contract.Problem // of a request that is not valid
	allow   []string         // of a 405
}

// problemOf is the one place that decides how an error is answered. What it does not know is a 500 without details.
func problemOf(err error, r *http.Request) problem {
	var violation *contract.Violation
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, errUnauthorized):
		return problem{status: http.StatusUnauthorized, code: "UNAUTHORIZED", message: "Unauthorized"}
	case errors.Is(err, errUnknownCustomer):
		return problem{status: http.StatusNotFound, code: "CUSTOMER_NOT_FOUND", message: "Customer not found"}
	case errors.Is(err, errExternalIDTaken):
		return problem{
			status: http.StatusConflict, code: "CUSTOMER_EXISTS", message: "A customer with this externalId exists",
		}
	case errors.As(err, &tooLarge):
		return tooLargeProblem()
	case errors.As(err, &violation):
		return violationProblem(violation, r)
	default:
		return problem{
			status: http.StatusInternalServerError, code: "INTERNAL_ERROR", message: "Internal server error",
		}
	}
}

func violationProblem(v *contract.Violation, r *http.Request) problem {
	switch v.Status {
	case http.StatusNotFound:
		return problem{status: v.Status, code: "ROUTE_NOT_FOUND", message: cannot(r)}
	case http.StatusMethodNotAllowed:
		return problem{status: v.Status, code: "METHOD_NOT_ALLOWED", message: cannot(r), allow: v.Allow}
	case http.StatusUnsupportedMediaType:
		return problem{status: v.Status, code: "UNSUPPORTED_MEDIA_TYPE", message: v.Problems[0].String()}
	case http.StatusRequestEntityTooLarge:
		return tooLargeProblem()
	default:
		return problem{
			status: v.Status, code: "VALIDATION_FAILED", message: "The request is not valid", faults: v.Problems,
		}
	}
}

func tooLargeProblem() problem {
	return problem{
		status: http.StatusRequestEntityTooLarge, code: "PAYLOAD_TOO_LARGE",
		message: fmt.Sprintf("The body is larger than %d bytes", contract.MaxRequestBytes),
	}
}

// cannot names the route that does not exist: a base URL with a stray path prefix is the most common mistake.
func cannot(r *http.Request) string {
	return fmt.Sprintf("Cannot %.20s %.200s", r.Method, r.URL.EscapedPath())
}

// fail answers a request with an error in the configured shape. Only the log is told why a 500 happened.
func (s *Sandbox) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err, r)
	if p.status == http.StatusInternalServerError {
		requestID := w.Header().Get(requestIDHeader)
		s.config.Logger.ErrorContext(r.Context(), "internal error", "cause", err, "requestId", requestID)
	}
	s.answerProblem(w, p)
}

// answerProblem writes a problem in the configured shape.
func (s *Sandbox) answerProblem(w http.ResponseWriter, p problem) {
	if len(p.allow) > 0 {
		w.Header().Set("Allow", strings.Join(p.allow, ", "))
	}
	var body any = p.flat()
	if s.config.EnvelopeErrors {
		body = p.envelope(w.Header().Get(requestIDHeader))
	}
	data, _ := json.Marshal(body) // cannot fail: it holds strings and one number
	writeJSON(w, p.status, string(data))
}

// flatError is the flat shape, its members in the order that the vendor's framework writes.
type flatError struct {
	StatusCode int    `json:"statusCode"`
	Message    any    `json:"message"` // one string, or a list of them for a request that is not valid
	Error      string `json:"error,omitempty"`
}

func (p problem) flat() flatError {
	body := flatError{StatusCode: p.status, Message: p.message, Error: http.StatusText(p.status)}
	if len(p.faults) > 0 {
		messages := make([]string, len(p.faults))
		for i, fault := range p.faults {
			messages[i] = fault.String()
		}
		body.Message = messages
	}
	if strings.EqualFold(p.message, body.Error) {
		body.Error = "" // the framework leaves it out when the message says the same
	}
	return body
}

// envelopeError is the envelope shape.
type envelopeError struct {
	Error envelopeInfo `json:"error"`
}

type envelopeInfo struct {
	Code      string           `json:"code"`
	Message   string           `json:"message"`
	Details   []envelopeDetail `json:"details,omitempty"`
	RequestID string           `json:"requestId"`
}

type envelopeDetail struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

func (p problem) envelope(requestID string) envelopeError {
	info := envelopeInfo{Code: p.code, Message: p.message, RequestID: requestID}
	for _, fault := range p.faults {
		info.Details = append(info.Details, envelopeDetail{Field: fault.Field, Message: fault.Message})
	}
	return envelopeError{Error: info}
}
