package customersotel

import (
	"errors"
	"io"
	"sync"
)

// body tells once when an answer has been read, failed or closed.
type body struct {
	io.ReadCloser

	end  func(error)
	once sync.Once
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	switch {
	case errors.Is(err, io.EOF):
		b.once.Do(func() { b.end(nil) })
	case err != nil:
		b.once.Do(func() { b.end(err) })
	}
	return n, err
}

// Close implements io.Closer.
func (b *body) Close() error {
	err := b.ReadCloser.Close()
	b.once.Do(func() { b.end(nil) }) // to stop reading is no failure
	return err
}
