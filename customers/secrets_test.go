package customers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestKeyIsNeverShown prints everything that a caller can get hold of, in every way that prints, around a server that
// repeats the key wherever it can.
func TestKeyIsNeverShown(t *testing.T) {
	t.Parallel()
	const bearer = "bearer-0123456789"
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", jsonType)
		w.Header().Set("X-Request-Id", "for "+testKey)
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintf(w, `{"error":{"code":%q,"message":"no such key %s %s","details":[{"field":%q,"message":%q}]}}`,
			testKey, testKey, bearer, testKey, testKey)
	}, customers.WithHeader("Authorization", "Bearer "+bearer))
	var info customers.ResponseInfo
	_, err := client.Get(t.Context(), "a", customers.WithResponseInfo(&info))
	e := asError(t, err)
	if !strings.Contains(e.Message, "no such key [REDACTED] [REDACTED]") {
		t.Errorf("message = %q", e.Message)
	}
	options := []any{customers.WithAPIKey(testKey), customers.WithHeader("Authorization", "Bearer "+bearer)}
	for _, v := range append(options, client, *client, err, e, *e, info, &info, e.Attempts, e.Unwrap(), struct{ C any }{client}, struct{ c *customers.Client }{client},
		[]*customers.Client{client}) {
		for _, shown := range prints(v) {
			if strings.Contains(shown, testKey) || strings.Contains(shown, bearer) {
				t.Errorf("%T shows the key: %s", v, shown)
			}
		}
	}
}

// TestKeyIsNotShownCut has the bound of the body fall into the key.
func TestKeyIsNotShownCut(t *testing.T) {
	t.Parallel()
	for shown := range len(testKey) {
		client := offSpecServer(t, respond(500, "text/plain", strings.Repeat("x", errorBodyLimit-shown)+testKey+"tail"))
		e := asError(t, client.Delete(t.Context(), "a"))
		if len(e.Body) > errorBodyLimit || shown >= 8 && strings.Contains(string(e.Body), testKey[:8]) {
			t.Errorf("the body of %d bytes ends in %q", len(e.Body), e.Body[len(e.Body)-30:])
		}
	}
}

func prints(v any) []string {
	out := []string{fmt.Sprint(v)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		out = append(out, fmt.Sprintf(verb, v))
	}
	if b, err := json.Marshal(v); err == nil {
		out = append(out, string(b))
	}
	var text, js bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("x", "v", v)
	slog.New(slog.NewJSONHandler(&js, nil)).Info("x", "v", v)
	out = append(out, text.String(), js.String())
	if e, ok := v.(*customers.Error); ok {
		out = append(out, string(e.Body), e.Message, e.Code, fmt.Sprint(e.Header), e.RequestID, fmt.Sprint(e.Fields))
	}
	if info, ok := v.(*customers.ResponseInfo); ok {
		out = append(out, string(info.Body), fmt.Sprint(info.Header), info.RequestID)
	}
	return out
}
