"""Tests all operations and the common errors with the client generated from the spec."""

from http import HTTPStatus

import pytest
from ledgerlink_customers import AuthenticatedClient
from ledgerlink_customers.api.customers import (
    create_customer,
    delete_customer,
    get_customer,
    list_customer_addresses,
    list_customers,
    update_customer,
)
from ledgerlink_customers.models import CreateCustomerRequest, CustomerStatus, UpdateCustomerRequest

from sandbox import connect, failure, new_external_id, success


def test_lifecycle(client: AuthenticatedClient) -> None:
    body = CreateCustomerRequest(external_id=new_external_id(), status=CustomerStatus.ACTIVE)
    created = success(create_customer.sync_detailed(client=client, body=body), HTTPStatus.CREATED)
    assert created.external_id == body.external_id
    assert created.status == "active"
    assert created.accounts == []
    assert created.created_at == created.updated_at
    assert created.created_at.utcoffset() is not None

    assert success(get_customer.sync_detailed(created.id, client=client)) == created

    inactive = UpdateCustomerRequest(status=CustomerStatus.INACTIVE)
    updated = success(update_customer.sync_detailed(created.id, client=client, body=inactive))
    assert updated.status == "inactive"
    assert updated.updated_at >= created.updated_at
    assert (updated.id, updated.created_at) == (created.id, created.created_at)

    assert updated in success(list_customers.sync_detailed(client=client))
    assert success(list_customer_addresses.sync_detailed(created.id, client=client)) == []

    deleted = delete_customer.sync_detailed(created.id, client=client)
    assert (deleted.status_code, deleted.content) == (HTTPStatus.NO_CONTENT, b"")

    gone = get_customer.sync_detailed(created.id, client=client)
    assert failure(gone, HTTPStatus.NOT_FOUND) == ["Customer not found"]


def test_get_documented_customer(client: AuthenticatedClient) -> None:
    documented = success(get_customer.sync_detailed("customer-id", client=client))
    assert documented.to_dict() == {
        "id": "customer-id",
        "externalId": "customer-ext-001",
        "status": "active",
        "participantId": "participant-123",
        "accounts": [],
        "createdAt": "2026-04-02T09:00:00+00:00",
        "updatedAt": "2026-04-02T09:00:00+00:00",
    }
    assert success(list_customer_addresses.sync_detailed(documented.id, client=client)) == [
        "0x742d35Cc6634C0532925a3b844Bc454e4438f44e",
        "7Y5P4E1XwP1h5ya9Lz7h2n3VgJY6QmE1K4m6mV9S1E2f",
    ]


def test_get_undocumented_status(client: AuthenticatedClient) -> None:
    suspended = success(get_customer.sync_detailed("suspended-id", client=client))
    assert suspended.status == "suspended"
    owner = suspended.accounts[0].customer
    assert owner
    assert owner.status == "suspended"

    assert suspended in success(list_customers.sync_detailed(client=client))


@pytest.mark.parametrize("id", ["a+b", "ä ö", "x=1&y", "~(1)@"])
def test_get_encodes_id_as_one_path_segment(client: AuthenticatedClient, id: str) -> None:
    response = get_customer.sync_detailed(id, client=client)
    assert failure(response, HTTPStatus.NOT_FOUND) == ["Customer not found"]


def test_list_wrong_key() -> None:
    with connect(key="wrong") as client:
        response = list_customers.sync_detailed(client=client)
    assert failure(response, HTTPStatus.UNAUTHORIZED) == ["Unauthorized"]


def test_create_duplicate(client: AuthenticatedClient) -> None:
    body = CreateCustomerRequest(external_id=new_external_id(), status=CustomerStatus.ACTIVE)
    success(create_customer.sync_detailed(client=client, body=body), HTTPStatus.CREATED)
    response = create_customer.sync_detailed(client=client, body=body)
    assert failure(response, HTTPStatus.CONFLICT) == ["A customer with this externalId exists"]


def test_create_invalid_request(client: AuthenticatedClient) -> None:
    body = CreateCustomerRequest(external_id="", status=CustomerStatus.ACTIVE)
    response = create_customer.sync_detailed(client=client, body=body)
    assert failure(response, HTTPStatus.BAD_REQUEST) == ["externalId should not be empty"]


def test_list_rate_limited() -> None:
    with connect(fault="status;status=429;retry-after=7;remaining=0") as client:
        response = list_customers.sync_detailed(client=client)
    assert failure(response, HTTPStatus.TOO_MANY_REQUESTS) == ["Too Many Requests"]
    assert (response.headers["Retry-After"], response.headers["X-RateLimit-Remaining"]) == ("7", "0")


def test_list_unavailable_once() -> None:
    with connect(fault=f"status;status=503;times=1;id={new_external_id()}") as client:
        response = list_customers.sync_detailed(client=client)
        again = list_customers.sync_detailed(client=client)
    assert failure(response, HTTPStatus.SERVICE_UNAVAILABLE) == ["Service Unavailable"]
    success(again)
