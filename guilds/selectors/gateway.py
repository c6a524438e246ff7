"""What the gateway tells of guilds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Prefetch

from guilds.models import (
    Emoji,
    EventStatus,
    Guild,
    GuildScheduledEvent,
    Member,
    PermissionOverwrite,
    SoundboardSound,
    Sticker,
    ThreadMember,
)
from guilds.payloads import GatewayGuildPayload, gateway_guild_payload

ALL_OF_IT = (
    "roles",
    "channels",
    Prefetch("emojis", Emoji.objects.select_related("user")),
    Prefetch("stickers", Sticker.objects.select_related("user")),
    Prefetch("soundboard_sounds", SoundboardSound.objects.select_related("user")),
    Prefetch(
        "scheduled_events",
        GuildScheduledEvent.objects.filter(status__lte=EventStatus.ACTIVE)
        .select_related("creator", "channel")
        .prefetch_related("exceptions"),
    ),
)


def gateway_guild(guild_id: int, *, max_members: int | None = None) -> GatewayGuildPayload | None:
    """Return what ``gateway_guilds`` does of one guild; None if it is gone."""
    return gateway_guilds([guild_id], max_members=max_members).get(guild_id)


def gateway_guilds(
    guild_ids: Collection[int], *, max_members: int | None = None
) -> dict[int, GatewayGuildPayload]:
    """Return GUILD_CREATE's guilds by id, with all channels and members, in eleven queries.

    The gateway leaves out what a session may not see. With more than ``max_members`` there are
    none: they are asked for by pages. Guilds that are gone are missing.
    """
    overwrites: dict[int, list[PermissionOverwrite]] = defaultdict(list)
    for overwrite in PermissionOverwrite.objects.filter(channel__guild_id__in=guild_ids):
        overwrites[overwrite.channel_id].append(overwrite)
    thread_members: dict[int, list[ThreadMember]] = defaultdict(list)
    for thread_member in ThreadMember.objects.filter(
        thread__guild_id__in=guild_ids, thread__archived=False
    ):
        thread_members[thread_member.thread_id].append(thread_member)
    guilds = list(Guild.objects.filter(id__in=guild_ids).prefetch_related(*ALL_OF_IT))
    whole = [
        guild.id for guild in guilds if max_members is None or guild.member_count <= max_members
    ]
    members: dict[int, list[Member]] = defaultdict(list)
    for member in Member.objects.filter(guild_id__in=whole).select_related("user"):
        members[member.guild_id].append(member)
    return {
        guild.id: describe(guild, overwrites, thread_members, members[guild.id]) for guild in guilds
    }


def describe(
    guild: Guild,
    overwrites: dict[int, list[PermissionOverwrite]],
    thread_members: dict[int, list[ThreadMember]],
    members: list[Member],
) -> GatewayGuildPayload:
    """Return a guild of which everything else was fetched with it."""
    channels = list(guild.channels.all())
    threads = [one for one in channels if one.is_thread and not one.archived]
    return gateway_guild_payload(
        guild,
        roles=guild.roles.all(),
        emojis=guild.emojis.all(),
        stickers=guild.stickers.all(),
        channels=[(one, overwrites[one.id]) for one in channels if not one.is_thread],
        threads=threads,
        thread_members={
            one.id: thread_members[one.id] for one in threads if one.id in thread_members
        },
        members=sorted(members, key=lambda member: member.user_id),
        scheduled_events=list(guild.scheduled_events.all()),
        soundboard_sounds=guild.soundboard_sounds.all(),
    )
