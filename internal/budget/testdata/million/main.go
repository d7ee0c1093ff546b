// Million reads every customer of the API named by the environment and prints how many there were and the largest live
// heap it saw on the way, in bytes.
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
	const every = 50_000 // a collection makes what is left the live heap; one a customer would take minutes
	count, largest := 0, uint64(0)
	for c, err := range client.All(context.Background()) {
		exitOn(err)
		if c.ExternalID == "" || c.CreatedAt.IsZero() {
			exitOn(fmt.Errorf("customer %d is empty: %+v", count, c))
		}
		if count++; count%every == 0 {
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
