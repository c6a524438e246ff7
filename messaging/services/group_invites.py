"""Invites to group DMs: whoever has one comes in, friend or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.payloads import user_payload
from config.kernel.errors import MissingPermissions, UnknownInvite, not_in_range
from config.settings import limits
from guilds.models import Channel, ChannelType
from guilds.services.invites import new_code
from messaging.models import GroupInvite, Recipient
from messaging.services import system_messages
from messaging.services.group_channels import Group, changing


def create_group_invite(user: User, channel: Channel, max_age: int | None) -> dict[str, Any]:
    """Make an invite to a group DM, for ``max_age`` seconds, as one of its people."""
    age = limits.INVITE_DEFAULT_AGE if max_age is None else max_age
    if not 1 <= age <= limits.INVITE_MAX_AGE:
        raise not_in_range("max_age", 1, limits.INVITE_MAX_AGE)
    with changing(channel.id, user):
        now = timezone.now()
        GroupInvite.objects.filter(channel=channel, expires_at__lte=now).delete()
        invite = GroupInvite.objects.create(
            code=new_code(),
            channel=channel,
            inviter=user,
            max_age=age,
            created_at=now,
            expires_at=now + timedelta(seconds=age),
        )
    return group_invite_payload(invite)


def group_invites(channel: Channel) -> list[dict[str, Any]]:
    invites = valid().filter(channel=channel).order_by("created_at")
    return [group_invite_payload(invite) for invite in invites]


def show_group_invite(code: str, *, with_counts: bool) -> dict[str, Any] | None:
    """Return what anyone who has the code may see; None if it is none of a group."""
    invite = valid().filter(code=code).first()
    return None if invite is None else group_invite_payload(invite, with_counts=with_counts)


def accept_group_invite(user: User, code: str) -> dict[str, Any] | None:
    """Come into the group that a code is of; None if it is none of a group."""
    if not valid().filter(code=code).exists():
        return None
    with transaction.atomic():
        channels = Channel.objects.select_for_update(no_key=True)
        channel = channels.filter(group_invites__code=code, type=ChannelType.GROUP_DM).first()
        invite = valid().filter(code=code).first()
        if channel is None or invite is None:
            raise UnknownInvite
        group = Group(channel)
        is_new = group.find(user.id) is None
        if is_new:
            group.admit(user)
            system_messages.say_recipient_added(channel, invite.inviter_id, user.id)
        return {**group_invite_payload(invite), "new_member": is_new}


def delete_group_invite(user: User, code: str) -> dict[str, Any] | None:
    """Revoke an invite, as who made it or owns the group; None if it is none of a group."""
    invite = valid().filter(code=code).first()
    if invite is None:
        return None
    if user.id not in (invite.inviter_id, invite.channel.owner_id):
        raise MissingPermissions
    payload = group_invite_payload(invite)
    invite.delete()
    return payload


def valid() -> QuerySet[GroupInvite]:
    now = timezone.now()
    return GroupInvite.objects.filter(expires_at__gt=now).select_related("channel", "inviter")


def group_invite_payload(invite: GroupInvite, *, with_counts: bool = False) -> dict[str, Any]:
    channel = invite.channel
    people = list(Recipient.objects.filter(channel=channel).select_related("user").order_by("id"))
    payload: dict[str, Any] = {
        "type": 1,
        "code": invite.code,
        "inviter": user_payload(invite.inviter),
        "max_age": invite.max_age,
        "created_at": invite.created_at.isoformat(),
        "expires_at": invite.expires_at.isoformat(),
        "channel": {
            "id": str(channel.id),
            "type": channel.type,
            "name": channel.name,
            **({"icon": channel.icon} if channel.icon else {}),
            "recipients": [
                {
                    "id": str(one.user_id),
                    "username": one.user.username,
                    "avatar": one.user.avatar,
                }
                for one in people
            ],
        },
    }
    if with_counts:
        payload["approximate_member_count"] = len(people)
    return payload
