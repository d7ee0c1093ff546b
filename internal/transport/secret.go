package transport

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// maxRecentKeys is how many API keys of a client are redacted: a service may repeat a key that was just rotated.
const maxRecentKeys = 8

// secret is one secret of a call. It is not safe for concurrent use before indexParts.
type secret struct {
	value string
	forms []string            // the value and its base64 forms, nil until they are needed
	parts map[uint64]struct{} // every part of minSecretBytes of every form, nil before indexParts
}

// withForms returns s with its forms.
func (s *secret) withForms() *secret {
	if s.forms != nil {
		return s
	}
	s.forms = []string{s.value}
	for shift := range 3 { // the position of the secret in the encoded text, modulo 3 bytes
		enc := base64.RawStdEncoding.EncodeToString([]byte("\x00\x00\x00"[:shift] + s.value))
		first := (shift*8 + 5) / 6 // the characters before it, and the last one, depend on the bytes around the secret
		enc = enc[first:max(len(enc)-1, first)]
		s.forms = append(s.forms, enc)
		if other := strings.ReplaceAll(strings.ReplaceAll(enc, "+", "-"), "/", "_"); other != enc {
			s.forms = append(s.forms, other) // the URL-safe alphabet (RFC 4648 section 5)
		}
	}
	return s
}

// indexParts makes searching a long text fast. A long secret has thousands of parts, so it is not worth it for a short
// text and a secret of one call.
func (s *secret) indexParts() *secret {
	if s.parts == nil {
		s.parts = map[uint64]struct{}{}
		for _, form := range s.withForms().forms {
			eachPart(form, func(_ int, part uint64) { s.parts[part] = struct{}{} })
		}
	}
	return s
}

// lower returns s in lower case: net/http changes the case of header names.
func (s *secret) lower() *secret {
	folded := &secret{value: strings.ToLower(s.value)}
	for _, form := range s.withForms().forms {
		folded.forms = append(folded.forms, strings.ToLower(form))
	}
	return folded
}

// eachPart calls visit for each part of minSecretBytes of text, with its position.
func eachPart(text string, visit func(at int, part uint64)) {
	var part uint64
	for i := range len(text) {
		part = part<<8 | uint64(text[i])
		if at := i - minSecretBytes + 1; at >= 0 {
			visit(at, part)
		}
	}
}

// Keys remembers the API keys that a client and the clients derived from it used last.
type Keys struct {
	mu   sync.Mutex
	used atomic.Pointer[[]*secret]
}

// recent returns the secrets of the keys. The caller must not change them.
func (k *Keys) recent() []*secret {
	if used := k.used.Load(); used != nil {
		return *used
	}
	return nil
}

