#!/bin/sh
# Runs a command and shows what it printed only when it fails.
out=$("$@" 2>&1) || {
	status=$?
	printf '%s\n' "$out" >&2
	exit "$status"
}
