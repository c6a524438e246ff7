"""The second fence: PostgreSQL itself shows a reader only what is theirs.

Services decide who may read what. Reads of private things besides run as a role that owns nothing
and is told whom it reads for; row-level security shows it rows by the policies that the apps'
migrations define. All else runs as the owner of the tables, to whom no policy applies, and costs
nothing. Where the database's user may not become that role the fence is off, which ``manage.py
doctor`` tells.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import connection, transaction
from psycopg.rows import TupleRow

from config.kernel import aio

ROLE: Final = "guildhall_reader"
# Of whom the current transaction reads, in policies; null outside of the fence.
READER: Final = "NULLIF(current_setting('guildhall.user_id', true), '')::bigint"
# Like SET LOCAL ROLE, and together with the reader it is one statement.
ENTER: Final = (
    f"SELECT set_config('role', '{ROLE}', true), set_config('guildhall.user_id', %s, true)"
)
LEAVE: Final = "SELECT set_config('role', 'none', true), set_config('guildhall.user_id', '', true)"
# Before the text of a statement that is run inside and outside: each has a plan of its own then.
INSIDE: Final = "/* inside the fence */ "

CREATE_ROLE: Final = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
        CREATE ROLE {ROLE} NOLOGIN;
    END IF;
    GRANT {ROLE} TO CURRENT_USER;
EXCEPTION WHEN OTHERS THEN
    -- Not permitted, or another database of this server does it right now.
    RAISE NOTICE 'the role {ROLE} was not made: %', SQLERRM;
END $$
"""
IS_USABLE: Final = f"""
SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}' AND pg_has_role(oid, 'MEMBER'))
AND EXISTS (SELECT FROM information_schema.role_table_grants
            WHERE grantee = '{ROLE}' AND table_schema = current_schema())
"""  # noqa: S608  a name of ours

# By the name of the database: what it answered once holds until the process ends.
_usable: dict[str, bool] = {}

Database = psycopg.AsyncConnection[TupleRow]


def grant(*what: str) -> str:
    """Return SQL, for migrations, that lets the role read tables, or columns of them.

    >>> grant("channels", "users (id, username)")
    """
    statements = []
    for one in what:
        table, _, columns = one.partition(" ")
        statements.append(f"GRANT SELECT {columns} ON {table} TO {ROLE};")
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN "
        f"{' '.join(statements)} END IF; END $$"
    )


@asynccontextmanager
async def reading_for(user_id: int) -> AsyncIterator[Database]:
    """Yield a connection of the loop's pool that shows only what a user may read."""
    async with (await aio.pool()).connection() as database:
        if not settings.ROW_LEVEL_SECURITY or not await is_usable(database):
            yield database
            return
        # Together with the first statement inside it is one trip to the server.
        async with database.pipeline(), database.transaction():
            await database.execute(ENTER, (str(user_id),))
            yield database


@contextmanager
def reading_for_sync(user_id: int) -> Iterator[None]:
    """Let Django's connection show only what a user may read; nothing can be written in it."""
    if not settings.ROW_LEVEL_SECURITY or not is_usable_sync():
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ENTER, (str(user_id),))
        yield
        # When something was raised, the roll-back does this.
        cursor.execute(LEAVE)


async def is_usable(database: Database) -> bool:
    name = database.info.dbname
    if name not in _usable:
        row = await (await database.execute(IS_USABLE)).fetchone()
        _usable[name] = bool(row and row[0])
    return _usable[name]


def is_usable_sync() -> bool:
    name: Any = connection.settings_dict["NAME"]
    if name not in _usable:
        with connection.cursor() as cursor:
            cursor.execute(IS_USABLE)
            _usable[name] = bool(cursor.fetchone()[0])
    return _usable[name]
