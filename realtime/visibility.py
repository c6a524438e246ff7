"""Who sees which channels of a guild: arithmetic on what the hub knows, without a database.

Members are not looked at one by one. Everybody with the same roles sees the same channels, but
for owners and for those whom an overwrite names; that is a *permission class*. What is not known
here is not visible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from guilds.permissions import (
    UNTOUCHED,
    Overwrite,
    Permissions,
    base_bits,
    channel_bits,
)

VIEW_CHANNEL: Final = int(Permissions.VIEW_CHANNEL)
MANAGE_THREADS: Final = int(Permissions.MANAGE_THREADS)
ADMINISTRATOR: Final = int(Permissions.ADMINISTRATOR)
PUBLIC_THREADS: Final = frozenset((10, 11))
PRIVATE_THREAD: Final = 12


class PermissionClass(NamedTuple):
    """What decides what a member sees. ``user_id`` only if something names them in person."""

    is_owner: bool
    roles: frozenset[int]
    user_id: int | None


@dataclass(slots=True)
class ChannelRules:
    type: int
    parent_id: int | None = None
    members: frozenset[int] = frozenset()  # of a private thread
    overwrites: dict[int, Overwrite] = field(default_factory=dict)


@dataclass(slots=True)
class GuildRules:
    """What decides who sees what in one guild."""

    guild_id: int
    owner_id: int
    roles: dict[int, int] = field(default_factory=dict)  # the permissions of each
    channels: dict[int, ChannelRules] = field(default_factory=dict)
    _named: frozenset[int] | None = None
    _visible: dict[PermissionClass, frozenset[int]] = field(default_factory=dict)

    def changed(self) -> None:
        """Forget what was worked out; call it after every change."""
        self._named = None
        self._visible.clear()

    def class_of(self, user_id: int, role_ids: Iterable[int]) -> PermissionClass:
        if user_id == self.owner_id:
            return PermissionClass(True, frozenset(), None)
        roles = frozenset(role for role in role_ids if role in self.roles)
        return PermissionClass(False, roles, user_id if user_id in self.named() else None)

    def named(self) -> frozenset[int]:
        """Return the ids that overwrites and private threads name and that are no role's."""
        if self._named is None:
            found: set[int] = set()
            for channel in self.channels.values():
                found.update(channel.overwrites)
                found.update(channel.members)
            self._named = frozenset(found.difference(self.roles, (self.guild_id,)))
        return self._named

    def base_of(self, permission_class: PermissionClass) -> int:
        """Return what members of a class may do in the guild as a whole."""
        held = [self.roles.get(self.guild_id, 0)]
        held += [self.roles[role] for role in permission_class.roles if role in self.roles]
        return base_bits(is_owner=permission_class.is_owner, roles=held)

    def bits_in(self, permission_class: PermissionClass, channel_id: int) -> int:
        """Return what members of a class may do in a channel (not a thread)."""
        channel = self.channels.get(channel_id)
        return 0 if channel is None else self.bits_with(permission_class, channel)

    def bits_with(self, permission_class: PermissionClass, channel: ChannelRules) -> int:
        """Return what members of a class may do in a channel of these rules."""
        return self._bits(self.base_of(permission_class), permission_class, channel)

    def _bits(self, base: int, permission_class: PermissionClass, channel: ChannelRules) -> int:
        overwrites = channel.overwrites
        return channel_bits(
            base,
            everyone=overwrites.get(self.guild_id, UNTOUCHED),
            role_overwrites=[
                overwrites[role] for role in permission_class.roles if role in overwrites
            ],
            member=overwrites.get(permission_class.user_id or 0, UNTOUCHED),
        )

    def visible_to(self, permission_class: PermissionClass) -> frozenset[int]:
        """Return the ids of the channels and threads that members of a class see."""
        found = self._visible.get(permission_class)
        if found is None:
            found = self._visible[permission_class] = self._work_out(permission_class)
        return found

    def _work_out(self, permission_class: PermissionClass) -> frozenset[int]:
        base = self.base_of(permission_class)
        if base & ADMINISTRATOR:
            return frozenset(self.channels)
        granted: dict[int, int] = {}
        threads: list[tuple[int, ChannelRules]] = []
        for channel_id, channel in self.channels.items():
            if channel.type in PUBLIC_THREADS or channel.type == PRIVATE_THREAD:
                threads.append((channel_id, channel))
                continue
            granted[channel_id] = self._bits(base, permission_class, channel)
        visible = {channel_id for channel_id, bits in granted.items() if bits & VIEW_CHANNEL}
        for channel_id, thread in threads:
            if thread.parent_id not in visible:
                continue
            if (
                thread.type in PUBLIC_THREADS
                or granted[thread.parent_id] & MANAGE_THREADS
                or permission_class.user_id in thread.members
            ):
                visible.add(channel_id)
        return frozenset(visible)


def channel_rules(channel: Mapping[str, Any], members: Iterable[int] = ()) -> ChannelRules:
    """Return the rules of a channel, or of a thread with ``members``."""
    parent_id = channel.get("parent_id")
    return ChannelRules(
        type=channel["type"],
        parent_id=int(parent_id) if parent_id else None,
        members=frozenset(members if channel["type"] == PRIVATE_THREAD else ()),
        overwrites={
            int(overwrite["id"]): Overwrite(int(overwrite["allow"]), int(overwrite["deny"]))
            for overwrite in channel.get("permission_overwrites", ())
        },
    )
