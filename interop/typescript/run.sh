#!/bin/sh
# Installs the pinned tools, types the client from the spec, compiles it and runs the tests.
set -eu
cd "$(dirname "$0")"
../quietly.sh npm ci
../quietly.sh npm run generate
rm -rf build
npm run --silent build
../with-sandbox.sh -- npm run --silent test
