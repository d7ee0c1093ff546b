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
	return o.store.snapshot(), nil
}

// VisitListCustomersResponse writes the array in chunks, so that a list of any length needs one small buffer. It holds
// no lock, so a slow reader keeps nobody waiting. It stops when a write fails, because then the client is gone.
func (l list) VisitListCustomersResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	var buffer []byte
	separator := byte('[')
	for customer := range l.all() {
		buffer = append(append(buffer, separator), customer.wire...)
		separator = ','
		if len(buffer) >= listChunk {
			if !sent(w, buffer) {
				return nil
			}
			buffer = buffer[:0]
		}
	}
	if separator == '[' {
		buffer = append(buffer, separator)
	}
	sent(w, append(buffer, ']'))
	return nil
}

func sent(w http.ResponseWriter, data []byte) bool {
	_, err := w.Write(data)
	return err == nil
}
