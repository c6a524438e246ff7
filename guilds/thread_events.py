"""What is announced of threads.

``THREAD_ROSTER`` is for the gateway alone: who is in a thread that it has not heard of yet, and
that it is about to be told of.
"""

from __future__ import annotations

from collections.abc import Iterable

from config.kernel.events import Audience, dispatch
from guilds.models import Channel, ChannelType, Member, ThreadMember
from guilds.payloads.channels import channel_payload
from guilds.payloads.threads import own_member_payload, thread_member_payload


def thread_created(thread: Channel) -> None:
    tell_roster(thread)
    data = {**channel_payload(thread), "newly_created": True}
    dispatch("THREAD_CREATE", data, to=Audience.channel(thread.guild_id, thread.id))


def thread_updated(thread: Channel, *, archived_changed: bool = False) -> None:
    if archived_changed and not thread.archived:
        tell_roster(thread)
    to = Audience.channel(thread.guild_id, thread.id, keeps_access=not archived_changed)
    dispatch("THREAD_UPDATE", {**channel_payload(thread)}, to=to)


def tell_roster(thread: Channel) -> None:
    members = [own_member_payload(member) for member in thread.thread_members.all()]
    data = {"id": str(thread.id), "members": members}
    dispatch("THREAD_ROSTER", data, to=Audience.guild(thread.guild_id or 0))


def thread_members_changed(
    thread: Channel,
    added: Iterable[tuple[ThreadMember, Member]] = (),
    removed: Iterable[int] = (),
) -> None:
    """Tell who came and who went; those who came also hear what they are in the thread."""
    place = {"id": str(thread.id), "guild_id": str(thread.guild_id)}
    came = list(added)
    data = {
        **place,
        "member_count": thread.member_count,
        "added_members": [
            {**thread_member_payload(one, member), "presence": None} for one, member in came
        ],
        "removed_member_ids": [str(user_id) for user_id in removed],
    }
    is_public = thread.type != ChannelType.PRIVATE_THREAD
    to = Audience.channel(thread.guild_id, thread.id, keeps_access=is_public)
    dispatch("THREAD_MEMBERS_UPDATE", data, to=to)
    for one, _ in came:
        own = {**thread_member_payload(one), "guild_id": str(thread.guild_id)}
        dispatch("THREAD_MEMBER_UPDATE", own, to=Audience.user(one.user_id))


def own_settings_changed(thread: Channel, member: ThreadMember) -> None:
    """Tell somebody how they hear of a thread now; the gateway keeps it for their next READY."""
    tell_roster(thread)
    own = {**own_member_payload(member, always=True), "guild_id": str(thread.guild_id)}
    dispatch("THREAD_MEMBER_UPDATE", own, to=Audience.user(member.user_id))
