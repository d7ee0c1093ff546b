#!/bin/sh
# Installs the pinned tools, generates the client's types from the spec, compiles and runs the tests.
set -eu
cd "$(dirname "$0")"
../quietly.sh npm ci --ignore-scripts
../quietly.sh npm run generate
rm -rf build
npm run --silent build
../with-sandbox.sh -- npm run --silent test
