package contract

import "net/http"

// Middleware returns a middleware that checks the request and the response of every exchange and calls report once for
// each message that deviates. The exchange goes on all the same: report decides what a deviation means. A response is
// held in memory until the handler returns, then checked; it reaches the client unchanged and at once. A response to a
// request that matches no operation cannot be checked, nor can one whose handler panicked.
func (v *Validator) Middleware(report func(r *http.Request, err error)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			m, violation := v.match(r)
			if violation != nil {
				report(r, violation)
				next.ServeHTTP(w, r)
				return
			}
			if err := m.request(r); err != nil {
				report(r, err)
			}
			tee := &recorder{ResponseWriter: w}
			next.ServeHTTP(tee, r)
			status, header := tee.result()
			if err := m.response(r, status, header, tee.body.Bytes()); err != nil {
				report(r, err)
			}
		})
	}
}
