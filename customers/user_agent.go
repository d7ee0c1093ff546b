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

// moduleVersion is the released version that runs, or "devel" for code that no release has: a checkout, or a replace.
func moduleVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, dep := range info.Deps {
		if dep.Path != modulePath {
			continue
		}
		if dep.Replace != nil {
			dep = dep.Replace
		}
		// A directory has another path and a fork's version is not ours; a workspace's modules are all "(devel)".
		if dep.Path == modulePath && dep.Version != "" && dep.Version != "(devel)" {
			return dep.Version
		}
	}
	return "devel"
}
