"""Invites: making, showing, accepting, revoking."""

from __future__ import annotations

from typing import Any, TypedDict

from django.http import HttpResponse

from config.kernel.errors import (
    CannotExecuteOnDM,
    FileTooLarge,
    MissingPermissions,
    UnknownInvite,
    UnknownTargetUsers,
    UnknownTargetUsersJob,
    required,
)
from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from guilds.access import access_channel, access_guild
from guilds.models import Channel, ChannelType, Invite
from guilds.payloads import InvitePayload, invite_payload, invite_with_metadata_payload
from guilds.payloads.invites import InviteWithMetadataPayload
from guilds.payloads.members import timestamp
from guilds.permissions import Permissions
from guilds.selectors import invites_of, presence_count
from guilds.selectors.scheduled_events import event_of_invite
from guilds.services import accept_invite, create_invite, delete_invite
from guilds.services.invite_targets import (
    FILE,
    may_see_targets,
    read_target_users,
    require_meant,
    set_target_users,
)
from guilds.services.invites import find_invite, find_made_invite
from guilds.services.join_requests import is_gated
from guilds.signals import group_invite_asked
from guilds.standing import standing

COMPLETED = 2


class NewInvite(Body):
    max_age: int | None = None
    max_uses: int | None = None
    temporary: bool | None = None
    unique: bool | None = None
    target_type: int | None = None
    target_user_id: Snowflake | None = None
    target_application_id: Snowflake | None = None
    role_ids: list[Snowflake] | None = None


class TargetUsersJobPayload(TypedDict):
    status: int
    total_users: int
    processed_users: int
    created_at: str | None
    completed_at: str | None
    error_message: str | None


class InviteQuery(Body):
    with_counts: bool = False
    guild_scheduled_event_id: Snowflake | None = None


class ChannelInvites(ApiView):
    @operation(output=list[InviteWithMetadataPayload], per="channel_id")
    def get(self, request: ApiRequest, *, channel_id: int) -> list[InviteWithMetadataPayload]:
        channel = access_channel(request.user, channel_id)
        if channel.type == ChannelType.GROUP_DM:
            return of_group("list", request, channel=channel)  # type: ignore[no-any-return]
        channel = access_channel(request.user, channel_id, Permissions.MANAGE_CHANNELS)
        if channel.guild is None:
            raise CannotExecuteOnDM
        invites = invites_of(channel.guild, channel)
        return [invite_with_metadata_payload(invite) for invite in invites]

    @operation(
        body=NewInvite,
        output=InviteWithMetadataPayload,
        files=True,
        file=FILE,
        bucket="create-invite",
        per="channel_id",
    )
    def post(
        self, request: ApiRequest, *, channel_id: int, body: NewInvite
    ) -> InviteWithMetadataPayload:
        channel = access_channel(request.user, channel_id)
        if channel.type == ChannelType.GROUP_DM:
            return of_group(  # type: ignore[no-any-return]
                "create", request, channel=channel, max_age=body.max_age
            )
        invite = create_invite(
            request.user,
            channel,
            max_age=limits.INVITE_DEFAULT_AGE if body.max_age is None else body.max_age,
            max_uses=body.max_uses or 0,
            temporary=bool(body.temporary),
            unique=bool(body.unique),
            target_type=body.target_type,
            target_user_id=body.target_user_id,
            target_application_id=body.target_application_id,
            role_ids=body.role_ids or (),
            target_user_ids=uploaded_users(request) if FILE in request.files else None,
            reason=request.reason,
        )
        return invite_with_metadata_payload(invite)


