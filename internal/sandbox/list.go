package sandbox

import (
	"context"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox/strictapi"
)

// listChunk is about how many bytes of a list are written at once.
const listChunk = 64 << 10

// ListCustomers returns all customers as they are at one moment, oldest first.
func (o *operations) ListCustomers(
	context.Context, strictapi.ListCustomersRequestObject,
) (strictapi.ListCustomersResponseObject, error) {
	return list(o.store.snapshot()), nil
}

// list is a snapshot to be streamed. A nil record is one that was deleted before.
type list []*record

// VisitListCustomersResponse writes the array in chunks, so that a list of any length needs one small buffer. It holds
// no lock, so a slow reader keeps nobody waiting. It stops when a write fails, because then the client is gone.
func (l list) VisitListCustomersResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	buffer := []byte{'['}
	separated := true
	for _, customer := range l {
		if customer == nil {
			continue
		}
		if !separated {
			buffer = append(buffer, ',')
		}
		separated = false
		buffer = append(buffer, customer.wire...)
		if len(buffer) >= listChunk {
			if !sent(w, buffer) {
				return nil
			}
			buffer = buffer[:0]
		}
	}
	sent(w, append(buffer, ']'))
	return nil
}

func sent(w http.ResponseWriter, data []byte) bool {
	_, err := w.Write(data)
	return err == nil
}
