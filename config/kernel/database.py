"""How to reach the default database outside Django's own connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from django.db import close_old_connections, connection, connections
from psycopg.conninfo import make_conninfo

P = ParamSpec("P")


def connection_string() -> str:
    """Return the libpq connection string of the default database.

    Taken from the live settings, so that a test's database is used under test.
    """
    default = connections["default"]
    parameters = dict(default.get_connection_params())
    for django_only in ("context", "cursor_factory", "prepare_threshold", "server_side_binding"):
        parameters.pop(django_only, None)
    return make_conninfo(**{key: value for key, value in parameters.items() if value is not None})


def lock_key(key: str) -> None:
    """Wait until no other transaction holds a lock by this name, and hold it to the end of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (key,))


def letting_go(call: Callable[P, None]) -> Callable[P, None]:
    """Return ``call`` so that it keeps no connection: outside of requests nobody closes it."""

    def called(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            call(*args, **kwargs)
        finally:
            close_old_connections()

    return called
