#!/bin/sh
# Runs a command and prints its output only if it fails.
out=$("$@" 2>&1) || {
	status=$?
	printf '%s\n' "$out" >&2
	exit "$status"
}
