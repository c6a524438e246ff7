"""Members and bans as clients see them."""

from __future__ import annotations

from datetime import datetime
from typing import NotRequired, TypedDict

from accounts.payloads import UserPayload, user_payload
from guilds.models import Ban, Member


class MemberPayload(TypedDict):
    user: NotRequired[UserPayload]  # absent beside a message's author
    nick: str | None
    avatar: str | None
    banner: str | None
    roles: list[str]
    joined_at: str
    premium_since: None
    deaf: bool
    mute: bool
    pending: bool
    flags: int
    communication_disabled_until: str | None


class GuildMemberPayload(MemberPayload):
    guild_id: str  # in GUILD_MEMBER_ADD and GUILD_MEMBER_UPDATE


class BanPayload(TypedDict):
    user: UserPayload
    reason: str | None


def timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def member_payload(member: Member, *, with_user: bool = True) -> MemberPayload:
    """Return a member; without the user as MESSAGE_CREATE carries it beside the author."""
    until = member.communication_disabled_until
    payload: MemberPayload = {
        "nick": member.nick,
        "avatar": member.avatar,
        "banner": member.banner,
        "roles": [str(role) for role in member.roles],
        "joined_at": timestamp(member.joined_at),
        "premium_since": None,
        "deaf": member.deaf,
        "mute": member.mute,
        "pending": member.pending,
        "flags": member.flags,
        "communication_disabled_until": timestamp(until) if until else None,
    }
    if with_user:
        payload["user"] = user_payload(member.user)
    return payload


def guild_member_payload(member: Member) -> GuildMemberPayload:
    return {**member_payload(member), "guild_id": str(member.guild_id)}


def ban_payload(ban: Ban) -> BanPayload:
    return {"user": user_payload(ban.user), "reason": ban.reason}
