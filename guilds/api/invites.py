"""Invites: making, showing, accepting, revoking."""

from __future__ import annotations

from typing import Any

from config.kernel.errors import CannotExecuteOnDM, MissingPermissions
from config.kernel.fields import Body
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from guilds.access import access_channel, access_guild
from guilds.models import Invite
from guilds.payloads import InvitePayload, invite_payload, invite_with_metadata_payload
from guilds.payloads.invites import InviteWithMetadataPayload
from guilds.permissions import Permissions
from guilds.selectors import invites_of, presence_count
from guilds.services import accept_invite, create_invite, delete_invite
from guilds.services.invites import find_invite
from guilds.standing import standing


class NewInvite(Body):
    max_age: int | None = None
    max_uses: int | None = None
    temporary: bool | None = None
    unique: bool | None = None


class InviteQuery(Body):
    with_counts: bool = False


class ChannelInvites(ApiView):
    @operation(output=list[InviteWithMetadataPayload], per="channel_id")
    def get(self, request: ApiRequest, *, channel_id: int) -> list[InviteWithMetadataPayload]:
        channel = access_channel(request.user, channel_id, Permissions.MANAGE_CHANNELS)
        if channel.guild is None:
            raise CannotExecuteOnDM
        invites = invites_of(channel.guild, channel)
        return [invite_with_metadata_payload(invite) for invite in invites]

    @operation(
        body=NewInvite, output=InviteWithMetadataPayload, bucket="create-invite", per="channel_id"
    )
    def post(
        self, request: ApiRequest, *, channel_id: int, body: NewInvite
    ) -> InviteWithMetadataPayload:
        channel = access_channel(request.user, channel_id)
        invite = create_invite(
            request.user,
            channel,
            max_age=limits.INVITE_DEFAULT_AGE if body.max_age is None else body.max_age,
            max_uses=body.max_uses or 0,
            temporary=bool(body.temporary),
            unique=bool(body.unique),
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
        invite = find_invite(code)
        return invite_payload(
            invite, presence_count=presence_count(invite.guild) if query.with_counts else None
        )

    @operation(who="people", output=InvitePayload, bucket="accept-invite", rate=(10, 60))
    def post(self, request: ApiRequest, *, code: str) -> dict[str, Any]:
        invite, is_new = accept_invite(request.user, code)
        return {**shown(invite), "new_member": is_new}

    @operation(output=InvitePayload, bucket="delete-invite")
    def delete(self, request: ApiRequest, *, code: str) -> InvitePayload:
        return shown(delete_invite(request.user, code, reason=request.reason))


def shown(invite: Invite) -> InvitePayload:
    return invite_payload(invite)
