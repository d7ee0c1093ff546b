package verify

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// savedExchange is an exchange without values, for a bug report.
type savedExchange struct {
	Step         string            `json:"step"`
	Method       string            `json:"method"`
	Path         string            `json:"path"` // with {id} in place of an id
	RequestBody  string            `json:"requestBody"`
	Status       int               `json:"status"`
	Protocol     string            `json:"protocol"`
	Header       map[string]string `json:"header"` // values only of headers that describe the exchange
	ResponseBody string            `json:"responseBody"`
	Complete     bool              `json:"complete"`
	Problems     []string          `json:"problems,omitzero"`
	Failure      string            `json:"failure,omitzero"`
}

// Save writes the report and each exchange, redacted, into files of a directory, which it creates.
func (r *Report) Save(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	text, err := r.JSON()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "report.json"), []byte(text), 0o600); err != nil {
		return err
	}
	for i, e := range r.exchanges {
		data, err := json.Marshal(redacted(e), json.Deterministic(true), jsontext.WithIndent("  "))
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%02d-%s.json", i+1, fileName(e.call.step))
		if err := os.WriteFile(filepath.Join(dir, name), append(data, '\n'), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// maxHeaderName bounds the name of a header that is stored. A longer one, or one with digits, may be an identifier.
const maxHeaderName = 40

func fileName(step string) string {
	return strings.ToLower(strings.NewReplacer(": ", "-", " ", "-").Replace(step))
}

func redacted(e *exchange) savedExchange {
	path := customersPath
	if e.call.id != "" {
		path += "/{id}"
	}
	if e.call.addresses {
		path += "/accounts/addresses"
	}
	saved := savedExchange{
		Step: e.call.step, Method: e.call.method, Path: path, RequestBody: shape(&exchange{body: []byte(e.call.body)}),
		Status: e.status, Protocol: e.proto, Header: map[string]string{}, ResponseBody: shape(e), Complete: e.complete,
		Failure: e.failure,
	}
	for name := range e.header {
		if len(name) <= maxHeaderName && !strings.ContainsAny(name, "0123456789") {
			saved.Header[name] = headerValue(name, e)
		}
	}
	for _, problem := range e.problems {
		if text := describe(problem); !strings.Contains(strings.Join(saved.Problems, "\n"), text) {
			saved.Problems = append(saved.Problems, text)
		}
	}
	return saved
}

// headerValue returns the value of a header if it is a number, a date, or a media type or a content coding of a fixed
// list, and its length otherwise.
func headerValue(name string, e *exchange) string {
	value := e.header.Get(name)
	date, dateErr := http.ParseTime(value)
	_, err := strconv.ParseInt(value, 10, 64)
	isNumber := err == nil && (name == "Content-Length" || name == "Retry-After" || strings.Contains(name, "atelimit"))
	switch {
	case isNumber:
		return value
	case name == "Content-Type":
		switch media := e.mediaType(); media {
		case "application/json", "application/problem+json", "application/xml", "text/html", "text/plain":
			return media
		}
	case name == "Content-Encoding" && (value == "gzip" || value == "br" || value == "deflate"):
		return value
	case name == "Date" && dateErr == nil:
		return date.UTC().Format(time.RFC3339)
	}
	return plural(len(value), "character")
}
