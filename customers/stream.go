package customers

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// readBytes is how much of a list is read at once: the decoder alone would ask for 4 KiB at a time.
const readBytes = 64 << 10

// stream reads a list, and tells the observers when the reading begins and ends.
func (k *call) stream(ctx context.Context) iter.Seq2[Customer, error] {
	return func(yield func(Customer, error) bool) {
		ctx := k.start(ctx)
		var last error
		defer func() { k.end(ctx, last) }()
		for customer, err := range k.read(ctx) {
			last = err
			if !yield(customer, err) {
				return
			}
		}
	}
}

// read is the one way a list is read: it sends the request and decodes the body while it arrives.
func (k *call) read(ctx context.Context) iter.Seq2[Customer, error] {
	return func(yield func(Customer, error) bool) {
		req, err := openapi.NewListCustomersRequest(k.client.settings.base)
		if err := k.send(ctx, req, err, transport.Call{Stream: true}); err != nil {
			yield(Customer{}, err)
			return
		}
		defer k.res.Stream.Close()
		body := &listBody{r: bufio.NewReaderSize(k.res.Stream, readBytes), max: k.client.settings.maxBytes}
		for customer, err := range k.decoder.customers(body) {
			if err != nil {
				err = k.broken(body, err)
			}
			if !yield(customer, err) {
				return
			}
		}
	}
}

// listBody reads a streamed list. It bounds what one element may take, keeps the last bytes for the error, and
// remembers whether reading failed, to tell a cut connection from malformed JSON.
type listBody struct {
	r    io.Reader
	max  int64 // bytes that one element may take
	used int64 // bytes read since the last element
	tail []byte
	err  error // why reading ended, other than io.EOF
}

// Read implements io.Reader.
func (b *listBody) Read(p []byte) (int, error) {
	if b.used >= b.max {
		b.err = fmt.Errorf("%w: one item takes more than %d bytes", transport.ErrTooLarge, b.max)
		return 0, b.err
	}
	p = p[:min(int64(len(p)), b.max-b.used)]
	n, err := b.r.Read(p)
	b.used += int64(n)
	b.keep(p[:n])
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}

// next starts a new element.
func (b *listBody) next() { b.used = 0 }

// keep remembers the last bytes, in a slice that is moved down when it has grown to twice what is wanted.
func (b *listBody) keep(p []byte) {
	b.tail = append(b.tail, p...)
	if len(b.tail) > 2*transport.MaxErrorBytes {
		n := copy(b.tail, b.tail[len(b.tail)-transport.MaxErrorBytes:])
		b.tail = b.tail[:n]
	}
}

// last returns the last bytes that were read, at most 64 KiB. Of a short answer the decoder has seen less than that:
// the rest is read first, so that the error shows it and the connection can be used again.
func (b *listBody) last() []byte {
	if missing := transport.MaxErrorBytes - len(b.tail); missing > 0 && b.err == nil {
		rest, _ := io.ReadAll(io.LimitReader(b.r, int64(missing))) // the list's own error is the one to report
		b.keep(rest)
	}
	return b.tail[max(0, len(b.tail)-transport.MaxErrorBytes):]
}
