// Package spectest proves what the tools around api/openapi.yaml promise, from the outside: that a broken document is
// named with file and line and generates nothing, that a breaking change does not pass in silence, that spec-change
// tells a maintainer of each kind of change what to do, and that the reference pages work in a real browser.
//
// It holds tests only, in a module of its own, so that what drives the browser reaches no importer. The tests work on
// copies of the project, with the tools that make spec-tools installs, and with Chromium; nothing leaves loopback.
package spectest
