#!/bin/sh
# Installs Prism and tests package customers against it: as a mock server, and as a proxy in front of the sandbox.
set -eu
cd "$(dirname "$0")"
../quietly.sh npm ci --ignore-scripts
mkdir -p build
PRISM=$PWD/node_modules/.bin/prism ../with-sandbox.sh -- "${GO:-go}" test -count=1 -v . >build/report.txt || {
	cat build/report.txt >&2
	exit 1
}
grep -E '^(---|ok|    [a-z_]*\.go)' build/report.txt
