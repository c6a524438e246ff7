"""What the gateway tells of a guild."""

from __future__ import annotations

from collections import defaultdict

from guilds.models import Guild, PermissionOverwrite, ThreadMember
from guilds.payloads import GatewayGuildPayload, gateway_guild_payload
from guilds.selectors.scheduled_events import open_events


def gateway_guild(guild_id: int, *, max_members: int | None = None) -> GatewayGuildPayload | None:
    """Return GUILD_CREATE's guild, with every channel and member, in ten queries.

    The gateway leaves out what a session may not see. With more than ``max_members`` there are
    none: they are asked for by pages. None if the guild is gone.
    """
    guild = Guild.objects.filter(id=guild_id).first()
    if guild is None:
        return None
    overwrites: dict[int, list[PermissionOverwrite]] = defaultdict(list)
    for overwrite in PermissionOverwrite.objects.filter(channel__guild_id=guild_id):
        overwrites[overwrite.channel_id].append(overwrite)
    thread_members: dict[int, list[ThreadMember]] = defaultdict(list)
    for thread_member in ThreadMember.objects.filter(
        thread__guild_id=guild_id, thread__archived=False
    ):
        thread_members[thread_member.thread_id].append(thread_member)
    channels = list(guild.channels.all())
    has_members = max_members is None or guild.member_count <= max_members
    members = guild.members.select_related("user").order_by("user_id") if has_members else ()
    return gateway_guild_payload(
        guild,
        roles=guild.roles.all(),
        emojis=guild.emojis.select_related("user").all(),
        stickers=guild.stickers.select_related("user").all(),
        channels=[(c, overwrites[c.id]) for c in channels if not c.is_thread],
        threads=[c for c in channels if c.is_thread and not c.archived],
        thread_members=thread_members,
        members=members,
        scheduled_events=open_events(guild),
        soundboard_sounds=guild.soundboard_sounds.select_related("user").all(),
    )
