package customers_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// FuzzErrorBody answers with any status from 400 on, any content type and any body: always the one error, with the status,
// on one line, within bounds, and without the credentials.
func FuzzErrorBody(f *testing.F) {
	const secret = "token-01" // short, so that what replaces it is longer
	for _, body := range []string{
		"", "{}", "null", `{"statusCode":400,"message":["externalId must be a string"],"error":"Bad Request"}`,
		`{"error":{"code":"E1","message":"no\r\nsuch","details":[{"field":"id","message":"bad"}],"requestId":"r"}}`,
		`{"title":"t","detail":"d"}`, `{"error":{"error":{}}}`, `{"message":"\ud800"}`, `{"message":"` + testKey + `"}`,
		"<html>\x1b[31m", "\xff\xfe", `{"message":`, strings.Repeat("[", 20_000), strings.Repeat(secret, 9000),
	} {
		f.Add(uint16(0), jsonType, []byte(body))
		f.Add(uint16(103), "text/html", []byte(body))
	}
	var next http.Response
	client := newClient(f, "https://h", customers.WithHeader("Authorization", "Bearer "+secret),
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			return &next, nil
		})}))
	f.Fuzz(func(t *testing.T, over uint16, contentType string, body []byte) {
		status := 400 + int(over)%600
		for _, op := range operations() {
			next = http.Response{
				StatusCode: status, Header: http.Header{"Content-Type": {contentType}}, Body: io.NopCloser(bytes.NewReader(body)),
			}
			err := op.call(t, client)
			e := asError(t, err)
			if e.StatusCode != status || len(e.Body) > errorBodyLimit || len(e.Body) < min(len(body), errorBodyLimit)/2 {
				t.Errorf("%s: status %d with a body of %d bytes, want %d and at most 64 KiB of %d bytes",
					op.name, e.StatusCode, len(e.Body), status, len(body))
			}
			if line := oneLineOf(t, err); len(line) > 1000 {
				t.Errorf("%s: an error of %d bytes", op.name, len(line))
			}
			for _, credential := range []string{testKey, secret} {
				if strings.Contains(err.Error()+e.Message+e.Code+string(e.Body), credential) {
					t.Errorf("%s: the error shows %s", op.name, credential)
				}
			}
		}
	})
}