// add remembers key.
func (k *Keys) add(key string) {
	isKey := func(s *secret) bool { return s.value == key }
	if slices.ContainsFunc(k.recent(), isKey) {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	recent := k.recent()
	if slices.ContainsFunc(recent, isKey) {
		return
	}
	next := slices.Concat([]*secret{(&secret{value: key}).indexParts()}, recent[:min(len(recent), maxRecentKeys-1)])
	next = slices.Clip(next)
	k.used.Store(&next)
}

// addSecrets adds secrets that must not be shown.
func (res *Result) addSecrets(more []*secret) {
	if len(res.secrets) == 0 {
		res.secrets = slices.Clip(more) // the slice may be shared
		return
	}
	for _, s := range more {
		if !slices.ContainsFunc(res.secrets, func(have *secret) bool { return have.value == s.value }) {
			res.secrets = append(slices.Clip(res.secrets), s)
		}
	}
}

// credentials returns the secrets in the headers of a request, which a response must not repeat either.
func credentials(h http.Header) []*secret {
	var found []*secret
	add := func(s string) {
		if len(s) >= minSecretBytes {
			found = append(found, &secret{value: s})
		}
	}
	for _, name := range [...]string{"Authorization", "Proxy-Authorization"} {
		for _, v := range h[name] {
			scheme, token, ok := strings.Cut(v, " ")
			if !ok {
				token = v
			}
			add(token)
			if decoded, err := base64.StdEncoding.DecodeString(token); err == nil && strings.EqualFold(scheme, "Basic") {
				_, password, _ := strings.Cut(string(decoded), ":")
				add(password)
			}
		}
	}
	for _, v := range h["Cookie"] {
		for pair := range strings.SplitSeq(v, ";") {
			pair = strings.TrimSpace(pair)
			add(pair)
			_, value, _ := strings.Cut(pair, "=")
			add(value)
		}
	}
	return found
}

// proxyCredentials returns the secrets for the proxy that rt would use for req. A proxy may repeat them in the reason
// phrase of its response.
func proxyCredentials(rt http.RoundTripper, req *http.Request) []*secret {
	pool := netHTTP(rt)
	if pool == nil || pool.Proxy == nil {
		return nil
	}
	found := credentials(pool.ProxyConnectHeader)
	if proxy, err := pool.Proxy(req); err == nil && proxy != nil && proxy.User != nil {
		password, _ := proxy.User.Password()
		basic := base64.StdEncoding.EncodeToString([]byte(proxy.User.Username() + ":" + password))
		found = append(found, credentials(http.Header{"Proxy-Authorization": {"Basic " + basic}})...)
	}
	return found
}

const (
	// minSensitiveBytes is the length of the shortest value that is redacted, in bytes: a shorter one can be a part of any
	// word.
	minSensitiveBytes = 4
	// minCutBytes is from how many bytes on the first three quarters of a value are redacted like the whole, because
	// servers cut long values.
	minCutBytes = 16
)

// Sensitive is the customer data that the caller sent in one call. It is immutable and safe for concurrent use; nil is
// none.
type Sensitive struct {
	forms []string // the values and their other forms, in lower case
}

func newSensitive(values []string) *Sensitive {
	s := &Sensitive{}
	for _, value := range values {
		if len(value) < minSensitiveBytes {
			continue
		}
		forms := (&secret{value: value}).withForms().forms
		if plus := strings.ReplaceAll(value, " ", "+"); plus != value { // as application/x-www-form-urlencoded writes it
			forms = append(forms, plus)
		}
		for _, form := range forms {
			s.forms = append(s.forms, lowerASCII(form))
		}
	}
	return s
}

// Redact replaces the values in text, without regard to ASCII case, as they are and as JSON, URL encoding and base64
// write them.
func (s *Sensitive) Redact(text string) string {
	if s == nil || len(s.forms) == 0 || len(text) < minSensitiveBytes {
		return text
	}
	return redactFound(text, s.find)
}

// find adds to found the sections of text that are values.
func (s *Sensitive) find(found []section, text string, at []int) []section {
	text = lowerASCII(text)
	for _, form := range s.forms {
		head := form
		if len(form) >= minCutBytes {
			head = form[:len(form)*3/4]
		}
		for from := strings.Index(text, head); from >= 0; {
			to := from + len(head)
			for to < len(text) && to-from < len(form) && text[to] == form[to-from] {
				to++
			}
			found = append(found, sectionAt(from, to, at))
			next := strings.Index(text[to:], head)
			if next < 0 {
				break
			}
			from = to + next
		}
	}
	return found
}

// lowerASCII keeps the position of each byte, unlike strings.ToLower.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// Sensitive returns the customer data in the request of the call. It is computed on demand, so that successful calls do
// not pay for it.
func (res *Result) Sensitive() *Sensitive {
	if res.sensitive != nil {
		return res.sensitive
	}
	var values []string
	if res.request != nil {
		values = append(values, pathID(res.request.URL.Path, res.route), res.lookup)
		if res.sensitiveFields != nil {
			values = append(values, res.sensitiveFields(res.request)...)
		}
	}
	res.sensitive = newSensitive(values)
	return res.sensitive
}

// pathID returns the id in a path that ends in the path template route, or "".
func pathID(path, route string) string {
	before, after, ok := strings.Cut(route, "{id}")
	if !ok {
		return ""
	}
	path = strings.TrimSuffix(path, after)
	_, id, _ := strings.Cut(path[max(strings.LastIndex(path, before), 0):], before)
	return id
}
