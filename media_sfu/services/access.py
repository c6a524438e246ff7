"""Who may no longer be where they are leaves; who may no longer speak or show is stopped."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from config.kernel.errors import UnknownGuild
from guilds.models import ChannelType, Guild, Member, Role
from guilds.permissions import Permissions
from guilds.services.changes import changing
from guilds.standing import Standing, permissions_in_channel
from media_sfu.models import VoiceState
from media_sfu.services import rooms, servers
from media_sfu.voice_states import ENTER, is_suppressed


def review_guild(guild_id: int) -> None:
    """Look again at everybody whose rights in a guild may have changed since they were looked at.

    Safe to run at any time, and twice.
    """
    if not VoiceState.objects.filter(guild_id=guild_id).exists():
        return
    try:
        with changing(guild_id) as guild:
            review(guild)
    except UnknownGuild:
        return


def review_changed_guilds() -> None:
    """Review the guilds in which that was not done after a change (a process may have died)."""
    of_now = F("guild__permissions_version")
    due = VoiceState.objects.exclude(guild=None).exclude(permissions_version=of_now)
    for guild_id in list(due.values_list("guild_id", flat=True).distinct()):
        if guild_id is not None:
            review_guild(guild_id)


def review(guild: Guild) -> None:
    version = guild.permissions_version
    states = list(
        VoiceState.objects.filter(guild=guild)
        .exclude(permissions_version=version)
        .select_related("channel", "user")
        .prefetch_related("channel__overwrites")
    )
    if not states:
        return
    members = rooms.members_of(guild, states)
    roles = {role.id: role for role in Role.objects.filter(guild=guild)}
    gone = []
    for state in states:
        member = members.get(state.user_id)
        granted = permissions_of(guild, state, member, roles)
        if member is None or (ENTER not in granted and not state.was_brought):
            gone.append(state)
            continue
        if not rooms.change(state, member, still_allowed(guild, state, granted)):
            servers.update(state, member)
    VoiceState.objects.filter(id__in=[state.id for state in states]).update(
        permissions_version=version
    )
    rooms.leave(gone, members)


def permissions_of(
    guild: Guild, state: VoiceState, member: Member | None, roles: dict[int, Role]
) -> Permissions:
    held = [guild.id, *member.roles] if member is not None else []
    found = Standing(
        guild, state.user_id, member, tuple(roles[role] for role in held if role in roles)
    )
    return permissions_in_channel(found, state.channel, state.channel.overwrites.all())


def still_allowed(guild: Guild, state: VoiceState, granted: Permissions) -> dict[str, Any]:
    """Return what of a state has to change by the permissions of now."""
    values: dict[str, Any] = {}
    if state.was_brought and ENTER in granted:
        values["was_brought"] = False
    if Permissions.STREAM not in granted:
        values |= {"self_video": False, "self_stream": False}
    # In a stage channel it is a moderator who lets somebody speak.
    if state.channel.type != ChannelType.GUILD_STAGE_VOICE:
        is_afk = guild.afk_channel_id == state.channel_id
        values["suppress"] = is_suppressed(state.channel.type, granted, is_afk=is_afk)
    return values
