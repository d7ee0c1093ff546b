package sandbox

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Config configures a sandbox. Only APIKey is required.
type Config struct {
	// APIKey is the key that every request must carry.
	APIKey string
	// APIKeyHeader is the header that carries the key. The default is X-API-KEY.
	APIKeyHeader string
	// Profiles holds the names of [Profiles] to apply. A field that is set overrides the value of a profile.
	Profiles []string
	// ParticipantID is the participant of new customers. The default is participant-123.
	ParticipantID string
	// RateLimit is the rate limit of each API key. The default is no limit and no rate limit headers.
	RateLimit RateLimit
	// Now returns the current time. The default is time.Now. Calls are serialized.
	Now func() time.Time
	// NewID returns the identifier of a new customer. The default is a random UUID. Calls are serialized.
	NewID func() string
	// Wrap, if set, wraps the handlers inside fault injection. It sees each request that is carried out, and the
	// response before a fault alters it.
	Wrap func(http.Handler) http.Handler
	// Journal records every write that is carried out, for [Sandbox.Journal].
	Journal bool
	// Logger logs the cause of each 500, which the response does not contain. The default discards it.
	Logger *slog.Logger

	behavior behavior // set by the profiles
}

// withDefaults returns the configuration with its defaults, or an error that names the invalid field.
func (c Config) withDefaults() (Config, error) {
	c, err := c.withProfiles()
	if err != nil {
		return Config{}, err
	}
	if c.APIKeyHeader == "" {
		c.APIKeyHeader = "X-API-KEY"
	}
	if c.ParticipantID == "" {
		c.ParticipantID = "participant-123"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Now = serialized(c.Now)
	if c.NewID == nil {
		c.NewID = uuid.NewString
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if problem := keyProblem(c.APIKey); problem != "" {
		return Config{}, errors.New("sandbox: APIKey " + problem)
	}
	if !transport.IsHeaderName(c.APIKeyHeader) {
		return Config{}, fmt.Errorf("sandbox: APIKeyHeader %q is not a valid header name", c.APIKeyHeader)
	}
	if !utf8.ValidString(c.ParticipantID) {
		return Config{}, errors.New("sandbox: ParticipantID is not valid UTF-8")
	}
	if err := c.RateLimit.validate(); err != nil {
		return Config{}, fmt.Errorf("sandbox: %w", err)
	}
	return c, nil
}

// serialized returns a clock that never calls now concurrently: the store and the rate limit both use it.
func serialized(now func() time.Time) func() time.Time {
	var mu sync.Mutex
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now()
	}
}

func (c Config) withWrap(next http.Handler) http.Handler {
	if c.Wrap == nil {
		return next
	}
	return c.Wrap(next)
}

// keyProblem returns the reason why an HTTP header cannot carry the key, or "". It does not repeat the key.
func keyProblem(key string) string {
	for _, char := range []byte(key) {
		if char < ' ' || char == 0x7f {
			return "contains a control character, such as a line break"
		}
	}
	switch {
	case key == "":
		return "is empty"
	case strings.TrimSpace(key) != key:
		return "begins or ends with a space"
	default:
		return ""
	}
}
