#!/bin/sh
# Installs Schemathesis and runs it against the sandbox, once for each shape of the error body.
#
#   run.sh [generated requests for each operation, 600 by default]
set -eu
cd "$(dirname "$0")"
[ -x .venv/bin/pip ] || python3 -m venv .venv
export PIP_DISABLE_PIP_VERSION_CHECK=1
../quietly.sh .venv/bin/pip install --require-hashes --requirement requirements.txt
mkdir -p build
for profile in '' '-profile=envelope'; do
	../with-sandbox.sh ${profile:+"$profile"} -- .venv/bin/schemathesis --config-file schemathesis.toml \
		run ../../api/openapi.yaml --checks all --max-examples "${1:-600}" --no-color >build/report.txt || {
		cat build/report.txt >&2
		exit 1
	}
	grep -E 'Links|generated|No issues' build/report.txt
done
