#!/bin/sh
# Generates the client from the spec, compiles everything and runs the tests.
set -eu
cd "$(dirname "$0")"
maven() { ../quietly.sh mvn --batch-mode --quiet -Dstyle.color=never "$@"; }
# Built before the sandbox is started, so that it does not idle meanwhile.
maven clean test-compile
../with-sandbox.sh -- ../quietly.sh mvn --batch-mode --quiet -Dstyle.color=never surefire:test
grep -h '^Tests run' target/surefire-reports/*.txt
