"""Helpers for the sandbox that with-sandbox.sh started."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import TypeVar
from uuid import uuid4

from ledgerlink_customers import AuthenticatedClient
from ledgerlink_customers.models import NestedErrorBody, FlatErrorBody
from ledgerlink_customers.types import Response

API_KEY = os.environ["LEDGERLINK_API_KEY"]

T = TypeVar("T")


@contextmanager
def connect(key: str = API_KEY, fault: str | None = None) -> Iterator[AuthenticatedClient]:
    """Opens a client and closes it at the end; every request injects the fault, if one is given."""
    with AuthenticatedClient(
        base_url=os.environ["LEDGERLINK_BASE_URL"],
        headers={"X-Sandbox-Fault": fault} if fault else {},
        token=key,
        prefix="",
        auth_header_name="X-API-KEY",
    ) as client:
        yield client


def new_external_id() -> str:
    """Returns an identifier that no other test uses."""
    return f"python-{uuid4()}"


def success(response: Response[T | NestedErrorBody | FlatErrorBody], status: HTTPStatus = HTTPStatus.OK) -> T:
    """Returns the parsed body of a successful response."""
    assert response.status_code == status
    parsed = response.parsed
    assert parsed is not None
    assert not isinstance(parsed, NestedErrorBody | FlatErrorBody)
    return parsed


def failure(response: Response[T | NestedErrorBody | FlatErrorBody], status: HTTPStatus) -> Sequence[str]:
    """Returns the messages of an error response, in either shape of the error body."""
    assert response.status_code == status
    match response.parsed:
        case FlatErrorBody(message=str(message)):
            return [message]
        case FlatErrorBody(message=list(messages)):
            return messages
        case NestedErrorBody(error=error):
            return [error.message]
        case other:
            raise AssertionError(f"not an error body of the spec: {other!r}")
