package customers_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// FuzzErrorBody sends a response with any status code from 400, any content type and any body: the error has the status
// code, a bounded body and one line of text, without the credentials.
func FuzzErrorBody(f *testing.F) {
	const secret = "token-01" // shorter than its replacement, so that redaction makes the body longer
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
			if e.StatusCode != status {
				t.Errorf("%s: StatusCode = %d, want %d", op.name, e.StatusCode, status)
			}
			if len(e.Body) > errorBodyLimit {
				t.Errorf("%s: Body has %d bytes, want at most 64 KiB", op.name, len(e.Body))
			}
			if len(e.Body) < min(len(body), errorBodyLimit)/2 { // redaction may make it shorter
				t.Errorf("%s: Body has %d of %d bytes", op.name, len(e.Body), len(body))
			}
			if line := oneLineOf(t, err); len(line) > 1000 {
				t.Errorf("%s: Error() returns %d bytes", op.name, len(line))
			}
			for _, credential := range []string{testKey, secret} {
				if strings.Contains(err.Error()+e.Message+e.Code+string(e.Body), credential) {
					t.Errorf("%s: the error contains %s", op.name, credential)
				}
			}
		}
	})
}
