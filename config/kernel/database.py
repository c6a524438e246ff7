"""How to reach the default database outside Django's own connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from django.db import close_old_connections, connections
from psycopg.conninfo import make_conninfo

P = ParamSpec("P")


def connection_string() -> str:
    """Return the libpq connection string of the default database.

    Taken from the live settings, so that a test's database is used under test.
    """
    connection = connections["default"]
    parameters = dict(connection.get_connection_params())
    for django_only in ("context", "cursor_factory", "prepare_threshold", "server_side_binding"):
        parameters.pop(django_only, None)
    return make_conninfo(**{key: value for key, value in parameters.items() if value is not None})


def letting_go(call: Callable[P, None]) -> Callable[P, None]:
    """Return ``call`` so that it keeps no connection: outside of requests nobody closes it."""

    def called(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            call(*args, **kwargs)
        finally:
            close_old_connections()

    return called
