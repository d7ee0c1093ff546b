#!/bin/sh
# Runs package customers behind the gateways of Debian's packages. A gateway that is not installed is skipped with a line.
set -eu
cd "$(dirname "$0")"
report=$(GATEWAYS=1 "${GO:-go}" test -count=1 -v -run '^TestDelivery' . 2>&1) || {
	printf '%s\n' "$report" >&2
	exit 1
}
printf '%s\n' "$report" | sed -nE 's/^ +[a-z_]+_test\.go:[0-9]+:/   /p; /^ok/p'
