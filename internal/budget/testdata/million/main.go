// Command million reads all customers from the API that the environment configures, and prints their number and the
// largest live heap during the iteration, in bytes.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func main() {
	client, err := customers.NewFromEnv()
	exitOn(err)
	const interval = 50_000 // a measurement takes a garbage collection; one for each customer would take minutes
	count, largest := 0, uint64(0)
	for c, err := range client.All(context.Background()) {
		exitOn(err)
		if c.ExternalID == "" || c.CreatedAt.IsZero() {
			exitOn(fmt.Errorf("customer %d is empty: %+v", count, c))
		}
		if count++; count%interval == 0 {
			largest = max(largest, liveHeap())
		}
	}
	fmt.Println(count, largest)
}

func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
