package faulttest

import (
	"flag"
	"testing"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "16"); err != nil { // rows wait for timeouts; they hardly compute
		panic(err)
	}
	zerolog.SetGlobalLevel(zerolog.Disabled) // Toxiproxy would tell of each connection
	goleak.VerifyTestMain(m, toxiproxyRemains()...)
}

// toxiproxyRemains are goroutines that Toxiproxy leaves behind when a connection ends while a toxic holds data.
func toxiproxyRemains() []goleak.Option {
	const pkg = "github.com/Shopify/toxiproxy/v2"
	return []goleak.Option{
		goleak.IgnoreAnyFunction(pkg + "/toxics.(*ToxicStub).Run"),
		goleak.IgnoreAnyFunction(pkg + ".(*ToxicLink).read"),
		goleak.IgnoreAnyFunction(pkg + ".(*ToxicLink).write"),
	}
}
