package customers_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func randomKey(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('!' + r.IntN('~'-'!'+1))
	}
	return string(b)
}

// secretParts are the parts of a secret that nothing may show, by their first bytes.
type secretParts map[string][]string

func (p secretParts) add(part string) {
	p[part[:shownBytes]] = append(p[part[:shownBytes]], part)
}

// partsOf returns the parts of a secret: as they are, and in base64.
func partsOf(secret string) secretParts {
	parts := secretParts{}
	for i := range len(secret) - shownBytes + 1 {
		part := secret[i : i+shownBytes]
		parts.add(part)
		for before := range 3 { // how many bytes of the group of three precede the part
			text := base64.StdEncoding.EncodeToString([]byte("\x00\x00"[:before] + part + "\x00\x00\x00"))
			text = text[(before*8+5)/6 : (before+shownBytes)*8/6] // what the bytes around the part do not change
			parts.add(text)
			parts.add(strings.NewReplacer("+", "-", "/", "_").Replace(text))
		}
	}
	return parts
}

// encodings returns text in one of the forms in which a service may repeat it outside of JSON.
func encodings(r *rand.Rand, text string) string {
	switch r.IntN(5) {
	case 0:
		return url.QueryEscape(text)
	case 1:
		return url.PathEscape(text)
	case 2:
		return base64.StdEncoding.EncodeToString([]byte("user:"[:r.IntN(6)] + text + "padding"[:r.IntN(7)]))
	case 3:
		return base64.URLEncoding.EncodeToString([]byte("user:"[:r.IntN(6)] + text + "padding"[:r.IntN(7)]))
	}
	return text
}

// escaped returns one of the encodings as a JSON string without quotes: quotes, backslashes and some other characters
// are escaped.
func escaped(r *rand.Rand, text string) string {
	var b strings.Builder
	for _, c := range []byte(encodings(r, text)) {
		switch {
		case c == '"' || c == '\\' || c == '/' && r.IntN(2) == 0:
			b.WriteString(`\` + string(c))
		case r.IntN(10) == 0:
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// watcher collects all texts that a caller can get.
type watcher struct{ texts, names bytes.Buffer }

func (w *watcher) options(key string) []customers.Option {
	return []customers.Option{
		customers.WithAPIKey(key), customers.WithObserver(w), customers.WithRetry(customers.NoRetry),
		customers.WithLogger(slog.New(slog.NewTextHandler(&w.texts, &slog.HandlerOptions{Level: slog.LevelDebug}))),
	}
}

func (w *watcher) CallStart(ctx context.Context, _ customers.Operation) context.Context { return ctx }

func (w *watcher) AttemptEnd(_ context.Context, _ customers.Operation, a customers.Attempt) {
	fmt.Fprintf(&w.texts, "%+v\n", a)
	w.errors(a.Err)
}

func (w *watcher) CallEnd(_ context.Context, _ customers.Operation, result customers.CallResult) {
	fmt.Fprintf(&w.texts, "%+v\n", result)
}

// errors collects the texts of all errors in the tree.
func (w *watcher) errors(err error) {
	if err == nil {
		return
	}
	fmt.Fprintf(&w.texts, "%v\n%+v\n", err, err)
	switch err := err.(type) { //nolint:errorlint // the tree is walked by hand
	case interface{ Unwrap() error }:
		w.errors(err.Unwrap())
	case interface{ Unwrap() []error }:
		for _, inner := range err.Unwrap() {
			w.errors(inner)
		}
	}
}

// see collects what an error and a ResponseInfo hold.
func (w *watcher) see(err error, info customers.ResponseInfo) {
	w.errors(err)
	slog.New(slog.NewJSONHandler(&w.texts, nil)).Error("failed", "error", err)
	var e *customers.Error
	if !errors.As(err, &e) {
		return
	}
	for _, v := range []any{e.Code, e.Message, e.RequestID, e.Fields, info.RequestID, e.Curl()} {
		fmt.Fprintln(&w.texts, v)
	}
	for _, a := range append(e.Attempts, info.Attempts...) {
		fmt.Fprintf(&w.texts, "%+v\n", a)
		w.errors(a.Err)
	}
	for _, body := range [][]byte{e.Body, info.Body} {
		w.texts.Write(append(slices.Clip(body), '\n'))
	}
	for _, h := range []http.Header{e.Header, info.Header} {
		for name, values := range h {
			fmt.Fprintln(&w.names, name)
			fmt.Fprintln(&w.texts, strings.Join(values, "\n"))
		}
	}
}

// check fails the test if a text has one of the parts, as it is or after the escapes of JSON or URLs are replaced.
func (w *watcher) check(t *testing.T, where string, parts secretParts) {
	t.Helper()
	texts := w.texts.String()
	for _, text := range []string{texts, jsonUnescaped(texts), urlUnescaped(texts), urlUnescaped(jsonUnescaped(texts))} {
		if part := find(text, parts); part != "" {
			at := strings.Index(text, part)
			t.Fatalf("%s: %q is shown: …%s…", where, part, text[max(0, at-80):min(len(text), at+80)])
		}
	}
	if w.names.Len() == 0 {
		return
	}
	lower := secretParts{}
	for _, same := range parts {
		for _, part := range same {
			lower.add(strings.ToLower(part))
		}
	}
	if part := find(strings.ToLower(w.names.String()), lower); part != "" {
		t.Fatalf("%s: %q is shown in the name of a header: %q", where, part, w.names.String())
	}
}

// find returns the first of the parts in text, or "".
func find(text string, parts secretParts) string {
	for i := range len(text) - shownBytes + 1 {
		for _, part := range parts[text[i:i+shownBytes]] {
			if strings.HasPrefix(text[i:], part) {
				return part
			}
		}
	}
	return ""
}

// jsonUnescaped returns text without the escapes of JSON strings, urlUnescaped without those of URLs.
func jsonUnescaped(text string) string { return unescaped(text, `\`, "u00") }
func urlUnescaped(text string) string  { return unescaped(text, "%", "") }

func unescaped(text, escape, hex string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, escape)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		text = after
		if digits, ok := strings.CutPrefix(after, hex); ok && len(digits) >= 2 {
			if c, err := strconv.ParseUint(digits[:2], 16, 8); err == nil {
				b.WriteByte(byte(c))
				text = digits[2:]
				continue
			}
		}
		if escape == `\` && after != "" && strings.IndexByte(`"\/`, after[0]) >= 0 {
			b.WriteString(after[:1])
			text = after[1:]
			continue
		}
		b.WriteString(escape)
	}
}
