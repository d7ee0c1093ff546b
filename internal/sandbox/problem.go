package sandbox

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// problem is an error as a client sees it.
type problem struct {
	status  int
	code    string // of the envelope; a constant that programs compare
	message string
	faults  []contract.Fault // of a request that is not valid
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
		return problem{status: v.Status, code: "UNSUPPORTED_MEDIA_TYPE", message: v.Faults[0].String()}
	case http.StatusRequestEntityTooLarge:
		return tooLargeProblem()
	default:
		return problem{
			status: v.Status, code: "VALIDATION_FAILED", message: "The request is not valid", faults: v.Faults,
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
