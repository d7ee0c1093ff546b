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

// Config says how a sandbox behaves. Only APIKey has no default.
type Config struct {
	// APIKey is the key that every request must carry.
	APIKey string
	// APIKeyHeader is the header that carries the key, X-API-KEY by default.
	APIKeyHeader string
	// EnvelopeErrors selects the envelope shape of error bodies; the default is the flat one.
	EnvelopeErrors bool
	// ParticipantID is the participant of new customers, participant-123 by default.
	ParticipantID string
	// RateLimit is the budget of each API key. The default is none, and no header tells of one.
	RateLimit RateLimit
	// Now tells the time, time.Now by default. It is never called twice at once.
	Now func() time.Time
	// NewID makes the identifier of a new customer, a random UUID by default. It is never called twice at once.
	NewID func() string
	// Wrap, if set, is put around everything but faults: a check there sees each request that is carried out, and its
	// answer as it was before a fault spoiled it.
	Wrap func(http.Handler) http.Handler
	// Journal keeps every write that is carried out, for [Sandbox.Journal].
	Journal bool
	// Logger gets the cause of each answer 500, which the client is not told. The default discards it.
	Logger *slog.Logger
}

// completed returns the configuration with its defaults, or an error naming the field that is wrong.
func (c Config) completed() (Config, error) {
	if c.APIKeyHeader == "" {
		c.APIKeyHeader = "X-API-KEY"
	}
	if c.ParticipantID == "" {
		c.ParticipantID = "participant-123"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Now = oneAtATime(c.Now)
	if c.NewID == nil {
		c.NewID = uuid.NewString
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if reason := unusableKey(c.APIKey); reason != "" {
		return Config{}, errors.New("sandbox: APIKey " + reason)
	}
	if !transport.IsHeaderName(c.APIKeyHeader) {
		return Config{}, fmt.Errorf("sandbox: APIKeyHeader %q is not a header name", c.APIKeyHeader)
	}
	if !utf8.ValidString(c.ParticipantID) {
		return Config{}, errors.New("sandbox: ParticipantID is not valid UTF-8")
	}
	if err := c.RateLimit.check(); err != nil {
		return Config{}, fmt.Errorf("sandbox: %w", err)
	}
	return c, nil
}

// oneAtATime lets the clock be simple: the store and the rate limit ask it at any time.
func oneAtATime(now func() time.Time) func() time.Time {
	var mu sync.Mutex
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now()
	}
}

func (c Config) wrapped(next http.Handler) http.Handler {
	if c.Wrap == nil {
		return next
	}
	return c.Wrap(next)
}

// unusableKey says why no HTTP header can carry the key, without repeating the key.
func unusableKey(key string) string {
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
