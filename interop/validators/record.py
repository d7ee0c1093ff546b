"""Records the sandbox's responses to all operations with every status code, as JSON lines, for the validators.

record.py file: appends to the file. Requests and responses that a validator must refuse are marked as not valid.
"""

import json
import os
import sys
import urllib.error
import urllib.request

BASE = os.environ["LEDGERLINK_BASE_URL"]
CUSTOMERS = "/api/v1/account-manager/customers"
ITEM = f"{CUSTOMERS}/customer-id"
OPERATIONS = {
    "createCustomer": ("POST", CUSTOMERS, {"externalId": "other", "status": "active"}),
    "listCustomers": ("GET", CUSTOMERS, None),
    "listCustomerAddresses": ("GET", f"{ITEM}/accounts/addresses", None),
    "getCustomer": ("GET", ITEM, None),
    "updateCustomer": ("PUT", ITEM, {"status": "inactive"}),
    "deleteCustomer": ("DELETE", ITEM, None),
}


def record(out, method, path, body, fault=None, key=os.environ["LEDGERLINK_API_KEY"]):
    """Sends a request, and writes it with its response."""
    headers = {"X-API-KEY": key} | ({"Content-Type": "application/json"} if body else {})
    sent = headers | ({"X-Sandbox-Fault": fault} if fault else {})
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(BASE + path, data, sent, method=method)
    try:
        response = urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        response = error
    exchange = {
        "request": {"valid": response.status != 400, "method": method, "path": path, "headers": headers, "body": body},
        "response": {
            "valid": True,
            "status": response.status,
            "headers": {name: response.headers[name] for name in response.headers},
            "body": response.read().decode(),
        },
    }
    print(json.dumps(exchange), file=out)
    return exchange


with open(sys.argv[1], "a") as file:
    for operation in OPERATIONS.values():
        for status in (403, 429, 500, 502, 503):
            record(file, *operation, fault=f"status;status={status};retry-after=7;remaining=0")
        record(file, *operation, key="wrong")
        exchange = record(file, *operation)
        if exchange["response"]["body"]:
            exchange["response"] |= {"valid": False, "body": '"text"'}
            print(json.dumps(exchange), file=file)
    for method, path, body in OPERATIONS.values():
        if path != CUSTOMERS:
            record(file, method, path.replace(ITEM, f"{CUSTOMERS}/missing"), body)
    record(file, *OPERATIONS["createCustomer"])  # a duplicate
    record(file, "POST", CUSTOMERS, {"externalId": "", "status": "active"})
    record(file, "PUT", f"{CUSTOMERS}/suspended-id", {"status": "suspended"})
