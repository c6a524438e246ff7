"""Fixtures of the gateway's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async

from tests import builders
from tests.helpers.gateway import Gateway, running_gateway


@pytest.fixture
async def gateway(transactional_db: None) -> AsyncIterator[Gateway]:
    """Run the gateway in this process; `client = await gateway.identified(user)`."""
    async with running_gateway() as running:
        yield running


class AsyncBuilders:
    """The builders and services, awaited: they run on a thread and commit."""

    def __getattr__(self, name: str):
        return sync_to_async(getattr(builders, name))


@pytest.fixture
def make() -> AsyncBuilders:
    return AsyncBuilders()
