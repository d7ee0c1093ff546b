#!/bin/sh
# Generates the client from the spec, builds and runs the story.
set -eu
cd "$(dirname "$0")"
# Without the last property, a member that is added to a response breaks the client.
../openapi-generator.sh go --package-name ledgerlink \
	--additional-properties withGoMod=false,enumClassPrefix=true,disallowAdditionalPropertiesIfNotPresent=false
"${GO:-go}" build -o build/story .
../story.sh -- build/story
