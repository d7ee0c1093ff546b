#!/bin/sh
# Generates a client with openapi-generator into the folder generated, which is emptied first. Maven downloads the jar.
#
#   openapi-generator.sh generator [options of generate]
set -eu
version=7.25.0
sum=41ce4f6b07f196676439d710759fa1ced7a08066d06ff1bf314681470289efae
interop=$(cd "$(dirname "$0")" && pwd)
cache=$interop/../.cache/openapi-generator
jar=$cache/openapi-generator-cli-$version.jar
[ -f "$jar" ] || "$interop/quietly.sh" mvn --batch-mode --quiet \
	org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
	-Dartifact="org.openapitools:openapi-generator-cli:$version" -DoutputDirectory="$cache"
echo "$sum  $jar" | sha256sum --check --quiet
rm -rf generated
generator=$1
shift
exec "$interop/quietly.sh" java -jar "$jar" generate --generator-name "$generator" \
	--input-spec "$interop/../api/${SPEC:-openapi.yaml}" --output generated \
	--global-property apiDocs=false,modelDocs=false,apiTests=false,modelTests=false "$@"
