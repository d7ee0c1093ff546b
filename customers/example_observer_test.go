package customers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// callCounter is an Observer that counts calls by operation and result.
type callCounter struct {
	mu     sync.Mutex
	counts map[string]int
}

func (*callCounter) CallStart(ctx context.Context, _ customers.Operation) context.Context { return ctx }

func (*callCounter) AttemptEnd(context.Context, customers.Operation, customers.Attempt) {}

func (c *callCounter) CallEnd(_ context.Context, op customers.Operation, result customers.CallResult) {
	label := "ok"
	var e *customers.Error
	if errors.As(result.Err, &e) {
		label = e.Kind().Error()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[op.Name+" "+label]++
}

func ExampleWithObserver() {
	api := httptest.NewServer(http.NotFoundHandler())
	defer api.Close()
	counter := &callCounter{counts: map[string]int{}}
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"), customers.WithObserver(counter))
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = client.Get(context.Background(), "cst-123")
	fmt.Println(errors.Is(err, customers.ErrNotFound), counter.counts)
	// Output:
	// true map[Get not found:1]
}
