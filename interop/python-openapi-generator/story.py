"""Runs the story of interop/story.sh with the Python client of openapi-generator."""

import json
import os
from collections.abc import Callable
from uuid import uuid4

from ledgerlink import (
    ApiClient,
    ApiException,
    Configuration,
    CreateCustomerRequest,
    CustomersApi,
    CustomerStatus,
    UpdateCustomerRequest,
)


def connect(key: str) -> CustomersApi:
    host = os.environ["LEDGERLINK_BASE_URL"]
    return CustomersApi(ApiClient(Configuration(host=host, api_key={"apiKey": key})))


def refused(step: str, call: Callable[[], object]) -> None:
    """Prints the status code and the message of the error that the call raises."""
    try:
        call()
    except ApiException as error:
        # If the spec does not describe the body, the client cannot parse it.
        parsed = error.data and error.data.actual_instance.message.actual_instance
        print(f"{step}: {error.status} {parsed or json.loads(error.body or '')['message']}")
    else:
        raise AssertionError(f"{step}: no error")


api = connect(os.environ["LEDGERLINK_API_KEY"])
body = CreateCustomerRequest(externalId=f"python-{uuid4()}", status=CustomerStatus.ACTIVE)

created = api.create_customer_with_http_info(body)
id = created.data.id
print(f"create: {created.status_code} {created.data.status}")
print(f"get: {api.get_customer(id).status}")
updated = api.update_customer(id, UpdateCustomerRequest(status=CustomerStatus.INACTIVE))
print(f"update: {updated.status}")
statuses = {customer.id: customer.status for customer in api.list_customers()}
print(f"list: {statuses[id]} {statuses['suspended-id']}")
print(f"addresses: {len(api.list_customer_addresses(id))} {len(api.list_customer_addresses('customer-id'))}")
refused("duplicate", lambda: api.create_customer(body))
print(f"delete: {api.delete_customer_with_http_info(id).status_code}")
refused("missing", lambda: api.get_customer(id))
refused("key", connect("wrong").list_customers)
