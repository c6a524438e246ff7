"""Direct channels: who may write to whom, opening and closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from accounts.models import RelationshipType, User
from config.kernel import aio
from config.kernel.errors import CannotMessageUser, InvalidRecipients
from guilds.access import ChannelAccess
from guilds.models import Channel, ChannelType
from messaging import events
from messaging.models import DirectChannel, Recipient
from messaging.selectors.direct import direct_channel
from messaging.services.pacing import take_opening

if TYPE_CHECKING:
    from collections.abc import Iterable

# Friends may write to each other, and so may people of one guild that has not stopped it, unless
# one blocked the other.
WELCOME: Final = """
SELECT EXISTS (SELECT 1 FROM users WHERE id = %(other)s AND is_active)
    AND NOT EXISTS (
        SELECT 1 FROM relationships WHERE type = %(blocked)s
        AND (user_id, other_id) IN ((%(user)s, %(other)s), (%(other)s, %(user)s)))
    AND (
        EXISTS (SELECT 1 FROM relationships
                WHERE user_id = %(user)s AND other_id = %(other)s AND type = %(friend)s)
        OR EXISTS (SELECT 1 FROM members m JOIN members o ON o.guild_id = m.guild_id
                   JOIN guilds g ON g.id = m.guild_id
                   WHERE m.user_id = %(user)s AND o.user_id = %(other)s
                   AND (g.dms_disabled_until IS NULL OR g.dms_disabled_until < now())))
"""


async def is_welcome(user_id: int, other_id: int) -> bool:
    """Return whether one person may write to another."""
    values = {
        "user": user_id,
        "other": other_id,
        "blocked": RelationshipType.BLOCKED.value,
        "friend": RelationshipType.FRIEND.value,
    }
    async with (await aio.pool()).connection() as database:
        row = await (await database.execute(WELCOME, values)).fetchone()
    return row is not None and bool(row[0])


async def require_welcome(author: User, access: ChannelAccess) -> None:
    """Refuse messages to who blocked the author, or has nothing in common with them."""
    if access.channel_type != ChannelType.DM:
        return
    others = [user_id for user_id in access.recipients if user_id != author.id]
    if not others or not await is_welcome(author.id, others[0]):
        raise CannotMessageUser


def open_direct_channel(user: User, recipient: User) -> Channel:
    """Return the direct channel of two people, opening it for ``user`` if it is not.

    The recipient sees it with the first message.
    """
    if user.id == recipient.id or (user.bot and recipient.bot):
        raise CannotMessageUser
    low, high = sorted((user.id, recipient.id))
    existing = find(low, high)
    if existing is None:
        if not aio.run(is_welcome(user.id, recipient.id)):
            raise CannotMessageUser
        take_opening(user)
        existing = create(low, high)
    with transaction.atomic():
        reopened = Recipient.objects.filter(channel=existing, user=user, closed=True)
        if reopened.update(closed=False):
            events.direct_channel_opened(direct_channel(existing, user.id), user_id=user.id)
    return existing


def find(low: int, high: int) -> Channel | None:
    direct = DirectChannel.objects.filter(low_id=low, high_id=high).select_related("channel")
    found = direct.first()
    return None if found is None else found.channel


def create(low: int, high: int) -> Channel:
    """Make the channel; of two who do so at once, one makes it and the other gets it."""
    with transaction.atomic():
        channel = Channel.objects.create(type=ChannelType.DM)
        _, created = DirectChannel.objects.get_or_create(
            low_id=low, high_id=high, defaults={"channel": channel}
        )
        if created:
            Recipient.objects.bulk_create(
                Recipient(channel=channel, user_id=user_id, closed=True) for user_id in (low, high)
            )
        else:
            channel.delete()
    found = find(low, high)
    if found is None:
        raise InvalidRecipients
    return found


def close_direct_channel(channel: Channel, user: User) -> None:
    """Take a direct channel off a person's list; the next message puts it back."""
    with transaction.atomic():
        open_ones = Recipient.objects.filter(channel=channel, user=user, closed=False)
        if open_ones.update(closed=True):
            events.direct_channel_closed(direct_channel(channel, user.id), user_id=user.id)


def recipient_for(user_ids: Iterable[int]) -> User:
    """Return whom a request names as its one recipient."""
    ids = list(dict.fromkeys(user_ids))
    if len(ids) != 1:
        raise InvalidRecipients
    recipient = User.objects.filter(id=ids[0], is_active=True).first()
    if recipient is None:
        raise InvalidRecipients
    return recipient
