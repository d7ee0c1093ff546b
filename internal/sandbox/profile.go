package sandbox

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// Profile is one way in which a service may differ from the sandbox's defaults, which the vendor does not document.
type Profile struct {
	Name   string
	Effect string // what differs, in Markdown
	Valid  bool   // whether the requests and responses pass the validation against the OpenAPI document

	apply func(*Config)
}

// Profiles returns every profile, in the order of the documentation, which is also the order in which they are applied.
func Profiles() []Profile {
	return []Profile{
		{"envelope", "error bodies have the envelope shape", true, func(c *Config) {
			c.behavior.formatError = envelopeBody
		}},
		{"foreign", "error bodies are a gateway's, such as `{\"message\":\"Forbidden\"}`", false, func(c *Config) {
			c.behavior.formatError = gatewayBody
		}},
		{"html-401", "a 401 has an HTML page", false, func(c *Config) {
			c.behavior.formatError = htmlUnauthorized(c.behavior.formatError)
		}},
		{"key-header", "the header `" + profileKeyHeader + "` carries the key", true, func(c *Config) {
			c.APIKeyHeader = cmp.Or(c.APIKeyHeader, profileKeyHeader)
		}},
		{"s200", "create and delete respond with 200", true, edit(allSuccessOK)},
		{"delete-text", "delete responds with 200 and a text", false, edit(deleteText)},
		{"soft-delete", "delete makes a customer inactive and keeps it", true, func(c *Config) {
			c.behavior.softDelete = true
		}},
		{"duplicates", "several customers can have the same `externalId`", true, func(c *Config) {
			c.behavior.duplicates = true
		}},
		{"unknown-status", "create and update accept and keep any status", false, func(c *Config) {
			c.behavior.anyStatus = true
		}},
		{"seconds", "times have no fraction of a second", true, edit(wholeSeconds)},
		{"list-1000", "a list has at most 1,000 customers", true, edit(capList)},
		{"rate-limit", "each key may send 5 requests a minute", true, func(c *Config) {
			c.RateLimit = cmp.Or(c.RateLimit, RateLimit{Requests: 5, Window: time.Minute})
		}},
		{"grow", "every object in a response has an unknown member", true, func(c *Config) {
			c.behavior.formatError = growError(c.behavior.formatError)
			edit(growSuccess)(c)
		}},
		{"redirect", "every request is redirected to another host", false, func(c *Config) {
			c.behavior.wrap = append(c.behavior.wrap, redirect)
		}},
		{"gzip", "responses are compressed, even if the client does not accept it", false, edit(compress)},
	}
}

const (
	profileKeyHeader = "X-Participant-Key"
	maxProfileList   = 1000
)

// behavior holds what profiles change beyond the fields of [Config].
type behavior struct {
	formatError errorFormat
	wrap        []func(http.Handler) http.Handler // the last one is the outermost
	softDelete  bool
	duplicates  bool
	anyStatus   bool
	invalid     bool // whether one of the profiles is not valid
}

// withProfiles returns the configuration with its profiles applied, or an error that names an unknown one.
func (c Config) withProfiles() (Config, error) {
	c.behavior = behavior{formatError: flatBody}
	for _, name := range c.Profiles {
		if err := CheckProfile(name); err != nil {
			return Config{}, fmt.Errorf("sandbox: %w", err)
		}
	}
	for _, profile := range Profiles() {
		if slices.Contains(c.Profiles, profile.Name) {
			profile.apply(&c)
			c.behavior.invalid = c.behavior.invalid || !profile.Valid
		}
	}
	return c, nil
}

// CheckProfile returns an error that lists the names of all profiles if name is none of them.
func CheckProfile(name string) error {
	all := Profiles()
	names := make([]string, len(all))
	for i, profile := range all {
		names[i] = profile.Name
	}
	if slices.Contains(names, name) {
		return nil
	}
	return fmt.Errorf("profile %q is unknown, want one of %s", name, strings.Join(names, ", "))
}

