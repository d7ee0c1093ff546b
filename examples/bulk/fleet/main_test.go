package main

import (
	"flag"
	"testing"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil { // the tests mostly wait for limiters
		panic(err)
	}
	m.Run()
}
