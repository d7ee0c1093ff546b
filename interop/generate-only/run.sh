#!/bin/sh
# Generates the clients of languages whose compilers this suite does not install, and checks that each has the methods
# of all operations, and the names that api/README.md gives for the setting of the key.
set -eu
cd "$(dirname "$0")"
operations=$(sed -n 's/^ *operationId: *//p' ../../api/openapi-plain.yaml)
for client in "swift6 OpenAPIClientAPIConfiguration shared customHeaders" "dart ApiClient authentication ApiKeyAuth apiKey"; do
	generator=${client%% *}
	SPEC=openapi-plain.yaml ../openapi-generator.sh "$generator"
	for name in $operations ${client#* }; do
		grep --recursive --quiet --word-regexp "$name" generated || {
			echo "generate-only: the client of $generator lacks $name" >&2
			exit 1
		}
	done
	echo "$generator: $(echo "$operations" | wc -w) operations, $(find generated -type f | wc -l) files"
done
