"""The form for newcomers, and their requests to join."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from config.kernel.errors import (
    InvalidInvite,
    MissingAccess,
    UnknownGuild,
    UnknownInvite,
    UnknownJoinRequest,
    UnknownMemberVerification,
    not_a_choice,
)
from config.kernel.fields import UNSET, Body, Snowflake, Timestamp, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from guilds.access import access_guild
from guilds.models import Guild, JoinRequest, JoinRequestStatus, Member, MemberVerification
from guilds.payloads.join_requests import (
    JoinRequestPayload,
    JoinRequestsPayload,
    MemberVerificationPayload,
    VerificationGuildPayload,
    join_request_payload,
    member_verification_payload,
    own_join_request_payload,
    verification_guild_payload,
)
from guilds.permissions import Permissions
from guilds.selectors.counts import presence_count
from guilds.selectors.join_requests import guilds_asked, join_requests_of, join_requests_page
from guilds.services.guild_features import DISCOVERABLE
from guilds.services.invites import find_invite
from guilds.services.join_request_answers import submit_request
from guilds.services.join_request_reviews import decide_request, decide_requests
from guilds.services.join_requests import open_request
from guilds.services.member_verification import update_member_verification
from guilds.services.own_join_requests import (
    acknowledge_request,
    guild_asked,
    own_request,
    restart_request,
    withdraw_request,
)

LISTED = (JoinRequestStatus.SUBMITTED, JoinRequestStatus.REJECTED, JoinRequestStatus.APPROVED)


class VerificationQuery(Body):
    with_guild: bool = False
    invite_code: str | None = None


class FormField(Body):
    field_type: str
    label: str
    required: bool = True
    description: str | None = None
    values: list[str] | None = None
    choices: list[str] | None = None
    placeholder: str | None = None


class AnsweredField(Body):
    field_type: str
    label: str
    response: bool | int | str | None = None


class VerificationChanges(Body):
    enabled: bool | UnsetType = UNSET
    form_fields: list[FormField] | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    bulk_action: str | None = None
    previewable: bool | UnsetType = UNSET

    def values(self) -> dict[str, Any]:
        values = self.given()
        values.pop("bulk_action")
        if self.form_fields is not UNSET:
            values["form_fields"] = [field.given() for field in self.form_fields or ()]
        if self.description is not UNSET:
            values["description"] = self.description or None
        return values


class Application(Body):
    form_fields: list[AnsweredField] = []
    version: Timestamp | None = None


class RequestsQuery(Body):
    status: str | None = None
    limit: Annotated[int, Meta(ge=1, le=limits.JOIN_REQUESTS_PAGE)] = limits.JOIN_REQUESTS_PAGE
    before: Snowflake | None = None
    after: Snowflake | None = None


class Decision(Body):
    action: str
    rejection_reason: str | None = None


class BulkDecision(Body):
    action: str


class Verification(ApiView):
    @operation(query=VerificationQuery, output=MemberVerificationPayload, per="guild_id")
    def get(
        self, request: ApiRequest, *, guild_id: int, query: VerificationQuery
    ) -> MemberVerificationPayload:
        guild, is_member = guild_to_join(request, guild_id, query.invite_code)
        form = MemberVerification.objects.filter(guild=guild).first()
        if form is None:
            raise UnknownMemberVerification
        payload = member_verification_payload(form)
        if query.with_guild and not is_member:
            count = presence_count(guild)
            payload["guild"] = verification_guild_payload(guild, presence_count=count)
        return payload

    @operation(
        body=VerificationChanges,
        output=MemberVerificationPayload,
        bucket="member-verification",
        per="guild_id",
    )
    def patch(
        self, request: ApiRequest, *, guild_id: int, body: VerificationChanges
    ) -> MemberVerificationPayload:
        form = update_member_verification(
            request.user,
            access_guild(request.user, guild_id, Permissions.MANAGE_GUILD),
            body.values(),
            bulk_action=body.bulk_action or JoinRequestStatus.APPROVED,
            reason=request.reason,
        )
        return member_verification_payload(form)


def guild_to_join(request: ApiRequest, guild_id: int, code: str | None) -> tuple[Guild, bool]:
    """Return a guild that one is in, or could come into: it is discoverable, or one is invited."""
    guild = Guild.objects.filter(id=guild_id).first()
    if guild is None:
        raise UnknownGuild
    if Member.objects.filter(guild=guild, user=request.user).exists():
        return guild, True
    has_asked = open_request(guild, request.user.id) is not None
    if not has_asked and DISCOVERABLE not in guild.features and not is_invited(guild, code):
        raise MissingAccess
    return guild, False


def is_invited(guild: Guild, code: str | None) -> bool:
    try:
        return code is not None and find_invite(code).guild_id == guild.id
    except (UnknownInvite, InvalidInvite):
        return False


class JoinRequests(ApiView):
    @operation(query=RequestsQuery, output=JoinRequestsPayload, per="guild_id")
    def get(
        self, request: ApiRequest, *, guild_id: int, query: RequestsQuery
    ) -> JoinRequestsPayload:
        guild = access_guild(request.user, guild_id, Permissions.KICK_MEMBERS)
        if query.status is not None and query.status not in LISTED:
            raise not_a_choice("status", LISTED)
        page, total = join_requests_page(
            guild, status=query.status, before=query.before, after=query.after, limit=query.limit
        )
        return {"guild_join_requests": [join_request_payload(one) for one in page], "total": total}

    @operation(body=BulkDecision, status=204, bucket="join-request", per="guild_id")
    def patch(self, request: ApiRequest, *, guild_id: int, body: BulkDecision) -> None:
        """Decide on all that wait."""
        guild = access_guild(request.user, guild_id, Permissions.KICK_MEMBERS)
        decide_requests(request.user, guild, body.action, reason=request.reason)


class OneJoinRequest(ApiView):
    @operation(body=Decision, output=JoinRequestPayload, bucket="join-request", per="guild_id")
    def patch(
        self, request: ApiRequest, *, guild_id: int, request_id: int, body: Decision
    ) -> JoinRequestPayload:
        return join_request_payload(
            decide_request(
                request.user,
                access_guild(request.user, guild_id, Permissions.KICK_MEMBERS),
                request_id,
                body.action,
                rejection_reason=body.rejection_reason,
                reason=request.reason,
            )
        )


class JoinRequestsOfUser(ApiView):
    @operation(output=list[JoinRequestPayload], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, user_id: int) -> list[JoinRequestPayload]:
        guild = access_guild(request.user, guild_id, Permissions.KICK_MEMBERS)
        return [join_request_payload(one) for one in join_requests_of(guild, user_id)]


class AnyJoinRequest(ApiView):
    """One's own, or for a moderator of its guild any that was submitted."""

    @operation(output=JoinRequestPayload)
    def get(self, request: ApiRequest, *, request_id: int) -> JoinRequestPayload:
        found = JoinRequest.objects.select_related("user", "actioned_by", "guild")
        one = found.filter(id=request_id).first()
        if one is None:
            raise UnknownJoinRequest
        if one.user_id == request.user.id:
            return own_join_request_payload(one)
        access_guild(request.user, one.guild_id, Permissions.KICK_MEMBERS)
        if one.status == JoinRequestStatus.STARTED:
            raise UnknownJoinRequest
        return join_request_payload(one)


