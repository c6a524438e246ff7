"""Fixtures that all tests share. Data comes from `tests/builders.py`, servers from `services.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from config.kernel import aio, log, ratelimits
from tests.helpers import behind
from tests.helpers.api import Api
from tests.helpers.instance import Instance
from tests.helpers.rows import Rows


@pytest.fixture(autouse=True)
def _empty_redis() -> Iterator[None]:
    """Give each test a Redis without keys."""
    import redis
    from django.conf import settings

    yield
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushall()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let go of the test database before it is dropped: the lease of ids and aio's pool."""
    with pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock():
            rows = Rows()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: rows.delete())
        yield
    from config.kernel.snowflake import lease

    behind.settle()
    lease.release()
    aio.run(ratelimits.close())
    aio.run(log.close())
    aio.run(aio.close())


@pytest.fixture
def api(transactional_db: None) -> type[Api]:
    """Return the maker of API clients: `api(user)`, `api("Bot …")`, `api()` for nobody.

    Runs the real handler and middleware in this process.
    """
    return Api


@pytest.fixture
def instance(transactional_db: None, request: pytest.FixtureRequest) -> Iterator[Instance]:
    """Start two real ASGI processes of the application over the test's database.

    `instance.base_url`, `.gateway_url`, `.urls[i]`, `.pids`, `.kill(i)`, `.restart(i)`;
    `@pytest.mark.instance(processes=1, env={…})` changes what is started.
    """
    marker: Any = request.node.get_closest_marker("instance")
    server = Instance(**(marker.kwargs if marker else {}))
    try:
        server.start()
        yield server
    finally:
        server.stop()