class GuildInvites(ApiView):
    @operation(output=list[InviteWithMetadataPayload], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> list[Any]:
        guild = access_guild(request.user, guild_id)
        found = standing(guild, request.user.id)
        if found.may(Permissions.MANAGE_GUILD):
            return [invite_with_metadata_payload(invite) for invite in invites_of(guild)]
        # Readers of the audit log see the invites, not how they were used.
        if found.may(Permissions.VIEW_AUDIT_LOG):
            return [invite_payload(invite) for invite in invites_of(guild)]
        raise MissingPermissions


class OneInvite(ApiView):
    """The page of an invite shows it to who is not signed in, too."""

    @operation(
        query=InviteQuery,
        output=InvitePayload,
        who="anyone",
        bucket="invites",
        rate=limits.EXPENSIVE_RATE,
    )
    def get(self, request: ApiRequest, *, code: str, query: InviteQuery) -> InvitePayload:
        found = of_group("show", request, code=code, with_counts=query.with_counts)
        if found is not None:
            return found  # type: ignore[no-any-return]
        invite = find_invite(code)
        require_meant(invite, request.user.id if request.user is not None else None)
        event_id = query.guild_scheduled_event_id
        viewer = request.user.id if request.user is not None else None
        return invite_payload(
            invite,
            presence_count=presence_count(invite.guild) if query.with_counts else None,
            scheduled_event=event_of_invite(invite.guild, event_id, viewer) if event_id else None,
        )

    @operation(who="people", output=InvitePayload, bucket="accept-invite", rate=(10, 60))
    def post(self, request: ApiRequest, *, code: str) -> dict[str, Any]:
        joined: dict[str, Any] | None = of_group("accept", request, code=code)
        if joined is not None:
            return joined
        invite, is_new = accept_invite(request.user, code)
        asks = is_new and is_gated(invite.guild, request.user)
        return {**shown(invite), "new_member": is_new, "show_verification_form": asks}

    @operation(output=InvitePayload, bucket="delete-invite")
    def delete(self, request: ApiRequest, *, code: str) -> InvitePayload:
        revoked: InvitePayload | None = of_group("delete", request, code=code)
        if revoked is not None:
            return revoked
        return shown(delete_invite(request.user, code, reason=request.reason))


class TargetUsers(ApiView):
    """Who may see and accept an invite, as a CSV file of one column."""

    @operation(output=bytes, media_type="text/csv", bucket="target-users")
    def get(self, request: ApiRequest, *, code: str) -> HttpResponse:
        invite = invite_with_targets(request, code)
        if invite.target_user_ids is None:
            raise UnknownTargetUsers
        lines = "\r\n".join(["user_id", *map(str, invite.target_user_ids), ""])
        return HttpResponse(lines, content_type="text/csv")

    @operation(
        body=Body,
        files=True,
        file=FILE,
        needs_file=True,
        status=204,
        bucket="target-users",
        rate=(10, 60),
    )
    def put(self, request: ApiRequest, *, code: str, body: Body) -> None:
        invite = find_made_invite(code)
        if invite is None:
            raise UnknownInvite
        set_target_users(request.user, invite, uploaded_users(request), reason=request.reason)


class TargetUsersJob(ApiView):
    """How reading the file went; it is read at once."""

    @operation(output=TargetUsersJobPayload, bucket="target-users")
    def get(self, request: ApiRequest, *, code: str) -> TargetUsersJobPayload:
        invite = invite_with_targets(request, code)
        if invite.target_user_ids is None or invite.target_users_set_at is None:
            raise UnknownTargetUsersJob
        count, moment = len(invite.target_user_ids), timestamp(invite.target_users_set_at)
        return {
            "status": COMPLETED,
            "total_users": count,
            "processed_users": count,
            "created_at": moment,
            "completed_at": moment,
            "error_message": None,
        }


def invite_with_targets(request: ApiRequest, code: str) -> Invite:
    invite = find_made_invite(code)
    if invite is None:
        raise UnknownInvite
    if not may_see_targets(standing(invite.guild, request.user.id), invite):
        raise MissingPermissions
    return invite


def uploaded_users(request: ApiRequest) -> list[int]:
    file = request.files.get(FILE)
    if file is None:
        raise required(FILE)
    if file.size > limits.INVITE_FILE_BYTES:
        raise FileTooLarge
    return read_target_users(file.read())


def of_group(act: str, request: ApiRequest, **asked: Any) -> Any:
    """Return the answer where an invite is one to a group DM, else None."""
    answers = group_invite_asked.send(Channel, act=act, user=request.user, **asked)
    return next((answer for _, answer in answers if answer is not None), None)


def shown(invite: Invite) -> InvitePayload:
    return invite_payload(invite)
