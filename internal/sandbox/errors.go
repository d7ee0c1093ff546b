package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// errorResponse is an error as the client receives it.
type errorResponse struct {
	status   int
	code     string // for the envelope: a constant that programs compare
	message  string
	problems []contract.Problem // if the request is not valid
	allow    []string           // of a 405
}

// writeError responds with an error in the configured shape. The cause of a 500 is only logged.
func (s *Sandbox) writeError(w http.ResponseWriter, r *http.Request, err error) {
	response := errorResponseFor(err, r)
	if response.status == http.StatusInternalServerError {
		requestID := w.Header().Get(requestIDHeader)
		s.config.Logger.ErrorContext(r.Context(), "internal error", "cause", err, "requestId", requestID)
	}
	s.writeErrorResponse(w, response)
}

// errorResponseFor maps an error to its response. An unknown error becomes a 500 without details.
func errorResponseFor(err error, r *http.Request) errorResponse {
	var violation *contract.Violation
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, errUnauthorized):
		return errorResponse{status: http.StatusUnauthorized, code: "UNAUTHORIZED", message: "Unauthorized"}
	case errors.Is(err, errCustomerNotFound):
		return errorResponse{status: http.StatusNotFound, code: "CUSTOMER_NOT_FOUND", message: "Customer not found"}
	case errors.Is(err, errExternalIDTaken):
		return errorResponse{
			status: http.StatusConflict, code: "CUSTOMER_EXISTS", message: "A customer with this externalId exists",
		}
	case errors.As(err, &tooLarge):
		return payloadTooLarge()
	case errors.As(err, &violation):
		return violationResponse(violation, r)
	default:
		return errorResponse{
			status: http.StatusInternalServerError, code: "INTERNAL_ERROR", message: "Internal server error",
		}
	}
}

func violationResponse(v *contract.Violation, r *http.Request) errorResponse {
	switch v.Status {
	case http.StatusNotFound:
		return errorResponse{status: v.Status, code: "ROUTE_NOT_FOUND", message: routeMessage(r)}
	case http.StatusMethodNotAllowed:
		return errorResponse{status: v.Status, code: "METHOD_NOT_ALLOWED", message: routeMessage(r), allow: v.Allow}
	case http.StatusUnsupportedMediaType:
		return errorResponse{status: v.Status, code: "UNSUPPORTED_MEDIA_TYPE", message: v.Problems[0].String()}
	case http.StatusRequestEntityTooLarge:
		return payloadTooLarge()
	default:
		return errorResponse{
			status: v.Status, code: "VALIDATION_FAILED", message: "The request is not valid", problems: v.Problems,
		}
	}
}

func payloadTooLarge() errorResponse {
	return errorResponse{
		status: http.StatusRequestEntityTooLarge, code: "PAYLOAD_TOO_LARGE",
		message: fmt.Sprintf("The body is larger than %d bytes", contract.MaxRequestBytes),
	}
}

// routeMessage names the path, because a base URL with an extra path prefix is the most common mistake.
func routeMessage(r *http.Request) string {
	return fmt.Sprintf("Cannot %.20s %.200s", r.Method, r.URL.EscapedPath())
}

func (s *Sandbox) writeErrorResponse(w http.ResponseWriter, e errorResponse) {
	if len(e.allow) > 0 {
		w.Header().Set("Allow", strings.Join(e.allow, ", "))
	}
	contentType, body := s.config.behavior.formatError(e, w.Header().Get(requestIDHeader))
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(e.status)
	_, _ = io.WriteString(w, body)
}

// errorFormat returns the media type and the body of an error.
type errorFormat func(e errorResponse, requestID string) (contentType, body string)

func flatBody(e errorResponse, _ string) (contentType, body string) { return jsonBody(e.flat()) }

func envelopeBody(e errorResponse, requestID string) (contentType, body string) {
	return jsonBody(e.envelope(requestID))
}

// gatewayBody is the body of a gateway that the vendor does not control.
func gatewayBody(e errorResponse, _ string) (contentType, body string) {
	return jsonBody(map[string]string{"message": http.StatusText(e.status)})
}

// htmlUnauthorized replaces the body of a 401 only.
func htmlUnauthorized(other errorFormat) errorFormat {
	return func(e errorResponse, requestID string) (contentType, body string) {
		if e.status == http.StatusUnauthorized {
			return "text/html; charset=utf-8", "<html><body><h1>401 Unauthorized</h1></body></html>\n"
		}
		return other(e, requestID)
	}
}

func jsonBody(value any) (contentType, body string) {
	data, _ := json.Marshal(value) // cannot fail: the value holds only strings and one number
	return "application/json", string(data)
}

// flatError is the flat shape, with its members in the order of the vendor's framework.
type flatError struct {
	StatusCode int    `json:"statusCode"`
	Message    any    `json:"message"` // a string, or a list of strings for an invalid request
	Error      string `json:"error,omitempty"`
}

func (e errorResponse) flat() flatError {
	body := flatError{StatusCode: e.status, Message: e.message, Error: http.StatusText(e.status)}
	if len(e.problems) > 0 {
		messages := make([]string, len(e.problems))
		for i, problem := range e.problems {
			messages[i] = problem.String()
		}
		body.Message = messages
	}
	if strings.EqualFold(e.message, body.Error) {
		body.Error = "" // the framework omits it if it equals the message
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

func (e errorResponse) envelope(requestID string) envelopeError {
	info := envelopeInfo{Code: e.code, Message: e.message, RequestID: requestID}
	for _, problem := range e.problems {
		info.Details = append(info.Details, envelopeDetail{Field: problem.Field, Message: problem.Message})
	}
	return envelopeError{Error: info}
}
