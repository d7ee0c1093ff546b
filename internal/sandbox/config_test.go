package sandbox

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestNew_InvalidConfig(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		cfg  Config
		want string
	}{
		{"no key", Config{}, "sandbox: APIKey is empty"},
		{"line break", Config{APIKey: "k\ney"}, "sandbox: APIKey contains a control character, such as a line break"},
		{"space", Config{APIKey: "key "}, "sandbox: APIKey begins or ends with a space"},
		{"header", Config{APIKey: "k", APIKeyHeader: "X Key"}, `sandbox: APIKeyHeader "X Key" is not a valid header name`},
		{"rate", Config{APIKey: "k", RateLimit: RateLimit{Window: time.Hour}}, "sandbox: rate limit must allow at least 1 request, got 0"},
		{"window", Config{APIKey: "k", RateLimit: RateLimit{1, time.Millisecond}}, "sandbox: rate limit window must be whole seconds, got 1ms"},
		{"participant", Config{APIKey: "k", ParticipantID: "\xff"}, "sandbox: ParticipantID is not valid UTF-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sandbox, err := New(test.cfg)
			if sandbox != nil {
				t.Errorf("New() = %v, want nil", sandbox)
			}
			if err == nil || err.Error() != test.want {
				t.Errorf("New() = %v, want %q", err, test.want)
			}
		})
	}
}

func TestNew_ErrorDoesNotContainTheKey(t *testing.T) {
	t.Parallel()
	_, err := New(Config{APIKey: "hush\x00"})
	if err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("New() = %v, want an error without the key", err)
	}
}

func TestNew_ConfigIsApplied(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{
		APIKey: "Bearer other", APIKeyHeader: "Authorization", ParticipantID: "p-9", Now: newClock().read, NewID: numbered(),
	})
	f.do(t, http.MethodPost, customersPath, `{"externalId":"x","status":"inactive"}`, "Authorization", "Bearer other").
		want(t, http.StatusCreated, `{"id":"id-1","externalId":"x","status":"inactive","participantId":"p-9","accounts":[],`+
			`"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}`)
}
