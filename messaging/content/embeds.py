"""Rich embeds of bots: checked against every documented limit, kept in one clean form.

https://discord.com/developers/docs/resources/message#embed-object-embed-limits
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from config.kernel.errors import FormError
from config.settings import limits
from messaging.content.forms import Errors, Form

WEB: Final = ("http", "https")
MEDIA: Final = ("http", "https", "attachment")
MAX_COLOR: Final = 0xFFFFFF
URL: Final = limits.EMBED_URL_LENGTH


def read_embeds(value: Sequence[object], path: str = "embeds") -> list[dict[str, Any]]:
    """Return the embeds as they are stored; raises ``FormError`` naming every wrong field.

    Unknown fields are dropped, text is stripped, and an embed that says nothing is left out.
    """
    most = limits.EMBEDS_PER_MESSAGE
    if len(value) > most:
        raise FormError({path: [("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")]})
    errors: Errors = {}
    embeds = [_embed(Form(f"{path}.{i}", item, errors)) for i, item in enumerate(value)]
    if not errors and sum(map(text_length, embeds)) > limits.EMBED_TOTAL_LENGTH:
        message = f"Embed size exceeds maximum size of {limits.EMBED_TOTAL_LENGTH}"
        errors[path] = [("MAX_EMBED_SIZE_EXCEEDED", message)]
    if errors:
        raise FormError(errors)
    return [embed for embed in embeds if len(embed) > 1]


def text_length(embed: Mapping[str, Any]) -> int:
    """Return the characters of an embed that count towards the total of a message."""
    texts = [
        embed.get("title", ""),
        embed.get("description", ""),
        embed.get("footer", {}).get("text", ""),
        embed.get("author", {}).get("name", ""),
    ]
    for field in embed.get("fields", ()):
        texts += (field["name"], field["value"])
    return sum(map(len, texts))


def attachment_names(embeds: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the names of uploaded files that the embeds show (``attachment://name``)."""
    urls = (
        part.get(key, "")
        for embed in embeds
        for slot in ("image", "thumbnail", "video", "author", "footer")
        if isinstance(part := embed.get(slot), Mapping)
        for key in ("url", "icon_url")
    )
    return {url.removeprefix("attachment://") for url in urls if url.startswith("attachment://")}


def _embed(form: Form) -> dict[str, Any]:
    return _said(
        type="rich",
        title=form.text("title", limits.EMBED_TITLE_LENGTH),
        description=form.text("description", limits.EMBED_DESCRIPTION_LENGTH),
        url=form.url("url", URL, WEB),
        timestamp=form.moment("timestamp"),
        color=form.integer("color", 0, MAX_COLOR),
        footer=_footer(form.part("footer")),
        image=_media(form.part("image")),
        thumbnail=_media(form.part("thumbnail")),
        video=_media(form.part("video")),
        provider=_provider(form.part("provider")),
        author=_author(form.part("author")),
        fields=[_field(field) for field in form.parts("fields", limits.EMBED_FIELDS)],
    )


def _footer(form: Form | None) -> dict[str, Any] | None:
    if form is None:
        return None
    return _said(
        text=form.text("text", limits.EMBED_FOOTER_LENGTH, needed=True),
        icon_url=form.url("icon_url", URL, MEDIA),
    )


def _author(form: Form | None) -> dict[str, Any] | None:
    if form is None:
        return None
    return _said(
        name=form.text("name", limits.EMBED_AUTHOR_LENGTH, needed=True),
        url=form.url("url", URL, WEB),
        icon_url=form.url("icon_url", URL, MEDIA),
    )


def _provider(form: Form | None) -> dict[str, Any] | None:
    if form is None:
        return None
    return _said(name=form.text("name", limits.EMBED_AUTHOR_LENGTH), url=form.url("url", URL, WEB))


def _media(form: Form | None) -> dict[str, Any] | None:
    if form is None:
        return None
    return _said(url=form.url("url", URL, MEDIA))


def _field(form: Form) -> dict[str, Any]:
    return {
        "name": form.text("name", limits.EMBED_FIELD_NAME_LENGTH, needed=True) or "",
        "value": form.text("value", limits.EMBED_FIELD_VALUE_LENGTH, needed=True) or "",
        "inline": form.flag("inline"),
    }


def _said(**values: Any) -> dict[str, Any]:
    """Return what there is; parts that say nothing are absent."""
    return {key: value for key, value in values.items() if value not in (None, {}, [])}
