"""Emptying the database after a test that committed."""

from __future__ import annotations

import contextlib
from typing import Final

from django.db import IntegrityError, connection, transaction

ATTEMPTS: Final = 5


class Rows:
    """What a test left in the tables, but for what migrations had put there.

    Django truncates every table and makes permissions and content types anew, which takes a third
    of a second; most tests fill a dozen of our hundred tables.
    """

    def __init__(self) -> None:
        everything = connection.introspection.table_names()
        kept = set(self._filled(everything))
        self._tables = [table for table in everything if table not in kept]

    def delete(self) -> None:
        """Delete them, once more where something behind the test was still writing."""
        for _ in range(ATTEMPTS - 1):
            with contextlib.suppress(IntegrityError):
                return self._delete()
        return self._delete()

    def _delete(self) -> None:
        # Foreign keys are checked when the transaction ends: the order does not matter.
        with transaction.atomic(), connection.cursor() as cursor:
            for table in self._filled(self._tables):
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608

    @staticmethod
    def _filled(tables: list[str]) -> list[str]:
        asked = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")"  # noqa: S608
            for table in tables
        )
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return [table for (table,) in cursor.fetchall()]
