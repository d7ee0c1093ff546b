package sandbox

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// WithHostCheck rejects requests whose Host is not a name of the sandbox with 421 (RFC 9110, section 15.5.20). Names,
// with any port, are localhost, loopback addresses, the address that the connection was opened to, and those in
// allowed. The check stops web pages that reach the sandbox by DNS rebinding: they send their own host.
func (s *Sandbox) WithHostCheck(allowed []string, next http.Handler) http.Handler {
	names := make([]string, 0, 1+len(allowed))
	names = append(names, "localhost")
	for _, name := range allowed {
		names = append(names, canonicalHost(name))
	}
	reject := s.withRequestID(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.writeErrorResponse(w, errorResponse{
			status: http.StatusMisdirectedRequest, code: "WRONG_HOST",
			message: fmt.Sprintf("Host %.100q is not a name of this sandbox. Use localhost, a loopback address, or the address "+
				"that it listens on; the option -allow-host allows other names.", r.Host),
		})
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := canonicalHost(hostWithoutPort(r.Host))
		if slices.Contains(names, host) || isAddressOf(r, host) {
			next.ServeHTTP(w, r)
			return
		}
		reject.ServeHTTP(w, r)
	})
}

// isAddressOf reports whether host is a loopback address or the address that the connection of r was opened to.
func isAddressOf(r *http.Request, host string) bool {
	address, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	if address.IsLoopback() {
		return true
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return ok && canonicalHost(hostWithoutPort(local.String())) == host
}

func hostWithoutPort(hostPort string) string {
	if host, _, err := net.SplitHostPort(hostPort); err == nil {
		return host
	}
	return strings.TrimSuffix(strings.TrimPrefix(hostPort, "["), "]")
}

// canonicalHost returns the one form of a host name or an IP address in which they are compared.
func canonicalHost(host string) string {
	if address, err := netip.ParseAddr(host); err == nil {
		return address.Unmap().WithZone("").String()
	}
	return strings.ToLower(host)
}
