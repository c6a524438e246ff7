"""Data for tests, made through the services, so that it obeys the rules that real data obeys."""

from __future__ import annotations

from typing import Any

from accounts.models import PRIVILEGED_INTENTS, Application, User
from accounts.services.applications import (
    create_application,
    reset_bot_token,
    update_application,
)
from accounts.services.sessions import make_access_token
from accounts.services.users import sign_up

PASSWORD = "correct horse 7 battery"

_bot_tokens: dict[int, str] = {}


# Users


def make_user(username: str = "ada", *, password: str | None = PASSWORD, **fields: Any) -> User:
    """Sign a person up: `make_user("ada", email="ada@example.org", global_name="Ada")`."""
    return sign_up(username, password, **fields)


def make_application(name: str = "helper", *, owner: User | None = None) -> Application:
    """Create an application with a bot that may ask for every privileged intent."""
    if owner is None:
        owner = User.objects.filter(bot=False).order_by("id").first() or make_user("maker")
    application = create_application(owner, name=name)
    return update_application(application, flags=int(PRIVILEGED_INTENTS))


def make_bot(name: str = "helper", *, owner: User | None = None) -> User:
    """Create a bot; `token_of(bot)` is its token, `bot.bot_application` its application."""
    bot = make_application(name, owner=owner).bot
    assert bot is not None
    return bot


def token_of(user: User) -> str:
    """Return a token of a person or a bot, without prefix (as IDENTIFY takes it)."""
    if not user.bot:
        return make_access_token(user)
    if user.id not in _bot_tokens:
        _bot_tokens[user.id] = reset_bot_token(user.bot_application)
    return _bot_tokens[user.id]


def authorization(user: User) -> str:
    """Return the Authorization header of a person or a bot."""
    return f"{'Bot' if user.bot else 'Bearer'} {token_of(user)}"