class OwnJoinRequest(ApiView):
    @operation(who="people", output=JoinRequestPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> JoinRequestPayload:
        guild = guild_asked(request.user, guild_id)
        return own_join_request_payload(own_request(request.user, guild))

    @operation(
        who="people",
        body=Application,
        output=JoinRequestPayload,
        bucket="own-join-request",
        per="guild_id",
    )
    def put(self, request: ApiRequest, *, guild_id: int, body: Application) -> JoinRequestPayload:
        guild = guild_asked(request.user, guild_id)
        fields = [field.given() for field in body.form_fields]
        return own_join_request_payload(submit_request(request.user, guild, fields, body.version))

    @operation(who="people", output=JoinRequestPayload, bucket="own-join-request", per="guild_id")
    def post(self, request: ApiRequest, *, guild_id: int) -> JoinRequestPayload:
        """Begin anew.

        The answers that were given are forgotten.
        """
        guild = guild_asked(request.user, guild_id)
        return own_join_request_payload(restart_request(request.user, guild))

    @operation(
        who="people",
        output=JoinRequestPayload,
        also={204: None},
        bucket="own-join-request",
        per="guild_id",
    )
    def delete(self, request: ApiRequest, *, guild_id: int) -> JoinRequestPayload | None:
        """Withdraw it.

        A pending member is inside already, and begins anew.
        """
        guild = guild_asked(request.user, guild_id)
        begun = withdraw_request(request.user, guild)
        return None if begun is None else own_join_request_payload(begun)


class OwnJoinRequestAck(ApiView):
    @operation(who="people", status=204, bucket="own-join-request", per="guild_id")
    def post(self, request: ApiRequest, *, guild_id: int) -> None:
        acknowledge_request(request.user, guild_asked(request.user, guild_id))


class JoinRequestAck(ApiView):
    """By the request's id, or by one's own."""

    @operation(who="people", status=204, bucket="own-join-request", per="guild_id")
    def post(self, request: ApiRequest, *, guild_id: int, request_id: int) -> None:
        acknowledge_request(request.user, guild_asked(request.user, guild_id), request_id)


class GuildsAsked(ApiView):
    """Guilds that one waits outside of."""

    @operation(who="people", output=list[VerificationGuildPayload])
    def get(self, request: ApiRequest) -> list[VerificationGuildPayload]:
        return [
            verification_guild_payload(guild, presence_count=presence_count(guild))
            for guild in guilds_asked(request.user.id)
        ]
