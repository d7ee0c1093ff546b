#!/bin/sh
# Installs the pinned tools, generates the client from the spec, checks the types and runs the tests.
set -eu
cd "$(dirname "$0")"
[ -x .venv/bin/pip ] || python3 -m venv .venv
export PIP_DISABLE_PIP_VERSION_CHECK=1
../quietly.sh .venv/bin/pip install --require-hashes --requirement requirements.txt
rm -rf generated # remove modules of deleted schemas
mkdir generated
../quietly.sh .venv/bin/openapi-python-client generate --path ../../api/openapi.yaml --config generator.yaml \
	--meta none --output-path generated/ledgerlink_customers --fail-on-warning
.venv/bin/mypy
../with-sandbox.sh -- .venv/bin/pytest
