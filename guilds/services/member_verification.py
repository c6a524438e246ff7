"""The form for newcomers: rules to agree to, and questions whose answers moderators judge.

https://docs.discord.food/resources/guild#member-verification-object
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils import timezone

from config.kernel.errors import bad_length, field_error, not_a_choice, required, too_long
from config.settings import limits
from guilds import events
from guilds.models import (
    AuditLogEvent,
    Guild,
    JoinRequest,
    JoinRequestStatus,
    Member,
    MemberVerification,
)
from guilds.models.join_requests import OPEN
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply
from guilds.services.join_request_answers import FIELD_TYPES, LENGTHS, MULTIPLE_CHOICE, TERMS
from guilds.services.join_request_reviews import DECISIONS, approve, has_room, reject
from guilds.services.join_requests import GATE, PREVIEW, end_pending

MANUAL_APPROVAL: Final = "MEMBER_VERIFICATION_MANUAL_APPROVAL"
KEYS: Final = {GATE: "verification_enabled", MANUAL_APPROVAL: "manual_approval_enabled"}


def update_member_verification(
    actor: Actor,
    guild: Guild,
    values: Mapping[str, Any],
    *,
    bulk_action: str = JoinRequestStatus.APPROVED,
    reason: str | None = None,
) -> MemberVerification:
    """Change ``form_fields`` (as a whole), ``description`` and whether it is ``enabled``.

    ``previewable``: newcomers look at the guild while they wait, as members who may do nothing.
    Without it nobody waits any longer: ``bulk_action`` says what becomes of those who did.
    """
    if bulk_action not in DECISIONS:
        raise not_a_choice("bulk_action", DECISIONS)
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, _):
        found = MemberVerification.objects.filter(guild=locked).first()
        form = found or MemberVerification(guild=locked)
        wanted = dict(values)
        was_enabled = GATE in locked.features
        enabled = wanted.pop("enabled", was_enabled)
        previewable = wanted.pop("previewable", not was_enabled or PREVIEW in locked.features)
        if len(wanted.get("description") or "") > limits.VERIFICATION_TEXT_LENGTH:
            raise too_long("description", limits.VERIFICATION_TEXT_LENGTH)
        if "form_fields" in wanted:
            wanted["form_fields"] = checked_fields(wanted["form_fields"])
        changed = apply(form, wanted)
        if enabled and not form.form_fields:
            raise required("form_fields")
        if changed:
            form.version = timezone.now()
            form.save()
        changed |= switch_features(locked, form, enabled=enabled, previewable=previewable)
        if was_enabled and not enabled:
            end_waiting(actor, locked, bulk_action, reason)
        if changed:
            audit_log.record(
                actor,
                locked,
                AuditLogEvent.GUILD_MEMBER_VERIFICATION_UPDATE,
                locked.id,
                changes=audit_log.changed(changed),
                reason=reason,
            )
    return form


def switch_features(
    guild: Guild, form: MemberVerification, *, enabled: bool, previewable: bool
) -> dict[str, tuple[bool, bool]]:
    """Let the guild's features say what awaits newcomers; returns what of it changed."""
    before = set(guild.features)
    features = before - {GATE, MANUAL_APPROVAL, PREVIEW}
    if enabled:
        features |= {GATE, PREVIEW} if previewable else {GATE}
        if any(field["field_type"] != TERMS for field in form.form_fields):
            features.add(MANUAL_APPROVAL)
    if apply(guild, {"features": sorted(features)}):
        guild.save(update_fields=["features"])
        events.guild_updated(guild, keeps_access=True)
    switched = before ^ features
    return {
        key: (name in before, name in features) for name, key in KEYS.items() if name in switched
    }


def end_waiting(actor: Actor, guild: Guild, action: str, reason: str | None) -> None:
    """Decide at once on all who have not been let in."""
    requests = JoinRequest.objects.select_related("user", "actioned_by")
    waiting = {one.user_id: one for one in requests.filter(guild=guild, status__in=OPEN)}
    inside = set(
        Member.objects.filter(guild=guild, user_id__in=waiting).values_list("user_id", flat=True)
    )
    for member in Member.objects.select_related("user").filter(guild=guild, pending=True):
        request = waiting.get(member.user_id)
        if request is None:
            end_pending(guild, member)
        elif action == JoinRequestStatus.REJECTED and request.status == JoinRequestStatus.SUBMITTED:
            reject(actor, guild, request, member, None, reason)
        else:
            approve(actor, guild, request, member, reason)
    for request in waiting.values():
        if request.user_id in inside:
            continue
        if action == JoinRequestStatus.REJECTED and request.status == JoinRequestStatus.SUBMITTED:
            reject(actor, guild, request, None, None, reason)
        elif has_room(request.user_id):
            approve(actor, guild, request, None, reason)


def checked_fields(fields: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the fields of a form as they are kept."""
    if len(fields) > limits.VERIFICATION_FIELDS:
        raise bad_length("form_fields", 0, limits.VERIFICATION_FIELDS)
    checked = []
    for index, given in enumerate(fields):
        path = f"form_fields.{index}"
        if given["field_type"] not in FIELD_TYPES:
            raise not_a_choice(f"{path}.field_type", FIELD_TYPES)
        field = {
            "field_type": given["field_type"],
            "label": checked_text(f"{path}.label", given["label"]),
            "required": bool(given["required"]),
        }
        if given["description"]:
            field["description"] = checked_text(f"{path}.description", given["description"])
        if field["field_type"] == TERMS:
            field["values"] = checked_texts(
                f"{path}.values",
                given["values"],
                limits.VERIFICATION_TERMS,
                limits.VERIFICATION_TEXT_LENGTH,
            )
        elif field["field_type"] == MULTIPLE_CHOICE:
            field["choices"] = checked_texts(
                f"{path}.choices",
                given["choices"],
                limits.VERIFICATION_CHOICES,
                limits.VERIFICATION_CHOICE_LENGTH,
            )
        elif given["placeholder"] and field["field_type"] in LENGTHS:
            field["placeholder"] = checked_text(f"{path}.placeholder", given["placeholder"])
        checked.append(field)
    if sum(field["field_type"] == TERMS for field in checked) > 1:
        raise field_error("form_fields", "BASE_TYPE_MAX_LENGTH", "There is one field of rules.")
    return checked


def checked_texts(path: str, texts: Sequence[str] | None, most: int, longest: int) -> list[str]:
    if not 1 <= len(texts or ()) <= most:
        raise bad_length(path, 1, most)
    return [
        checked_text(f"{path}.{index}", text, longest) for index, text in enumerate(texts or ())
    ]


def checked_text(path: str, text: str, longest: int = limits.VERIFICATION_TEXT_LENGTH) -> str:
    text = text.strip()
    if not 1 <= len(text) <= longest:
        raise bad_length(path, 1, longest)
    return text
