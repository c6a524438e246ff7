"""Who follows a thread."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from config.kernel.errors import CannotExecuteOnChannelType, UnknownMember
from config.kernel.fields import UNSET, Body, Snowflake, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from guilds.access import access_channel
from guilds.api.muting import MuteChanges, given_mute
from guilds.models import Channel, ThreadMember
from guilds.payloads.threads import (
    ThreadMemberPayload,
    own_member_payload,
    thread_member_payload,
)
from guilds.selectors.threads import members_of, thread_members_page
from guilds.services.thread_members import (
    add_thread_member,
    join_thread,
    leave_thread,
    remove_thread_member,
)
from guilds.services.thread_settings import change_settings


class WithMember(Body):
    with_member: bool = False


class ThreadMembersQuery(WithMember):
    after: Snowflake = Snowflake(0)
    limit: Annotated[int, Meta(ge=1, le=limits.THREADS_PAGE)] = limits.THREADS_PAGE


class OwnSettings(MuteChanges):
    flags: Annotated[int, Meta(ge=0, le=2**31 - 1)] | UnsetType = UNSET


class OwnThreadSettings(ApiView):
    """How one hears of a thread: as the user client sets it."""

    @operation(
        body=OwnSettings,
        output=ThreadMemberPayload,
        who="people",
        bucket="thread-settings",
        per="channel_id",
    )
    def patch(
        self, request: ApiRequest, *, channel_id: int, body: OwnSettings
    ) -> ThreadMemberPayload:
        values = given_mute(body)
        thread = access_thread(request, channel_id)
        return own_member_payload(change_settings(request.user, thread, values), always=True)


class ThreadMembers(ApiView):
    @operation(query=ThreadMembersQuery, output=list[ThreadMemberPayload], per="channel_id")
    def get(
        self, request: ApiRequest, *, channel_id: int, query: ThreadMembersQuery
    ) -> list[ThreadMemberPayload]:
        thread = access_thread(request, channel_id)
        if not query.with_member:
            # Only with what they are in the guild are they paged through.
            return [thread_member_payload(one) for one in thread_members_page(thread)]
        page = thread_members_page(thread, after=int(query.after), limit=query.limit)
        return with_members(thread, page)


class OwnThreadMember(ApiView):
    @operation(status=204, bucket="thread-members", per="channel_id")
    def put(self, request: ApiRequest, *, channel_id: int) -> None:
        join_thread(request.user, access_thread(request, channel_id))

    @operation(status=204, bucket="thread-members", per="channel_id")
    def delete(self, request: ApiRequest, *, channel_id: int) -> None:
        leave_thread(request.user, access_thread(request, channel_id))


class OneThreadMember(ApiView):
    @operation(query=WithMember, output=ThreadMemberPayload, per="channel_id")
    def get(
        self, request: ApiRequest, *, channel_id: int, user_id: int, query: WithMember
    ) -> ThreadMemberPayload:
        thread = access_thread(request, channel_id)
        found = thread.thread_members.filter(user_id=user_id).first()
        if found is None:
            raise UnknownMember
        return (
            with_members(thread, [found])[0] if query.with_member else thread_member_payload(found)
        )

    @operation(status=204, bucket="thread-members", per="channel_id")
    def put(self, request: ApiRequest, *, channel_id: int, user_id: int) -> None:
        add_thread_member(request.user, access_thread(request, channel_id), user_id)

    @operation(status=204, bucket="thread-members", per="channel_id")
    def delete(self, request: ApiRequest, *, channel_id: int, user_id: int) -> None:
        remove_thread_member(request.user, access_thread(request, channel_id), user_id)


def access_thread(request: ApiRequest, channel_id: int) -> Channel:
    channel = access_channel(request.user, channel_id)
    if not channel.is_thread:
        raise CannotExecuteOnChannelType
    return channel


def with_members(thread: Channel, rows: list[ThreadMember]) -> list[ThreadMemberPayload]:
    members = members_of(thread.guild_id or 0, rows)
    return [thread_member_payload(one, members.get(one.user_id)) for one in rows]
