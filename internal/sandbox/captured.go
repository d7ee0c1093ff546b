package sandbox

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// captured is an answer that is held back.
type captured struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (c *captured) Header() http.Header { return c.header }

func (c *captured) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
}

func (c *captured) Write(p []byte) (int, error) {
	c.WriteHeader(http.StatusOK)
	return c.body.Write(p)
}

// spoil answers an operation that was carried out, badly.
func (c *captured) spoil(w http.ResponseWriter, kind FaultKind) {
	status, body := c.status, c.body.Bytes()
	w.Header().Set("Content-Type", "application/json")
	switch kind {
	case FaultResetAfter:
		breakConnection(w)
		return
	case FaultTruncate:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)+1)) // at least one byte is missing
		body = body[:len(body)/2]
	case FaultContentType:
		w.Header().Set("Content-Type", "text/plain")
	case FaultOversized:
		body = []byte(`{"id":"` + strings.Repeat("x", 9<<20) + `"}`)
	case FaultGarbage:
		body = []byte(`{"id":]`)
	}
	if status == http.StatusNoContent {
		status = http.StatusOK // so that there can be a body to spoil
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // net/http closes the connection when this is shorter than what was announced
}

// drip writes a little at a time, for as long as the client waits.
func (c *captured) drip(w http.ResponseWriter, r *http.Request, delay time.Duration) {
	const drop = 16
	w.WriteHeader(c.status)
	for c.body.Len() > 0 && pause(r, delay) {
		_, _ = w.Write(c.body.Next(drop))
		_ = http.NewResponseController(w).Flush()
	}
}
