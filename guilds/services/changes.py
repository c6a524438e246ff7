"""Changing a guild: one change at a time, decided on what is true at that moment.

Every service takes the guild's lock first. So limits are exact, ranks and permissions are those
of the moment of the change, and announcements of one guild are written in the order in which
the changes happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import F

from accounts.models import User
from config.kernel import aio, outbox
from config.kernel.errors import (
    MissingAccess,
    MissingPermissions,
    TwoFactorRequired,
    UnknownGuild,
)
from guilds import signals
from guilds.hot import forget_guild
from guilds.models import Guild
from guilds.permissions import NONE, Permissions
from guilds.standing import Operator, Standing, actor_standing

Actor: TypeAlias = User | Operator


@contextmanager
def changing(guild_id: int, *, inside: bool = False) -> Iterator[Guild]:
    """Lock a guild for the rest of the transaction and yield it as it is now.

    ``inside`` a transaction that ends with the change it needs no savepoint of its own.
    """
    with transaction.atomic(savepoint=not inside):
        # Not a lock against foreign keys: messages go on being written meanwhile.
        guild = Guild.objects.select_for_update(no_key=True).filter(id=guild_id).first()
        if guild is None:
            raise UnknownGuild
        aio.run(outbox.publish_pending(f"guild:{guild_id}"))
        yield guild


@contextmanager
def acting(
    actor: Actor, guild_id: int, needed: Permissions = NONE
) -> Iterator[tuple[Guild, Standing]]:
    """Lock a guild for somebody who has ``needed`` in it as a whole.

    Whoever is refused something, but holds permissions that the guild lets only those use who
    have a second factor, is told to set one up (60003).
    """
    with changing(guild_id) as guild:
        found = actor_standing(guild, actor)
        if found.member is None and not found.is_operator:
            raise MissingAccess
        try:
            require(found, needed)
            yield guild, found
        except MissingPermissions:
            if found.withheld & found.granted:
                raise TwoFactorRequired from None
            raise


def require(found: Standing, needed: Permissions) -> None:
    if needed not in found.permissions:
        raise MissingPermissions


def permissions_changed(guild: Guild) -> None:
    """Say that who may do what in the guild differs from now on.

    Called by every change of roles, overwrites, channels, members or the owner, in its
    transaction: whatever was decided on an earlier version is decided again.
    """
    raise_version(guild)
    signals.permissions_changing.send(Guild, guild=guild)


def members_changed(guild: Guild, by: int) -> None:
    """Count members who came or went; who may do what differs by them, too."""
    guild.member_count += by
    raise_version(guild, member_count=guild.member_count)


def raise_version(guild: Guild, **values: int) -> None:
    Guild.objects.filter(id=guild.id).update(
        permissions_version=F("permissions_version") + 1, **values
    )
    guild_id = guild.id
    transaction.on_commit(lambda: forget_guild(guild_id))


def user_id_of(actor: Actor) -> int:
    return actor.user.id if isinstance(actor, Operator) else actor.id


def apply(instance: Any, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Set attributes; return what changed, as name → (old, new)."""
    changed: dict[str, tuple[Any, Any]] = {}
    for name, value in values.items():
        old = getattr(instance, name)
        if old != value:
            setattr(instance, name, value)
            changed[name] = (old, value)
    return changed
