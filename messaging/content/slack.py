"""Messages in Slack's form, made into ours.

https://discord.com/developers/docs/resources/webhook#execute-slackcompatible-webhook
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

from config.kernel.fields import Body
from config.settings import limits
from messaging.content.bodies import WebhookMessage

LINK: Final = re.compile(r"<(?P<url>(?:https?|mailto):[^|>\s]+)(?:\|(?P<text>[^>]*))?>")
COLOUR: Final = re.compile(r"#?(?P<digits>[0-9a-fA-F]{6}|[0-9a-fA-F]{3})", re.ASCII)
NAMED_COLOURS: Final = {"good": 0x2EB67D, "warning": 0xECB22E, "danger": 0xE01E5A}
ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


class SlackField(Body):
    title: str | None = None
    value: str | int | float | None = None
    short: bool | None = None
    inline: bool | None = None


class SlackAttachment(Body):
    fallback: str | None = None
    pretext: str | None = None
    color: str | None = None
    author_name: str | None = None
    author_link: str | None = None
    author_icon: str | None = None
    title: str | None = None
    title_link: str | None = None
    text: str | None = None
    fields: list[SlackField] | None = None
    image_url: str | None = None
    thumb_url: str | None = None
    footer: str | None = None
    footer_icon: str | None = None
    ts: int | float | str | None = None


class SlackBody(Body):
    text: str | None = None
    username: str | None = None
    icon_url: str | None = None
    attachments: list[SlackAttachment] | None = None


def slack_message(body: SlackBody) -> WebhookMessage:
    pretexts = [attachment.pretext for attachment in body.attachments or () if attachment.pretext]
    content = "\n".join(text for text in (body.text, *pretexts) if text)
    return WebhookMessage(
        content=markdown(content) or None,
        username=body.username or None,
        avatar_url=body.icon_url or None,
        embeds=[embed(attachment) for attachment in body.attachments or ()] or None,
    )


def embed(attachment: SlackAttachment) -> dict[str, Any]:
    made: dict[str, Any] = {
        "title": markdown(attachment.title),
        "url": attachment.title_link if attachment.title else None,
        "description": markdown(attachment.text),
        "color": colour(attachment.color),
        "timestamp": moment(attachment.ts),
        "fields": [
            {
                "name": markdown(field.title) or "\u200b",
                "value": markdown(str(field.value or "")) or "\u200b",
                "inline": bool(field.short or field.inline),
            }
            for field in (attachment.fields or [])[: limits.EMBED_FIELDS]
        ],
    }
    if attachment.author_name:
        made["author"] = {
            "name": attachment.author_name,
            "url": attachment.author_link,
            "icon_url": attachment.author_icon,
        }
    if attachment.footer:
        made["footer"] = {"text": attachment.footer, "icon_url": attachment.footer_icon}
    if attachment.image_url:
        made["image"] = {"url": attachment.image_url}
    if attachment.thumb_url:
        made["thumbnail"] = {"url": attachment.thumb_url}
    return made


def markdown(text: str | None) -> str:
    """Return Slack's markup as ours: its links, and the three characters that it escapes."""
    shown = LINK.sub(link, text or "")
    for entity, character in ENTITIES:
        shown = shown.replace(entity, character)
    return shown


def link(match: re.Match[str]) -> str:
    return f"[{match['text']}]({match['url']})" if match["text"] else match["url"]


def colour(given: str | None) -> int | None:
    if not given:
        return None
    if given in NAMED_COLOURS:
        return NAMED_COLOURS[given]
    match = COLOUR.fullmatch(given)
    if match is None:
        return None
    digits = match["digits"]
    return int("".join(2 * digit for digit in digits) if len(digits) == 3 else digits, 16)


def moment(given: float | str | None) -> str | None:
    try:
        return datetime.fromtimestamp(float(given), UTC).isoformat() if given else None
    except (ValueError, OverflowError, OSError):
        return None
