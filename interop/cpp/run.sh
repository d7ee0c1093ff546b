#!/bin/sh
# Generates the client from the plain variant of the spec, compiles it with Debian's cpprestsdk, and runs the story.
set -eu
cd "$(dirname "$0")"
../debian.sh cmake g++ libcpprest-dev
SPEC=openapi-plain.yaml ../openapi-generator.sh cpp-restsdk
../quietly.sh cmake -S . -B build -DCMAKE_BUILD_TYPE=Debug
../quietly.sh cmake --build build --parallel 2
../story.sh -- build/story
