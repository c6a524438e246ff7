"""The form for newcomers, and requests to join, as clients get them."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from accounts.payloads import UserPayload, user_payload
from config.kernel.snowflake import snowflake_at
from guilds.models import Guild, JoinRequest, MemberVerification
from guilds.payloads.emojis import EmojiPayload, emoji_payload
from guilds.payloads.guilds import features_of
from guilds.payloads.members import timestamp


class FormFieldPayload(TypedDict):
    """A question; ``response`` is there once somebody has answered it."""

    field_type: str
    label: str
    required: bool
    description: NotRequired[str]
    values: NotRequired[list[str]]  # the rules of TERMS
    choices: NotRequired[list[str]]  # of MULTIPLE_CHOICE
    placeholder: NotRequired[str]
    response: NotRequired[str | int | bool]


class VerificationGuildPayload(TypedDict):
    id: str
    name: str
    icon: str | None
    description: str | None
    splash: str | None
    discovery_splash: str | None
    home_header: str | None
    verification_level: int
    features: list[str]
    emojis: list[EmojiPayload]
    approximate_member_count: int
    approximate_presence_count: int


class MemberVerificationPayload(TypedDict):
    version: str | None
    form_fields: list[FormFieldPayload]
    description: str | None
    guild: NotRequired[VerificationGuildPayload]  # for somebody outside who asks for it


class JoinRequestPayload(TypedDict):
    id: str
    join_request_id: str
    created_at: str
    reviewed_at: str | None
    application_status: str
    rejection_reason: str | None
    guild_id: str
    user_id: str
    last_seen: str | None  # when it was acknowledged
    interview_channel_id: None
    # These for moderators only.
    user: NotRequired[UserPayload]
    form_responses: NotRequired[list[FormFieldPayload] | None]
    actioned_at: NotRequired[str | None]
    actioned_by_user: NotRequired[UserPayload | None]


class JoinRequestsPayload(TypedDict):
    guild_join_requests: list[JoinRequestPayload]
    total: int


def member_verification_payload(form: MemberVerification) -> MemberVerificationPayload:
    return {
        "version": timestamp(form.version),
        "form_fields": form.form_fields,
        "description": form.description,
    }


def verification_guild_payload(guild: Guild, *, presence_count: int) -> VerificationGuildPayload:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": guild.icon,
        "description": guild.description,
        "splash": guild.splash,
        "discovery_splash": guild.discovery_splash,
        "home_header": guild.home_header,
        "verification_level": guild.verification_level,
        "features": features_of(guild),
        "emojis": [emoji_payload(emoji) for emoji in guild.emojis.all()],
        "approximate_member_count": guild.member_count,
        "approximate_presence_count": presence_count,
    }


def own_join_request_payload(request: JoinRequest) -> JoinRequestPayload:
    """Return a request as whoever made it sees it."""
    return {
        "id": str(request.id),
        "join_request_id": str(request.id),
        "created_at": timestamp(request.created_at),
        "reviewed_at": None if request.reviewed_at is None else timestamp(request.reviewed_at),
        "application_status": request.status,
        "rejection_reason": request.rejection_reason,
        "guild_id": str(request.guild_id),
        "user_id": str(request.user_id),
        "last_seen": None if request.last_seen is None else timestamp(request.last_seen),
        "interview_channel_id": None,
    }


def join_request_payload(request: JoinRequest) -> JoinRequestPayload:
    """Return a request as moderators see it."""
    payload: dict[str, Any] = {
        **own_join_request_payload(request),
        "user": user_payload(request.user),
        "form_responses": request.form_responses,
        "actioned_at": None,
        "actioned_by_user": None,
    }
    if request.reviewed_at is not None:
        payload["actioned_at"] = str(snowflake_at(request.reviewed_at))
    if request.actioned_by is not None:
        payload["actioned_by_user"] = user_payload(request.actioned_by)
    return payload  # type: ignore[return-value]
