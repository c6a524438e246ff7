"""Data for tests, made through the services, so that it obeys the rules that real data obeys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accounts.models import PRIVILEGED_INTENTS, Application, User
from accounts.services.applications import (
    create_application,
    reset_bot_token,
    update_application,
)
from accounts.services.sessions import make_access_token
from accounts.services.users import sign_up
from guilds.models import Channel, ChannelType, Guild, OverwriteType, Role
from guilds.services import (
    WantedOverwrite,
    add_member_role,
    create_channel,
    create_guild,
    create_role,
    join_guild,
    move_roles,
    set_overwrite,
)

PASSWORD = "correct horse 7 battery"

_bot_tokens: dict[int, str] = {}


# Users


def make_user(username: str = "ada", *, password: str | None = PASSWORD, **fields: Any) -> User:
    """Sign a person up: `make_user("ada", email="ada@example.org", global_name="Ada")`.

    Tests do more in a second than people: limits hold for those of ``limited`` only.
    """
    return sign_up(username, password, **{"rate_limited": False, **fields})


def limited(user: User) -> User:
    """Let the rate limits hold for a user."""
    user.rate_limited = True
    user.save(update_fields=["rate_limited"])
    return user


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
    bot.rate_limited = False
    bot.save(update_fields=["rate_limited"])
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


# Guilds


def make_guild(owner: User | None = None, name: str = "Hall", **values: Any) -> Guild:
    """Found a guild: `make_guild(ada)` has #general, a voice channel and one member."""
    return create_guild(owner or make_user("owner"), name=name, **values)


def text_channel(guild: Guild, name: str = "general") -> Channel:
    """Return a channel of a guild by its name."""
    return guild.channels.get(name=name, type=ChannelType.GUILD_TEXT)


def make_channel(guild: Guild, name: str = "talk", **values: Any) -> Channel:
    return create_channel(guild.owner, guild, name=name, **values)


def make_role(guild: Guild, name: str = "role", permissions: int = 0, **values: Any) -> Role:
    """Create a role above those that `make_role` created before."""
    role = create_role(guild.owner, guild, name=name, permissions=int(permissions), **values)
    move_roles(guild.owner, guild, [(role.id, guild.roles.count() + 1)])
    role.refresh_from_db()
    return role


def make_member(
    guild: Guild, who: User | str = "bob", *, roles: Iterable[Role] = (), permissions: int = 0
) -> User:
    """Let somebody join: `make_member(guild, "bob", permissions=Permissions.KICK_MEMBERS)`.

    With permissions they get a role of their own that has them.
    """
    user = make_user(who) if isinstance(who, str) else who
    join_guild(user, guild)
    given = list(roles)
    if permissions:
        given.append(make_role(guild, f"{user.username}'s role", permissions))
    for role in given:
        add_member_role(guild.owner, guild, user.id, role.id)
    return user


def deny(channel: Channel, target: Role | User | Guild, permissions: int) -> None:
    """Deny permissions in a channel to a role, a member or (a guild) everyone."""
    overwrite(channel, target, deny=permissions)


def allow(channel: Channel, target: Role | User | Guild, permissions: int) -> None:
    overwrite(channel, target, allow=permissions)


def overwrite(
    channel: Channel, target: Role | User | Guild, *, allow: int = 0, deny: int = 0
) -> None:
    """Write what a channel allows and denies to somebody, as the guild's owner."""
    assert channel.guild is not None
    kind = OverwriteType.MEMBER if isinstance(target, User) else OverwriteType.ROLE
    wanted = WantedOverwrite(target.id, kind, int(allow), int(deny))
    set_overwrite(channel.guild.owner, channel, wanted)
