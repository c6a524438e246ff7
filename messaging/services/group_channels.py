"""Group DMs: opening them, letting people in and out, names, icons, and who owns them.

Only friends are let in. Everybody in a group may add their friends, name it and give it an icon;
only its owner takes others out or hands it on. When the owner leaves, whoever came next owns it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.models import Relationship, RelationshipType, User
from accounts.payloads import user_payload
from accounts.services.oauth2 import grant_of
from config.kernel.data_uris import delete_image, store_image
from config.kernel.errors import (
    CannotExecuteOnChannelType,
    CannotMessageUser,
    InvalidOAuth2Token,
    InvalidRecipients,
    MaximumGroupChannels,
    MaximumRecipients,
    MissingAccess,
    MissingPermissions,
    UnknownChannel,
    UnknownUser,
    bad_length,
    too_long,
)
from config.settings import limits
from guilds.models import Channel, ChannelType
from messaging import events, signals
from messaging.models import Attachment, ReadState, Recipient
from messaging.selectors.direct import as_seen_by, recipients_of
from messaging.services import system_messages
from messaging.services.pacing import take_opening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import Application

JOINING = "gdm.join"
ICONS = "icons"


class Group:
    """A group DM that is locked, and who is in it, the first to come first."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.people: list[Recipient] = []
        self.read()

    def read(self) -> None:
        self.people = recipients_of([self.channel.id]).get(self.channel.id, [])

    def find(self, user_id: int) -> Recipient | None:
        return next((one for one in self.people if one.user_id == user_id), None)

    def tell_change(self) -> None:
        for one in self.people:
            seen = as_seen_by(one.user_id, self.channel, self.people)
            events.direct_channel_updated(seen, user_id=one.user_id)

    def admit(self, user: User, nick: str | None = None) -> None:
        """Let somebody in, and tell everybody."""
        if len(self.people) >= limits.GROUP_PEOPLE:
            raise MaximumRecipients
        Recipient.objects.create(channel=self.channel, user=user, nick=nick)
        self.read()
        events.recipient_added(self.channel.id, user_payload(user), nick)
        seen = as_seen_by(user.id, self.channel, self.people)
        events.direct_channel_opened(seen, user_id=user.id)

    def dismiss(self, recipient: Recipient) -> None:
        """Let somebody out, and tell everybody."""
        seen = as_seen_by(recipient.user_id, self.channel, self.people)
        signals.recipient_removed.send(Channel, channel=self.channel, user_id=recipient.user_id)
        recipient.delete()
        ReadState.objects.filter(channel=self.channel, user=recipient.user).delete()
        self.read()
        events.direct_channel_closed(seen, user_id=recipient.user_id)
        events.recipient_removed(self.channel.id, user_payload(recipient.user))


@contextmanager
def changing(channel_id: int, user: User) -> Iterator[Group]:
    """Lock a group DM in a transaction, for one of its people."""
    with transaction.atomic():
        channels = Channel.objects.select_for_update(no_key=True)
        channel = channels.filter(id=channel_id).first()
        if channel is None:
            raise UnknownChannel
        if channel.type != ChannelType.GROUP_DM:
            raise CannotExecuteOnChannelType
        group = Group(channel)
        if group.find(user.id) is None:
            raise MissingAccess
        yield group


def open_group_channel(user: User, user_ids: Collection[int]) -> Channel:
    """Open a group DM with some of one's friends; with nobody it waits for them."""
    ids = [one for one in dict.fromkeys(user_ids) if one != user.id]
    if user.bot:
        raise InvalidRecipients
    return write_group(user, [user, *friends(user, ids)])


def open_granted_group(
    bot: User, application: Application, access_tokens: Sequence[str], nicks: Mapping[int, str]
) -> Channel:
    """Open a group DM of an application with people who let it add them (``gdm.join``)."""
    people = list(dict.fromkeys(granted(application, token) for token in access_tokens))
    return write_group(bot, [bot, *people], checked_nicks(nicks))


@transaction.atomic
def write_group(
    owner: User, people: Sequence[User], nicks: Mapping[int, str] | None = None
) -> Channel:
    if len(people) > limits.GROUP_PEOPLE:
        raise MaximumRecipients
    if owner.bot:
        require_room(owner)
    take_opening(owner)
    channel = Channel.objects.create(type=ChannelType.GROUP_DM, owner=owner)
    for one in people:
        nick = (nicks or {}).get(one.id)
        Recipient.objects.create(channel=channel, user=one, nick=nick)
    recipients = recipients_of([channel.id])[channel.id]
    for recipient in recipients:
        seen = as_seen_by(recipient.user_id, channel, recipients)
        events.direct_channel_opened(seen, user_id=recipient.user_id)
    return channel


def require_room(bot: User) -> None:
    """Refuse an application that is in as many groups as it may be."""
    User.objects.select_for_update(no_key=True).get(id=bot.id)  # two at once count after another
    groups = Recipient.objects.filter(user=bot, channel__type=ChannelType.GROUP_DM)
    if groups.count() >= limits.GROUPS_PER_APPLICATION:
        raise MaximumGroupChannels


