package customers

import (
	"runtime"
	"runtime/debug"
)

const modulePath = "github.com/ledgerlink/link-sdk-go"

// defaultUserAgent names this module with the version that the program was built with, and the Go version.
func defaultUserAgent() string {
	return "link-sdk-go/" + moduleVersion() + " (" + runtime.Version() + ")"
}

func moduleVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, dep := range info.Deps {
		if dep.Path == modulePath && dep.Version != "" {
			return dep.Version
		}
	}
	return "devel"
}
