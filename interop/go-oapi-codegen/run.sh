#!/bin/sh
# Generates the client from the spec with the defaults of oapi-codegen, builds and runs the story.
set -eu
cd "$(dirname "$0")"
mkdir -p generated
"${GO:-go}" tool oapi-codegen -generate types,client -package ledgerlink -o generated/client.go ../../api/openapi.yaml
"${GO:-go}" build -o build/story .
../story.sh -- build/story