// Allows reports whether the profiles of the sandbox allow a violation of the document: any violation in a response if
// one of the profiles is not valid, and an undocumented status in a request with unknown-status.
func (s *Sandbox) Allows(err error) bool {
	var violation *contract.Violation
	switch {
	case !errors.As(err, &violation):
		return false
	case violation.Status == 0: // a response
		return s.config.behavior.invalid
	default:
		return s.config.behavior.anyStatus && !slices.ContainsFunc(violation.Problems, func(p contract.Problem) bool {
			return p.Field != "status" || !strings.HasPrefix(p.Message, "must be one of the following values")
		})
	}
}

func (c Config) withBehavior(next http.Handler) http.Handler {
	for _, wrap := range c.behavior.wrap {
		next = wrap(next)
	}
	return next
}

func redirect(http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "https://redirected.invalid"+r.URL.RequestURI())
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
}

// bufferedResponse is a whole response that was not sent yet.
type bufferedResponse struct {
	unsentResponse
	body []byte
}

func (b *bufferedResponse) Write(p []byte) (int, error) {
	b.body = append(b.body, p...)
	return b.unsentResponse.Write(p)
}

// edit returns a profile that alters each response as a whole.
func edit(alter func(r *http.Request, response *bufferedResponse)) func(*Config) {
	wrap := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			response := &bufferedResponse{unsentResponse: unsentResponse{header: w.Header()}}
			next.ServeHTTP(response, r)
			alter(r, response)
			if w.Header().Get("Content-Length") != "" {
				w.Header().Set("Content-Length", strconv.Itoa(len(response.body)))
			}
			w.WriteHeader(response.status)
			_, _ = w.Write(response.body)
		})
	}
	return func(c *Config) { c.behavior.wrap = append(c.behavior.wrap, wrap) }
}

func allSuccessOK(_ *http.Request, response *bufferedResponse) {
	if response.status < 300 {
		response.status = http.StatusOK
	}
}

func deleteText(_ *http.Request, response *bufferedResponse) {
	if response.status == http.StatusNoContent {
		response.status = http.StatusOK
		response.header.Set("Content-Type", "text/plain; charset=utf-8")
		response.body = []byte("Customer deleted\n")
	}
}

var fraction = regexp.MustCompile(`("(?:createdAt|updatedAt)":"[^"]*)\.\d{3}Z"`)

func wholeSeconds(_ *http.Request, response *bufferedResponse) {
	response.body = fraction.ReplaceAll(response.body, []byte(`${1}Z"`))
}

func capList(r *http.Request, response *bufferedResponse) {
	var list []jsontext.Value
	isList := r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/customers")
	if !isList || response.status != http.StatusOK || json.Unmarshal(response.body, &list) != nil {
		return
	}
	if len(list) > maxProfileList {
		response.body, _ = json.Marshal(list[:maxProfileList]) // cannot fail: the elements are JSON
	}
}

func compress(_ *http.Request, response *bufferedResponse) {
	if len(response.body) == 0 {
		return
	}
	var compressed bytes.Buffer
	writer := gzip.NewWriter(&compressed)
	_, _ = writer.Write(response.body) // a bytes.Buffer returns no error
	_ = writer.Close()
	response.header.Set("Content-Encoding", "gzip")
	response.body = compressed.Bytes()
}

// growSuccess leaves errors to growError, which also receives those from outside the API, such as a 429.
func growSuccess(_ *http.Request, response *bufferedResponse) {
	if response.status < 400 {
		response.body = grow(response.body)
	}
}

func growError(format errorFormat) errorFormat {
	return func(e errorResponse, requestID string) (contentType, body string) {
		contentType, body = format(e, requestID)
		return contentType, string(grow([]byte(body)))
	}
}

// grow adds a member to the beginning of every object. It returns what is not JSON unchanged.
func grow(body []byte) []byte {
	var grown bytes.Buffer
	in, out := jsontext.NewDecoder(bytes.NewReader(body)), jsontext.NewEncoder(&grown)
	for {
		token, err := in.ReadToken()
		if errors.Is(err, io.EOF) {
			return bytes.TrimSuffix(grown.Bytes(), []byte("\n"))
		}
		if err == nil {
			err = out.WriteToken(token)
		}
		if err == nil && token.Kind() == '{' {
			err = errors.Join(
				out.WriteToken(jsontext.String("addedLater")),
				out.WriteValue(jsontext.Value(`{"list":[1,null,true],"text":"unknown to clients"}`)),
			)
		}
		if err != nil {
			return body
		}
	}
}
