package transport

import (
	"crypto/tls"
	"net/http"
	"time"
)

// MaxIdleConnsPerHost lets many callers share one client: net/http's default of 2 closes and redials under load.
const MaxIdleConnsPerHost = 128

// NewPool returns the client used when the caller brings none, or one without a Transport.
func NewPool() *http.Transport {
	pool := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		ForceAttemptHTTP2:   true,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
	}
	if def, ok := http.DefaultTransport.(*http.Transport); ok {
		pool = def.Clone()
	}
	pool.MaxIdleConns = 0 // no bound of its own; there is one host
	pool.MaxIdleConnsPerHost = MaxIdleConnsPerHost
	if pool.TLSClientConfig == nil {
		pool.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	pool.TLSClientConfig.MinVersion = max(pool.TLSClientConfig.MinVersion, tls.VersionTLS12)
	return pool
}
