package main

import (
	"flag"
	"testing"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil { // the tests wait for limiters; they hardly compute
		panic(err)
	}
	m.Run()
}
