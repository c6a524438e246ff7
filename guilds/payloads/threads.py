"""Threads, their members and lists of them as clients see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NotRequired, TypedDict

from guilds.models import Channel, Member, ThreadMember
from guilds.payloads.channels import ChannelPayload, channel_payload
from guilds.payloads.members import MemberPayload, member_payload, timestamp
from guilds.payloads.muting import MuteConfigPayload, mute_config_payload


class ThreadMemberPayload(TypedDict):
    id: str
    user_id: str
    join_timestamp: str
    flags: int
    member: NotRequired[MemberPayload]  # where it is asked for, and in events
    muted: NotRequired[bool]  # these two for themselves only
    mute_config: NotRequired[MuteConfigPayload | None]


class ThreadPayload(ChannelPayload):
    member: NotRequired[ThreadMemberPayload]  # who asks, if they are one


class ThreadsPayload(TypedDict):
    threads: list[ThreadPayload]
    members: list[ThreadMemberPayload]
    has_more: bool


def thread_member_payload(
    thread_member: ThreadMember, member: Member | None = None
) -> ThreadMemberPayload:
    """Return a member of a thread, with what they are in the guild if that is given."""
    payload: ThreadMemberPayload = {
        "id": str(thread_member.thread_id),
        "user_id": str(thread_member.user_id),
        "join_timestamp": timestamp(thread_member.joined_at),
        "flags": thread_member.flags,
    }
    if member is not None:
        payload["member"] = member_payload(member)
    return payload


def own_member_payload(thread_member: ThreadMember, *, always: bool = False) -> ThreadMemberPayload:
    """Return what somebody is in a thread for themselves; who muted nothing need not be told."""
    payload = thread_member_payload(thread_member)
    if thread_member.muted or always:
        payload["muted"] = thread_member.muted
        payload["mute_config"] = mute_config_payload(thread_member)
    return payload


def thread_payload(thread: Channel, own: ThreadMember | None = None) -> ThreadPayload:
    """Return a thread as somebody sees it; ``own`` is what they are in it."""
    payload: ThreadPayload = {**channel_payload(thread)}  # type: ignore[typeddict-item]
    if own is not None:
        payload["member"] = own_member_payload(own)
    return payload


def threads_payload(
    threads: Iterable[Channel], own: Iterable[ThreadMember], *, has_more: bool = False
) -> ThreadsPayload:
    by_thread = {member.thread_id: member for member in own}
    return {
        "threads": [thread_payload(thread, by_thread.get(thread.id)) for thread in threads],
        "members": [own_member_payload(member) for member in by_thread.values()],
        "has_more": has_more,
    }
