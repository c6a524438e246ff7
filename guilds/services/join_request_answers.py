"""Answering the form for newcomers: their request is submitted, or ends with it.

https://docs.discord.food/resources/guild#create-guild-join-request
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from accounts.models import User
from config.kernel.errors import (
    FormError,
    MaximumGuilds,
    UnknownJoinRequest,
    bad_length,
    field_error,
    not_in_range,
    required,
    too_long,
)
from config.settings import limits
from guilds import join_request_events
from guilds.models import Guild, JoinRequest, JoinRequestStatus, Member, MemberVerification
from guilds.services.changes import changing
from guilds.services.join_request_reviews import has_room, let_in
from guilds.services.join_requests import approve_request, end_pending, open_request

TERMS: Final = "TERMS"
MULTIPLE_CHOICE: Final = "MULTIPLE_CHOICE"
LENGTHS: Final = {
    "TEXT_INPUT": limits.VERIFICATION_ANSWER_LENGTH,
    "PARAGRAPH": limits.VERIFICATION_PARAGRAPH_LENGTH,
}
FIELD_TYPES: Final = (TERMS, *LENGTHS, MULTIPLE_CHOICE)


def submit_request(
    user: User, guild: Guild, fields: Sequence[Mapping[str, Any]], version: datetime | None = None
) -> JoinRequest:
    """Answer all fields of the form, inside or outside; ``version`` is that of the form.

    Who agreed to the rules of a guild that asks nothing else is let in at once, others when a
    moderator says so.
    """
    with changing(guild.id) as locked:
        request = open_request(locked, user.id)
        form = MemberVerification.objects.filter(guild=locked).first()
        if request is None or form is None:
            raise UnknownJoinRequest
        if version is not None and version != form.version:
            raise field_error("version", "BASE_TYPE_CHOICES", "The form is another one by now.")
        request.form_responses = answered(form.form_fields, fields)
        if all(field["field_type"] == TERMS for field in form.form_fields):
            member = Member.objects.select_related("user").filter(guild=locked, user=user).first()
            if member is None and not has_room(user.id):
                raise MaximumGuilds
            approve_request(request)
            if member is None:
                let_in(locked, request)
            else:
                end_pending(locked, member)
        else:
            request.status = JoinRequestStatus.SUBMITTED
            request.save()
            join_request_events.join_request_updated(request)
    return request


def answered(
    form: Sequence[Mapping[str, Any]], given: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the fields of the form with their responses, in the order of the form."""
    if len(given) != len(form):
        raise bad_length("form_fields", len(form), len(form))
    answers = []
    for index, (field, answer) in enumerate(zip(form, given, strict=True)):
        path = f"form_fields.{index}"
        if answer["field_type"] != field["field_type"] or answer["label"] != field["label"]:
            raise field_error(path, "BASE_TYPE_CHOICES", "This is not a field of the form.")
        response = checked_response(f"{path}.response", field, answer["response"])
        answers.append(dict(field) if response is None else {**field, "response": response})
    return answers


def checked_response(path: str, field: Mapping[str, Any], response: Any) -> Any:
    """Return a response as it is kept; None if there is none, where none is required."""
    kind = field["field_type"]
    if kind == TERMS:
        if field["required"] and response is not True:
            raise required(path)
        return response is True
    if isinstance(response, str) and not response.strip():
        response = None
    if response is None:
        if field["required"]:
            raise required(path)
        return None
    if kind == MULTIPLE_CHOICE:
        if not isinstance(response, int) or isinstance(response, bool):
            raise wrong_type(path, "an index of a choice")
        if not 0 <= response < len(field["choices"]):
            raise not_in_range(path, 0, len(field["choices"]) - 1)
        return response
    if not isinstance(response, str):
        raise wrong_type(path, "text")
    if len(response) > LENGTHS[kind]:
        raise too_long(path, LENGTHS[kind])
    return response.strip()


def wrong_type(path: str, wanted: str) -> FormError:
    return field_error(path, "BASE_TYPE_CHOICES", f"Must be {wanted}.")
