#!/bin/sh
# Makes the Postman collection of the spec, and runs it and the story files against the sandbox.
set -eu
cd "$(dirname "$0")"
version=6.1.1 # the newest for Rust 1.89
hurl=../../.cache/hurl-$version
../debian.sh pkg-config libcurl4-openssl-dev libxml2-dev
[ -x "$hurl/bin/hurl" ] || ../quietly.sh cargo install --locked --quiet --root "$hurl" --version "$version" hurl
../quietly.sh npm ci --ignore-scripts
mkdir -p build
node collection.mjs ../../api/openapi.yaml build/customers.postman_collection.json
tools=$PWD/node_modules/.bin hurl=$hurl/bin/hurl ../with-sandbox.sh -- sh -euc '
	variables="baseUrl=$LEDGERLINK_BASE_URL apiKey=$LEDGERLINK_API_KEY"
	set -- $variables
	"$hurl" --test --no-color --variable "$1" --variable "$2" customers.hurl
	"$tools/httpyac" send customers.http --all --bail --output none --var "$1" "$2"
	"$tools/newman" run build/customers.postman_collection.json --reporters cli --reporter-cli-no-banner \
		--reporter-cli-no-summary --color off --bail --env-var "$1" --env-var "$2" >build/newman.txt || {
		cat build/newman.txt >&2
		exit 1
	}
	echo "newman: $(grep -c ✓ build/newman.txt) requests"
'
