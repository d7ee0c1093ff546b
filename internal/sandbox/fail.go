package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
)

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
