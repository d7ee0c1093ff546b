#!/bin/sh
# Generates the clients of languages whose compilers this suite does not install, and checks that each has the methods
# of all operations.
set -eu
cd "$(dirname "$0")"
operations=$(sed -n 's/^ *operationId: *//p' ../../api/openapi-plain.yaml)
for generator in swift6 dart; do
	SPEC=openapi-plain.yaml ../openapi-generator.sh "$generator"
	for operation in $operations; do
		grep --recursive --quiet --word-regexp "$operation" generated || {
			echo "generate-only: the client of $generator lacks $operation" >&2
			exit 1
		}
	done
	echo "$generator: $(echo "$operations" | wc -w) operations, $(find generated -type f | wc -l) files"
done
