"""How to reach the default database outside Django's own connections."""

from __future__ import annotations

from django.db import connections
from psycopg.conninfo import make_conninfo


def connection_string() -> str:
    """Return the libpq connection string of the default database.

    Taken from the live settings, so that a test's database is used under test.
    """
    connection = connections["default"]
    parameters = dict(connection.get_connection_params())
    for django_only in ("context", "cursor_factory", "prepare_threshold", "server_side_binding"):
        parameters.pop(django_only, None)
    return make_conninfo(**{key: value for key, value in parameters.items() if value is not None})
