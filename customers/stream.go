package customers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strconv"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// stream reads the customers and notifies the observers.
func (k *call) stream(ctx context.Context) iter.Seq2[Customer, error] {
	req, err := openapi.NewListCustomersRequest(k.client.settings.base)
	return streamList(ctx, k, req, err, customerSchema())
}

// read reads the customers.
func (k *call) read(ctx context.Context) iter.Seq2[Customer, error] {
	req, err := openapi.NewListCustomersRequest(k.client.settings.base)
	return readList(ctx, k, req, err, customerSchema())
}

// streamList is readList, and notifies the observers when the reading starts and ends.
func streamList[W, V any](
	ctx context.Context, k *call, req *http.Request, err error, s schema[W, V],
) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		ctx := k.start(ctx)
		var last error
		defer func() { k.end(ctx, last) }()
		for v, err := range readList(ctx, k, req, err, s) {
			last = err
			if !yield(v, err) {
				return
			}
		}
	}
}

// readList sends the request of a list and decodes the body while it arrives. req and err are the results of the
// generated request builder.
func readList[W, V any](
	ctx context.Context, k *call, req *http.Request, err error, s schema[W, V],
) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		var none V
		if err := k.send(ctx, req, err, transport.Call{Stream: true}); err != nil {
			yield(none, err)
			return
		}
		defer func() { _ = k.res.Stream.Close() }() // the list was read, or its error is the one to report
		body := &listBody{stream: k.res.Stream}
		k.reader.Reset(body)
		var collected, offset int64
		for v, err := range decodeElements(&k.reader, s, body.end) {
			end := k.reader.Offset()
			collected += max(end-offset, int64(k.reader.Objects())*minCollectedBytes)
			offset = end
			skip := err != nil && k.skipInvalid != nil && k.reader.Element() != nil
			if (err == nil || skip) && k.maxListBytes > 0 && collected > k.maxListBytes {
				v, err, skip = none, k.errListTooLarge(), false
			}
			if skip {
				k.skipInvalid(k.elementError(decodeKind(err), err))
				continue
			}
			if err != nil {
				err = k.streamError(body, err)
			}
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// collectList returns the elements of a list within the bound of WithMaxListBytes.
func collectList[V any](k *call, elements iter.Seq2[V, error]) ([]V, error) {
	boundList(k)
	list := make([]V, 0, initialCapacity)
	for v, err := range elements {
		if err != nil {
			return nil, err
		}
		if len(list) == cap(list) {
			list = slices.Grow(list, k.estimateRemaining(len(list)))
		}
		list = append(list, v)
	}
	return list, nil
}

// minCollectedBytes is what a customer, and an account, counts for at least in the bound of a collected list: its size
// in memory.
const minCollectedBytes = 256

func (k *call) errListTooLarge() error {
	return fmt.Errorf("%w: the list has more than %d bytes: use All, or raise WithMaxListBytes",
		transport.ErrTooLarge, k.maxListBytes)
}

// streamError returns the error of a list that could not be read to its end.
func (k *call) streamError(body *listBody, err error) error {
	kind := decodeKind(err)
	var at *decodeError
	if body.err != nil && errors.As(err, &at) {
		kind = sentinelOf(body.err)
		err = &decodeError{index: at.index, reason: earlyEnd + ": " + body.err.Error(), cause: body.err}
	}
	k.res.Body = k.readTail(body)
	return k.elementError(kind, err)
}

// elementError returns an error with the element that it is about, if there is one.
func (k *call) elementError(kind, err error) *Error {
	e := k.newError(kind, err, "")
	var at *decodeError
	if errors.As(err, &at) && at.index >= 0 {
		raw := k.reader.Element()
		raw = k.res.ScrubBytes(bytes.Clone(raw[:min(len(raw), transport.MaxErrorBytes)]))
		e.Element = &Element{Index: at.index, Raw: raw[:min(len(raw), transport.MaxErrorBytes)]}
	}
	return e
}

// listBody reads the body of a list. It keeps the error of the reader, which distinguishes a broken connection from
// malformed JSON.
type listBody struct {
	stream   *transport.Stream
	complete bool  // whether the list was read to its closing bracket
	err      error // why reading ended, except io.EOF
}

// Read implements io.Reader.
func (b *listBody) Read(p []byte) (int, error) {
	n, err := b.stream.Read(p)
	if b.complete && errors.Is(err, transport.ErrStoppedReading) {
		err = io.EOF
	}
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// end marks the list as complete. Nothing but the end of the body may follow; if it does not come soon, the list counts
// as complete.
func (b *listBody) end() {
	b.complete = true
	b.stream.EndSoon()
}

// readTail returns the last bytes of the body, at most 64 KiB. If the decoder stopped before it had read that much, the
// rest is read first, for at most a second, so that the error contains it and the connection can be reused.
func (k *call) readTail(body *listBody) []byte {
	body.stream.EndSoon()
	tail := k.reader.Tail(transport.MaxErrorBytes)
	if missing := transport.MaxErrorBytes - len(tail); missing > 0 && body.err == nil {
		rest, _ := io.ReadAll(io.LimitReader(body.stream, int64(missing))) // the error of the list is the one to report
		tail = append(tail, rest...)
	}
	return tail
}

const (
	// initialCapacity is the capacity of List's slice before the size of a customer is known.
	initialCapacity = 128
	// maxPrealloc bounds how many customers List allocates at once because of Content-Length: 64 MiB. A longer list, and
	// one without Content-Length, grows by doubling.
	maxPrealloc = 1 << 19
)

// estimateRemaining estimates from Content-Length how many customers follow the first n, with a margin. Growing step by
// step would copy a long list repeatedly.
func (k *call) estimateRemaining(n int) int {
	offset := k.reader.Offset()
	length, err := strconv.ParseInt(k.res.Header.Get("Content-Length"), 10, 64)
	if err != nil || length <= offset {
		return n
	}
	rest := min(length-offset, 1<<50) // the header may claim anything
	each := max(offset/int64(n), 1)
	return int(min(rest/each+rest/each/16+1, int64(max(n, maxPrealloc))))
}
