"""What people keep for themselves: settings and notes."""

from __future__ import annotations

from typing import Any, TypedDict

from accounts.access import access_user
from accounts.models import UserNote
from accounts.payloads import SettingsPayload, settings_payload
from accounts.selectors import notes_of
from accounts.services.preferences import iso, settings_of, update_settings, write_note
from config.kernel.errors import UnknownUser, too_long
from config.kernel.fields import UNSET, Body, Snowflake, Timestamp, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits


class CustomStatus(Body):
    text: str | None = None
    emoji_id: Snowflake | None = None
    emoji_name: str | None = None
    expires_at: Timestamp | None = None


class SettingsChanges(Body):
    status: str | UnsetType = UNSET
    custom_status: CustomStatus | UnsetType | None = UNSET
    theme: str | UnsetType = UNSET
    locale: str | UnsetType = UNSET
    guild_positions: list[Snowflake] | UnsetType = UNSET
    client: dict[str, Any] | UnsetType = UNSET


class Note(Body):
    note: str | None = None


class NotePayload(TypedDict):
    user_id: str
    note_user_id: str
    note: str


class Settings(ApiView):
    @operation(who="people", output=SettingsPayload)
    def get(self, request: ApiRequest) -> SettingsPayload:
        return settings_payload(settings_of(request.user.id))

    @operation(who="people", body=SettingsChanges, output=SettingsPayload)
    def patch(self, request: ApiRequest, *, body: SettingsChanges) -> SettingsPayload:
        changes = body.given()
        if isinstance(body.custom_status, CustomStatus):
            changes["custom_status"] = plain_status(body.custom_status)
        if isinstance(body.guild_positions, list):
            if len(body.guild_positions) > limits.GUILDS_PER_USER:
                raise too_long("guild_positions", limits.GUILDS_PER_USER)
            changes["guild_positions"] = [int(guild_id) for guild_id in body.guild_positions]
        return settings_payload(update_settings(request.user, **changes))


def plain_status(status: CustomStatus) -> dict[str, Any] | None:
    """Return a custom status as it is kept; an empty one is none."""
    if status.text and len(status.text) > limits.CUSTOM_STATUS_LENGTH:
        raise too_long("custom_status.text", limits.CUSTOM_STATUS_LENGTH)
    if status.emoji_name and len(status.emoji_name) > 32:
        raise too_long("custom_status.emoji_name", 32)
    if not (status.text or status.emoji_name):
        return None
    return {
        "text": status.text,
        "emoji_id": None if status.emoji_id is None else str(status.emoji_id),
        "emoji_name": status.emoji_name,
        "expires_at": None if status.expires_at is None else iso(status.expires_at),
    }


class Notes(ApiView):
    @operation(who="people", output=dict[str, str])
    def get(self, request: ApiRequest) -> dict[str, str]:
        return notes_of(request.user.id)


class OneNote(ApiView):
    @operation(who="people", output=NotePayload)
    def get(self, request: ApiRequest, *, user_id: int) -> NotePayload:
        note = UserNote.objects.filter(user_id=request.user.id, about_id=user_id).first()
        if note is None:
            raise UnknownUser
        return {
            "user_id": str(request.user.id),
            "note_user_id": str(user_id),
            "note": note.note,
        }

    @operation(who="people", body=Note)
    def put(self, request: ApiRequest, *, user_id: int, body: Note) -> None:
        write_note(request.user, access_user(user_id), body.note or "")
