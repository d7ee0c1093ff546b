#!/bin/sh
# Installs the pinned packages, generates the client from the spec, checks the types and runs the story.
set -eu
cd "$(dirname "$0")"
[ -x .venv/bin/pip ] || python3 -m venv .venv
export PIP_DISABLE_PIP_VERSION_CHECK=1
../quietly.sh .venv/bin/pip install --require-hashes --requirement requirements.txt
../openapi-generator.sh python --package-name ledgerlink
PYTHONPATH=generated
export PYTHONPATH
../quietly.sh .venv/bin/mypy --strict --follow-imports silent story.py
../story.sh -- .venv/bin/python -W error story.py
