from collections.abc import Iterator

import pytest
from ledgerlink_customers import AuthenticatedClient

from sandbox import connect


@pytest.fixture
def client() -> Iterator[AuthenticatedClient]:
    """A client with the right key and no fault."""
    with connect() as connected:
        yield connected
