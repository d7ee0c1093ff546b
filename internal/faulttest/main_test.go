package faulttest

import (
	"flag"
	"testing"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "16"); err != nil { // most subtests wait for timeouts and use little CPU
		panic(err)
	}
	zerolog.SetGlobalLevel(zerolog.Disabled) // Toxiproxy logs each connection
	goleak.VerifyTestMain(m, toxiproxyLeaks()...)
}

// toxiproxyLeaks ignores goroutines that Toxiproxy leaks if a connection ends while a toxic holds data.
func toxiproxyLeaks() []goleak.Option {
	const pkg = "github.com/Shopify/toxiproxy/v2"
	return []goleak.Option{
		goleak.IgnoreAnyFunction(pkg + "/toxics.(*ToxicStub).Run"),
		goleak.IgnoreAnyFunction(pkg + ".(*ToxicLink).read"),
		goleak.IgnoreAnyFunction(pkg + ".(*ToxicLink).write"),
	}
}
