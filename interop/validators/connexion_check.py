"""Serves the recorded responses with connexion, which validates all requests and responses against the spec."""

import json
import logging
import sys

import connexion
from connexion import NoContent
from connexion.resolver import Resolver
from connexion.security import ApiKeySecurityHandler

logging.disable()  # each refused response is logged
with open(sys.argv[2]) as file:
    exchanges = [json.loads(line) for line in file]
current = {}


def respond(**_):
    """Responds with the response of the current exchange."""
    received = current["response"]
    headers = {name: value for name, value in received["headers"].items() if name != "Content-Length"}
    return json.loads(received["body"]) if received["body"] else NoContent, received["status"], headers


class AnyKey(ApiKeySecurityHandler):
    """Accepts any key: the sandbox has checked it."""

    def _resolve_func(self, security_scheme):
        return lambda *_, **__: {"sub": "caller"}


app = connexion.AsyncApp("validators")
app.add_api(
    sys.argv[1],
    resolver=Resolver(lambda operation: respond),
    strict_validation=True,
    validate_responses=True,
    security_map={"apiKey": AnyKey},
)
failures = []
with app.test_client(base_url="https://api.ledgerlink.ai") as client:
    for current in exchanges:
        sent, received = current["request"], current["response"]
        body = json.dumps(sent["body"]) if sent["body"] else None
        got = client.request(sent["method"], sent["path"], headers=sent["headers"], content=body)
        # connexion responds with 400 to an invalid request and with 500 instead of an invalid response.
        want = 400 if not sent["valid"] else received["status"] if received["valid"] else 500
        if got.status_code != want:
            failures.append(f"{sent['method']} {sent['path']} {received['status']}: {got.status_code} {got.text}")
print(f"connexion: {len(exchanges)} exchanges, {len(failures)} failures", *failures[:5], sep="\n")
sys.exit(bool(failures))
