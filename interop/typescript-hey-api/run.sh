#!/bin/sh
# Installs the pinned tools, generates the client from the spec, compiles it and runs the story.
set -eu
cd "$(dirname "$0")"
../quietly.sh npm ci --ignore-scripts
rm -rf generated build
../quietly.sh npx openapi-ts --input ../../api/openapi.yaml --output generated --no-log-file
npx tsc
../story.sh -- node build/story.js
