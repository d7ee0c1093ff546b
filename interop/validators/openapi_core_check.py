"""Checks with openapi-core that it accepts the spec and the recorded exchanges, and refuses the invalid ones."""

import json
import sys

from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

openapi = OpenAPI.from_file_path(sys.argv[1])
with open(sys.argv[2]) as file:
    exchanges = [json.loads(line) for line in file]


def problem(validate, *arguments):
    try:
        validate(*arguments)
    except OpenAPIError as error:
        return f"{error!r}, {error.__cause__!r}"


failures = []
for exchange in exchanges:
    sent, received = exchange["request"], exchange["response"]
    request = MockRequest(
        "https://api.ledgerlink.ai",
        sent["method"],
        sent["path"],
        headers=sent["headers"],
        data=json.dumps(sent["body"]).encode() if sent["body"] else None,
        content_type=sent["headers"].get("Content-Type", ""),
    )
    headers = received["headers"]
    response = MockResponse(
        received["body"].encode(), received["status"], headers, headers.get("Content-Type", "application/json")
    )
    for message, found in (
        (sent, problem(openapi.validate_request, request)),
        (received, problem(openapi.validate_response, request, response)),
    ):
        if message["valid"] == bool(found):
            failures.append(f"{sent['method']} {sent['path']} {received['status']}: {found or 'accepted'}: {message}")
print(f"openapi-core: {len(exchanges)} exchanges, {len(failures)} failures", *failures[:5], sep="\n")
sys.exit(bool(failures))