def extend_direct_channel(user: User, channel: Channel, user_id: int) -> Channel:
    """Open a group DM with who is in a DM and one more; the DM stays as it is."""
    others = Recipient.objects.filter(channel=channel).exclude(user=user)
    partner = User.objects.get(id__in=others.values("user_id"))
    if user.bot or partner.bot:
        raise InvalidRecipients
    return write_group(user, [user, partner, *friends(user, [user_id])])


def add_recipient(
    user: User,
    channel_id: int,
    user_id: int,
    *,
    application: Application | None = None,
    access_token: str | None = None,
    nick: str | None = None,
) -> None:
    """Let a friend into a group DM; an application somebody who let it (``gdm.join``)."""
    nick = checked_nicks({user_id: nick}).get(user_id) if nick else None
    with changing(channel_id, user) as group:
        if group.find(user_id) is not None:
            return
        if application is not None:
            added = granted(application, access_token or "")
            if added.id != user_id:
                raise InvalidOAuth2Token
        else:
            [added] = friends(user, [user_id])
            nick = None
        group.admit(added, nick)
        system_messages.say_recipient_added(group.channel, user.id, added.id)


def remove_recipient(user: User, channel_id: int, user_id: int) -> None:
    """Take somebody out of a group DM, as its owner."""
    if user_id == user.id:
        leave_group(user, channel_id)
        return
    with changing(channel_id, user) as group:
        if group.channel.owner_id != user.id:
            raise MissingPermissions
        recipient = group.find(user_id)
        if recipient is None:
            raise UnknownUser
        group.dismiss(recipient)
        system_messages.say_recipient_removed(group.channel, user.id, user_id)


def leave_group(user: User, channel_id: int, *, silent: bool = False) -> None:
    """Leave a group DM. Who came first of those that stay owns it then; without any it ends."""
    with changing(channel_id, user) as group:
        recipient = group.find(user.id)
        if recipient is None:
            raise MissingAccess
        group.dismiss(recipient)
        channel = group.channel
        if not any(not one.user.bot for one in group.people):
            end_group(group)
            return
        if channel.owner_id == user.id:
            channel.owner_id = next(one.user_id for one in group.people if not one.user.bot)
            channel.save(update_fields=["owner"])
            group.tell_change()
        if not silent:
            system_messages.say_recipient_removed(channel, user.id, user.id)


def end_group(group: Group) -> None:
    """Delete a group DM that nobody is in any more."""
    for one in list(group.people):
        group.dismiss(one)
    # Their files are the worker's to delete.
    Attachment.objects.filter(channel_id=group.channel.id).update(message=None)
    drop_icon(group.channel)
    group.channel.delete()


def update_group(user: User, channel_id: int, values: Mapping[str, Any]) -> Channel:
    """Change ``name``, ``icon`` (a data URI or None) and ``owner`` (a user's id) of a group DM."""
    with changing(channel_id, user) as group:
        channel = group.channel
        changed = set()
        if "owner" in values and values["owner"] != channel.owner_id:
            hand_on(group, user, values["owner"])
            changed.add("owner")
        if "name" in values:
            name = (values["name"] or "").strip() or None
            if name is not None and len(name) > limits.CHANNEL_NAME_LENGTH:
                raise bad_length("name", 1, limits.CHANNEL_NAME_LENGTH)
            if name != channel.name:
                channel.name = name
                changed.add("name")
        if "icon" in values:
            icon = values["icon"]
            if icon is not None:
                icon = store_image(ICONS, channel.id, icon, field="icon")
            if icon != channel.icon:
                drop_icon(channel)
                channel.icon = icon
                changed.add("icon")
        if changed:
            channel.save(update_fields=sorted(changed))
            group.tell_change()
        if "name" in changed:
            system_messages.say_name_changed(channel, user.id)
        if "icon" in changed:
            system_messages.say_icon_changed(channel, user.id)
    return channel


def hand_on(group: Group, user: User, owner_id: int | None) -> None:
    if group.channel.owner_id != user.id:
        raise MissingPermissions
    heir = group.find(owner_id or 0)
    if heir is None or heir.user.bot:
        raise InvalidRecipients
    group.channel.owner_id = heir.user_id


def drop_icon(channel: Channel) -> None:
    icon = channel.icon
    if icon:
        transaction.on_commit(lambda: delete_image(ICONS, channel.id, icon))


def friends(user: User, user_ids: Sequence[int]) -> list[User]:
    """Return these users, all of whom must be friends of ``user``."""
    found = {one.id: one for one in User.objects.filter(id__in=user_ids, is_active=True, bot=False)}
    if found.keys() != set(user_ids):
        raise InvalidRecipients
    held = Relationship.objects.filter(
        user=user, other_id__in=user_ids, type=RelationshipType.FRIEND
    )
    if held.count() != len(found):
        raise CannotMessageUser
    return [found[one] for one in user_ids]


def granted(application: Application, token: str) -> User:
    """Return whose access token this is, if it lets the application add them."""
    grant = grant_of(token)
    if grant is None or grant.application.id != application.id or JOINING not in grant.scopes:
        raise InvalidOAuth2Token
    return grant.user


def checked_nicks(nicks: Mapping[int, str | None]) -> dict[int, str]:
    for nick in nicks.values():
        if nick is not None and len(nick) > limits.NICK_LENGTH:
            raise too_long("nick", limits.NICK_LENGTH)
    return {user_id: nick for user_id, nick in nicks.items() if nick}
