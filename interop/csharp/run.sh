#!/bin/sh
# Generates the client from the plain variant of the spec, compiles it with mono, and runs the story.
set -eu
cd "$(dirname "$0")"
../debian.sh mono-mcs mono-runtime mono-devel
../quietly.sh npm ci --ignore-scripts
rm -rf generated
mkdir generated
nswag=node_modules/nswag/bin/binaries/Win
../quietly.sh mono "$nswag/NSwag.exe" openapi2csclient /input:../../api/openapi-plain.yaml \
	/output:generated/Client.cs /namespace:LedgerLink.Customers /classname:CustomersClient
cp "$nswag/Newtonsoft.Json.dll" generated
mcs -warnaserror -out:generated/story.exe -reference:generated/Newtonsoft.Json.dll -reference:System.Net.Http.dll \
	-reference:System.ComponentModel.DataAnnotations.dll -reference:System.Runtime.Serialization.dll \
	Story.cs generated/Client.cs
../story.sh -- mono generated/story.exe
