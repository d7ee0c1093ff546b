package customers

import (
	"net/url"
	"strings"
)

// parseBaseURL returns the base URL with a path that ends in a slash, or why it cannot be used. The reason never
// repeats the URL, which may hold a password.
func parseBaseURL(raw string) (*url.URL, string) {
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return nil, "must not be empty"
	case err != nil:
		return nil, "is not a URL"
	case u.Scheme == "" || u.Opaque != "":
		return nil, "must be absolute, as https://api.ledgerlink.ai"
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, "must be http or https"
	case u.User != nil:
		return nil, "must not carry userinfo (user:password@)"
	case u.Hostname() == "":
		return nil, "must name a host"
	case u.RawQuery != "" || u.ForceQuery:
		return nil, "must not carry a query (?…)"
	case u.Fragment != "" || strings.Contains(raw, "#"):
		return nil, "must not carry a fragment (#…)"
	}
	return checkBasePath(u)
}

// checkBasePath keeps a path prefix, and catches the two that are known to be mistakes: the operations' own paths begin
// with /api/v1, and the vendor's pages for other services print the hosts with a trailing /v1.
func checkBasePath(u *url.URL) (*url.URL, string) {
	path := strings.TrimRight(u.EscapedPath(), "/")
	for segment := range strings.SplitSeq(path, "/") {
		if decoded, err := url.PathUnescape(segment); err != nil || decoded == "." || decoded == ".." {
			return nil, `must not have "." or ".." in its path`
		}
	}
	if strings.HasSuffix(path, "/api/v1") || strings.Contains(path, "/api/v1/account-manager") {
		return nil, "must end before /api/v1, which every call adds"
	}
	if path == "/v1" && strings.HasSuffix(u.Hostname(), ".ledgerlink.ai") {
		return nil, "must not end in /v1: every call adds /api/v1"
	}
	base := &url.URL{Scheme: u.Scheme, Host: u.Host}
	base = base.JoinPath(path, "/")
	return base, ""
}
