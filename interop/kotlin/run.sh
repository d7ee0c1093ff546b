#!/bin/sh
# Generates the client from the plain variant of the spec, compiles it, and runs the story.
set -eu
cd "$(dirname "$0")"
SPEC=openapi-plain.yaml ../openapi-generator.sh kotlin --library jvm-okhttp4 --package-name com.ledgerlink.customers
../quietly.sh mvn --batch-mode --quiet clean compile \
	org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies
../story.sh -- java -classpath 'target/classes:target/dependency/*' StoryKt
