package candidates

import (
	"io"
	"iter"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// decodeV2 is encoding/json/v2 as it is: reflection over the generated models.
func decodeV2(body io.Reader) iter.Seq2[*openapi.Customer, error] {
	return elements(body, func(dec *jsontext.Decoder, c *openapi.Customer) error {
		return json.UnmarshalDecode(dec, c)
	})
}
