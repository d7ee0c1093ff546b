package sandbox

import (
	"fmt"
	"net/http"
	"runtime/debug"
)

// recovered turns a panic into a 500, or into a broken connection when the answer has already begun.
func (s *Sandbox) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := &beginning{ResponseWriter: w}
		defer func() {
			switch cause := recover(); {
			case cause == nil:
			case cause == http.ErrAbortHandler: //nolint:errorlint // net/http compares this panic value with == too
				panic(cause) //nolint:forbidigo // passes on a panic that net/http knows
			case answer.begun:
				s.config.Logger.ErrorContext(r.Context(), "panic after the answer began", "cause", cause)
				panic(http.ErrAbortHandler) //nolint:forbidigo // the only way to break a connection
			default:
				s.fail(w, r, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
			}
		}()
		next.ServeHTTP(answer, r)
	})
}

// beginning knows whether an answer has begun.
type beginning struct {
	http.ResponseWriter
	begun bool
}

func (b *beginning) WriteHeader(status int) {
	b.begun = true
	b.ResponseWriter.WriteHeader(status)
}

func (b *beginning) Write(p []byte) (int, error) {
	b.begun = true
	return b.ResponseWriter.Write(p)
}

// Unwrap gives http.ResponseController the writer below.
func (b *beginning) Unwrap() http.ResponseWriter { return b.ResponseWriter }
