"""Emoji of applications, for their bots and owners."""

from __future__ import annotations

from typing import TypedDict

from accounts.access import access_application
from config.kernel.fields import UNSET, Body, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.models import Emoji
from guilds.payloads import EmojiPayload, emoji_payload
from guilds.services.application_emojis import (
    application_emoji,
    create_application_emoji,
    delete_application_emoji,
    rename_application_emoji,
)


class NewApplicationEmoji(Body):
    name: str
    image: str


class ApplicationEmojiChanges(Body):
    name: str | UnsetType = UNSET


class EmojiList(TypedDict):
    items: list[EmojiPayload]


class ApplicationEmojis(ApiView):
    @operation(output=EmojiList, per="application_id")
    def get(self, request: ApiRequest, *, application_id: int) -> EmojiList:
        application = access_application(request.user, application_id)
        emojis = Emoji.objects.select_related("user").filter(application=application)
        return {"items": [emoji_payload(emoji, with_user=True) for emoji in emojis]}

    @operation(
        body=NewApplicationEmoji,
        output=EmojiPayload,
        status=201,
        bucket="create-application-emoji",
        per="application_id",
    )
    def post(
        self, request: ApiRequest, *, application_id: int, body: NewApplicationEmoji
    ) -> EmojiPayload:
        application = access_application(request.user, application_id)
        emoji = create_application_emoji(
            request.user, application, name=body.name, image=body.image
        )
        return emoji_payload(emoji, with_user=True)


class OneApplicationEmoji(ApiView):
    @operation(output=EmojiPayload, per="application_id")
    def get(self, request: ApiRequest, *, application_id: int, emoji_id: int) -> EmojiPayload:
        application = access_application(request.user, application_id)
        return emoji_payload(application_emoji(application, emoji_id), with_user=True)

    @operation(
        body=ApplicationEmojiChanges,
        output=EmojiPayload,
        bucket="change-application-emoji",
        per="application_id",
    )
    def patch(
        self,
        request: ApiRequest,
        *,
        application_id: int,
        emoji_id: int,
        body: ApplicationEmojiChanges,
    ) -> EmojiPayload:
        application = access_application(request.user, application_id)
        emoji = application_emoji(application, emoji_id)
        if isinstance(body.name, str):
            emoji = rename_application_emoji(emoji, body.name)
        return emoji_payload(emoji, with_user=True)

    @operation(status=204, bucket="change-application-emoji", per="application_id")
    def delete(self, request: ApiRequest, *, application_id: int, emoji_id: int) -> None:
        application = access_application(request.user, application_id)
        delete_application_emoji(application_emoji(application, emoji_id))
