#!/bin/sh
# Generates the client from the plain variant of the spec, compiles it with the build file of the generator, and runs the
# story.
set -eu
cd "$(dirname "$0")"
SPEC=openapi-plain.yaml ../openapi-generator.sh java --library restclient --invoker-package com.ledgerlink.customers \
	--api-package com.ledgerlink.customers.api --model-package com.ledgerlink.customers.model \
	--additional-properties openApiNullable=false,useJakartaEe=true
../quietly.sh mvn --batch-mode --quiet --file generated -Dmaven.test.skip=true -Dmaven.javadoc.skip=true \
	-Dmaven.source.skip=true package
javac -Xlint:all -Werror -proc:none -classpath 'generated/target/*:generated/target/lib/*' -d generated/story Story.java
../story.sh -- java -classpath 'generated/story:generated/target/*:generated/target/lib/*' Story
