"""Fixtures of the tests of the media worker: a worker with a real socket, and no services."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.media_sfu.worker.house import House


@pytest.fixture(autouse=True)
def _empty_redis() -> None:
    """Leave Redis alone: a worker does not know it."""


@pytest.fixture
async def house() -> AsyncIterator[House]:
    made = House()
    await made.open()
    yield made
    await made.close()
    assert made.worker.pump.counters.faults == 0
