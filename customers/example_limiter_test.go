package customers_test

import (
	"context"
	"fmt"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// everySecond admits one attempt per second. *rate.Limiter of golang.org/x/time implements Limiter as well.
type everySecond struct{ ticker *time.Ticker }

func (l everySecond) Wait(ctx context.Context) error {
	select {
	case <-l.ticker.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func ExampleWithLimiter() {
	limiter := everySecond{time.NewTicker(time.Second)}
	defer limiter.ticker.Stop()
	client, err := customers.New("https://api.ledgerlink.ai",
		customers.WithAPIKey("your-api-key"),
		customers.WithLimiter(limiter),
	)
	fmt.Println(client, err)
	// Output:
	// customers.Client(https://api.ledgerlink.ai/) <nil>
}
