"""Reading direct channels."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import Relationship, RelationshipType, User
from accounts.payloads import user_payload
from guilds.models import Channel, Member
from messaging.models import Recipient
from messaging.payloads import DirectChannelPayload, direct_channel_payload


def channel_ids(user_id: int) -> list[int]:
    """Return all direct channels of a user, also those they closed."""
    rows = Recipient.objects.filter(user_id=user_id).values_list("channel_id", flat=True)
    return list(rows)


def private_channels(user_id: int) -> list[DirectChannelPayload]:
    """Return the open direct channels of a user, the latest first, in two queries."""
    own = list(Recipient.objects.filter(user_id=user_id, closed=False).select_related("channel"))
    channels = [row.channel for row in own]
    people = recipients_of([channel.id for channel in channels])
    channels.sort(key=lambda channel: channel.last_message_id or channel.id, reverse=True)
    return [as_seen_by(user_id, channel, people.get(channel.id, ())) for channel in channels]


def recipients_of(channel_ids: Iterable[int]) -> dict[int, list[Recipient]]:
    """Return who is in direct channels, with their users, who came first before who came later."""
    people: dict[int, list[Recipient]] = {}
    rows = Recipient.objects.filter(channel_id__in=list(channel_ids)).select_related("user")
    for row in rows.order_by("id"):
        people.setdefault(row.channel_id, []).append(row)
    return people


def acquaintances_of(user_id: int) -> list[int]:
    """Return people who see a user outside of guilds: in their friends, requests and DMs.

    Whoever shares a guild with them is not among them, and neither are bots.
    """
    related = Relationship.objects.filter(other_id=user_id).exclude(type=RelationshipType.BLOCKED)
    channels = Recipient.objects.filter(user_id=user_id).values("channel_id")
    people = User.objects.filter(
        Q(id__in=related.values("user_id"))
        | Q(id__in=Recipient.objects.filter(channel_id__in=channels).values("user_id")),
        bot=False,
        is_active=True,
    )
    guilds = Member.objects.filter(user_id=user_id).values("guild_id")
    near = Member.objects.filter(guild_id__in=guilds).values("user_id")
    return list(people.exclude(id=user_id).exclude(id__in=near).values_list("id", flat=True))


def direct_channel(channel: Channel, user_id: int) -> DirectChannelPayload:
    """Return a direct channel as one of its people sees it."""
    return as_seen_by(user_id, channel, recipients_of([channel.id]).get(channel.id, ()))


def as_seen_by(user_id: int, channel: Channel, people: Iterable[Recipient]) -> DirectChannelPayload:
    people = list(people)
    pinned = channel.last_pin_timestamp
    return direct_channel_payload(
        channel.id,
        channel.type,
        last_message_id=channel.last_message_id,
        last_pin_timestamp=pinned.isoformat() if pinned else None,
        recipients=[user_payload(one.user) for one in people if one.user_id != user_id],
        flags=channel.flags,
        name=channel.name,
        icon=channel.icon,
        owner_id=channel.owner_id,
        nicks={one.user_id: one.nick for one in people if one.nick},
    )
