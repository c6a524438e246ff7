"""What the database says of tokens and sessions: a statement for all who come at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import models
from django.utils.crypto import constant_time_compare

from accounts.credentials import Credentials
from accounts.models import Application, Session, User
from config.kernel import aio, tokens
from config.kernel.gathering import Gathered

Row = TypeVar("Row", bound=models.Model)


def columns(model: type[models.Model], alias: str) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def from_row(model: type[Row], row: Sequence[Any]) -> Row:
    """Return the model instance of a row that ``columns`` selected."""
    return model.from_db("default", [field.attname for field in model._meta.concrete_fields], row)


Rows = Gathered[str, Sequence[Any] | None]


def rows_by(statement: str) -> Callable[[Sequence[str]], Awaitable[list[Sequence[Any] | None]]]:
    """Return what reads the rows of many keys; a row is its key and what the statement selects."""

    async def read(keys: Sequence[str]) -> list[Sequence[Any] | None]:
        pool = await aio.pool()
        async with pool.connection() as connection:
            cursor = await connection.execute(statement, (list(keys),))
            found = {key: row for key, *row in await cursor.fetchall()}
        return [found.get(key) for key in keys]

    return read


# Only names of columns are put into the statements.
SESSIONS: Final = (
    f"SELECT s.{{key}}, {columns(Session, 's')}, {columns(User, 'u')}, "  # noqa: S608
    "EXISTS (SELECT 1 FROM account_emailaddress e "
    "WHERE e.user_id = u.id AND e.email = u.email AND e.verified) "
    "FROM sessions s JOIN users u ON u.id = s.user_id AND u.is_active "
    "WHERE s.expire_date > now() AND s.{key} = ANY(%s)"
)
BY_KEY: Final = Rows(rows_by(SESSIONS.format(key="session_key")))
BY_PUBLIC_ID: Final = Rows(rows_by(SESSIONS.format(key="public_id")))
BOTS: Final = Rows(
    rows_by(
        f"SELECT a.token_hash, {columns(Application, 'a')}, {columns(User, 'u')} "  # noqa: S608
        "FROM applications a JOIN users u ON u.id = a.bot_id AND u.is_active "
        "JOIN users o ON o.id = a.owner_id AND o.is_active "
        "WHERE a.token_hash = ANY(%s)"
    )
)

# The clients of the authorisation server have the ids of our applications.
APPLICATION_TOKENS: Final = Rows(
    rows_by(
        "SELECT t.hash, t.scopes, t.expires_at, "  # noqa: S608
        f"{columns(Application, 'a')}, {columns(User, 'u')} "
        "FROM allauth_idp_oidc_token t "
        "JOIN applications a ON a.id = t.client_id::bigint "
        "JOIN users u ON u.id = t.user_id AND u.is_active "
        "JOIN users o ON o.id = a.owner_id AND o.is_active "
        "WHERE t.type = 'at' AND t.expires_at > now() AND t.hash = ANY(%s)"
    )
)


async def bot_credentials(token: str) -> Credentials | None:
    """Return whose token this is, unless the bot or its owner is disabled."""
    row = await BOTS.ask(tokens.digest(token))
    if row is None:
        return None
    split = len(Application._meta.concrete_fields)
    application, bot = from_row(Application, row[:split]), from_row(User, row[split:])
    if bot.id != tokens.bot_id_of(token):
        return None
    application.bot = bot
    return Credentials(bot, "bot", application)


async def application_credentials(token: str) -> Credentials | None:
    """Return for whom an application acts with this access token, and what it may do."""
    row = await APPLICATION_TOKENS.ask(tokens.digest(token))
    if row is None:
        return None
    split = 2 + len(Application._meta.concrete_fields)
    application, user = from_row(Application, row[2:split]), from_row(User, row[split:])
    scopes = frozenset(row[0].split())
    return Credentials(user, "application", application, scopes=scopes, expires_at=row[1])


async def access_credentials(claims: Mapping[str, Any]) -> Credentials | None:
    """Return whose access token has these claims, if its session is still there."""
    session = await session_with_user(BY_PUBLIC_ID, claims["sid"])
    user = session_user(session)
    if user is None or str(user.id) != claims["sub"]:
        return None
    return Credentials(user, "access", session_key=claims["sid"])


async def session_credentials(session_key: str) -> Credentials | None:
    session = await session_with_user(BY_KEY, session_key)
    user = session_user(session)
    if session is None or user is None:
        return None
    return Credentials(user, "session", session_key=session.public_id)


async def session_with_user(rows: Rows, key: str) -> Session | None:
    row = None if "\x00" in key else await rows.ask(key)
    if row is None:
        return None
    split = len(Session._meta.concrete_fields)
    session = from_row(Session, row[:split])
    session.user = from_row(User, row[split:-1])
    session.user.has_confirmed_email = row[-1]
    return session


def session_user(session: Session | None) -> User | None:
    """Return whom a session belongs to, unless they are disabled or changed their password."""
    if session is None or session.user is None or not session.user.is_active:
        return None
    data = session.get_decoded()
    if data.get(SESSION_KEY) != str(session.user_id):
        return None
    given = data.get(HASH_SESSION_KEY, "")
    valid = (session.user.get_session_auth_hash(), *session.user.get_session_auth_fallback_hash())
    return session.user if any(constant_time_compare(given, one) for one in valid) else None
