// Package spectest tests the make targets and reference pages that are built on api/openapi.yaml: an invalid document
// is reported with file and line and generates no code, a breaking change must raise info.version, a scripted
// maintainer who makes one change of each kind finds a gate that names every next place, and the reference pages work
// in a browser.
//
// The package contains only tests. It is a module of its own, so that importers of the SDK do not depend on the browser
// driver. The tests work on copies of the repository, need the tools that "make spec-tools" installs and Chromium, and
// send no requests beyond loopback.
package spectest
