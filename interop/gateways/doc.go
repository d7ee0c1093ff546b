// Package gateways runs package customers behind nginx, Apache httpd and HAProxy, as Debian packages them. Every
// customer id that the client accepts arrives at the server as exactly itself, in exactly one path segment; every other
// id is refused before any I/O.
//
// Its tests start the gateways with the configurations in testdata, on loopback. They are skipped without the
// environment that run.sh sets.
package gateways
