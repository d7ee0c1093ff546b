package transport

import (
	"context"
	"errors"
	"fmt"
	"net/url"
)

// KeySource returns the API key for one attempt. A closure, so that no dump of a client can print the key.
type KeySource func(context.Context) (string, error)

// ErrInvalidKey marks a key that no HTTP header can carry.
var ErrInvalidKey = errors.New("invalid API key")

// ErrKeySource marks a failure of the caller's key source.
var ErrKeySource = errors.New("API key source failed")

// keyFor asks for the key, if the request goes to the base URL's origin and nowhere else.
func (t *Transport) keyFor(ctx context.Context, u *url.URL) (string, error) {
	if err := t.origin.holds(u); err != nil {
		return "", err
	}
	key, err := t.cfg.Key(ctx)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrKeySource, err)
	}
	if reason := CheckKey(key); reason != "" {
		return "", fmt.Errorf("%w: %s", ErrInvalidKey, reason)
	}
	return key, nil
}

// CheckKey says why key cannot be used, or "". It never repeats the key.
func CheckKey(key string) string {
	if key == "" {
		return "must not be empty"
	}
	for i := range len(key) {
		switch c := key[i]; {
		case c == '\r' || c == '\n':
			return "must not contain a line break"
		case c <= ' ' || c > '~':
			return "must be printable ASCII without spaces"
		}
	}
	return ""
}
