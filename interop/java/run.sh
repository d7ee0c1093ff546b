#!/bin/sh
# Generates the client from the spec, compiles client and tests, and runs the tests.
set -eu
cd "$(dirname "$0")"
maven() { ../quietly.sh mvn --batch-mode --quiet -Dstyle.color=never "$@"; }
# Compile before the sandbox starts, so that it does not run idle.
maven clean test-compile
../with-sandbox.sh -- ../quietly.sh mvn --batch-mode --quiet -Dstyle.color=never surefire:test
grep -h '^Tests run' target/surefire-reports/*.txt
