#!/bin/sh
# Installs the pinned validators, records the sandbox's responses, and runs the validators on the spec and the responses.
set -eu
cd "$(dirname "$0")"
spec=../../api/openapi.yaml
[ -x .venv/bin/pip ] || python3 -m venv .venv
export PIP_DISABLE_PIP_VERSION_CHECK=1
../quietly.sh .venv/bin/pip install --require-hashes --requirement requirements.txt
../quietly.sh npm ci --ignore-scripts
mkdir -p build
"${GO:-go}" build -o build/libopenapi .
rm -f build/exchanges.jsonl
for profile in '' envelope s200 grow; do
	../with-sandbox.sh ${profile:+-profile "$profile"} -- .venv/bin/python record.py build/exchanges.jsonl
done
for document in "$spec" ../../api/openapi-plain.yaml; do
	../quietly.sh node_modules/.bin/openapi-examples-validator "$document"
done
build/libopenapi "$spec" build/exchanges.jsonl
.venv/bin/python openapi_core_check.py "$spec" build/exchanges.jsonl
.venv/bin/python connexion_check.py "$spec" build/exchanges.jsonl
node express.mjs "$spec" build/exchanges.jsonl
