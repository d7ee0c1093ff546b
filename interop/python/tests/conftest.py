from collections.abc import Iterator

import pytest
from ledgerlink_customers import AuthenticatedClient

from sandbox import connect


@pytest.fixture
def client() -> Iterator[AuthenticatedClient]:
    """Provides a client with the sandbox's key and without a fault."""
    with connect() as connected:
        yield connected
