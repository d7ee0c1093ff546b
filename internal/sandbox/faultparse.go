package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// FaultHeader is the request header that asks for a fault: "reset;times=2".
const FaultHeader = "X-Sandbox-Fault"

// ParseFault reads a fault as the header and the flag of cmd/sandbox write it: the kind, then parameters, each behind a
// semicolon. times is 0 when it is not given.
//
//	status;status=429;retry-after=2;limit=1000;remaining=0;reset=1775120400;times=2;op=getCustomer
//	delay;delay=250ms
//	redirect;status=302;location=/elsewhere
//
// The parameter id means nothing: it tells two headers apart that are alike, so that each has a count of its own.
func ParseFault(text string) (f Fault, times int, err error) {
	parts := strings.Split(text, ";")
	if strings.TrimSpace(parts[0]) == "" {
		return f, 0, fmt.Errorf("fault %.100q: kind is missing", text)
	}
	f = Fault{Kind: FaultKind(strings.TrimSpace(parts[0])), Header: http.Header{}}
	for _, part := range parts[1:] {
		name, value, _ := strings.Cut(part, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		switch name {
		case "times":
			times, err = strconv.Atoi(value)
			if err == nil && times < 1 {
				err = strconv.ErrRange
			}
		case "status":
			f.Status, err = strconv.Atoi(value)
		case "delay":
			f.Delay, err = time.ParseDuration(value)
		case "op":
			f.Operation = value
		case "message":
			f.Message = value
		case "id":
		default:
			header, known := faultHeaders()[name]
			if !known {
				return f, 0, fmt.Errorf("fault %.100q: unknown parameter %.50q", text, name)
			}
			f.Header.Set(header, value)
		}
		if err != nil {
			return f, 0, fmt.Errorf("fault %.100q: parameter %s has the value %.50q", text, name, value)
		}
	}
	if f, err = f.complete(); err != nil {
		return f, 0, fmt.Errorf("fault %.100q: %w", text, err)
	}
	return f, times, nil
}

// faultHeaders are the parameters that set a header of the answer.
func faultHeaders() map[string]string {
	return map[string]string{
		"retry-after": "Retry-After",
		"limit":       "X-RateLimit-Limit",
		"remaining":   "X-RateLimit-Remaining",
		"reset":       "X-RateLimit-Reset",
		"location":    "Location",
	}
}
