"""Attachments, and embeds that show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, NotRequired, TypedDict

from messaging.content.component_tree import ATTACHMENT, ComponentType, media_of, walk
from messaging.content.embeds import attachment_names
from messaging.files import attachment_url
from messaging.payloads.facts import Facts


class AttachmentPayload(TypedDict):
    id: str
    filename: str
    size: int
    url: str
    proxy_url: str
    content_type: NotRequired[str]
    title: NotRequired[str]
    description: NotRequired[str]
    duration_secs: NotRequired[float]  # these two of voice messages
    waveform: NotRequired[str]
    width: NotRequired[int]
    height: NotRequired[int]
    flags: int


def show_files(
    embeds: list[dict[str, Any]], attachments: Sequence[Facts]
) -> tuple[list[dict[str, Any]], list[AttachmentPayload]]:
    """Return embeds and attachments; a file that an embed shows is not listed beside it."""
    shown = attachment_names(embeds)
    listed = [attachment_payload(file) for file in attachments if file["filename"] not in shown]
    if not shown:
        return embeds, listed
    files = {f"attachment://{file['filename']}": file for file in attachments}
    return [_with_files(embed, files) for embed in embeds], listed


def _with_files(embed: dict[str, Any], files: Mapping[str, Facts]) -> dict[str, Any]:
    return {
        slot: shown_media(part, files) if isinstance(part, dict) else part
        for slot, part in embed.items()
    }


def shown_media(part: dict[str, Any], files: Mapping[str, Facts]) -> dict[str, Any]:
    """Return a picture, author or footer with the address and size of the file that it names.

    ``files`` are by their ``attachment://`` addresses.
    """
    if (icon := files.get(part.get("icon_url", ""))) is not None:
        url = attachment_url(icon)
        return {**part, "icon_url": url, "proxy_icon_url": url}
    if (file := files.get(part.get("url", ""))) is None:
        return part
    url = attachment_url(file)
    media = {**part, "url": url, "proxy_url": url}
    if file["content_type"]:
        media["content_type"] = file["content_type"]
    if file["width"] is not None:
        media |= {"width": file["width"], "height": file["height"]}
    return media


def show_media(
    components: list[dict[str, Any]], attachments: Sequence[Facts], message_id: int
) -> list[dict[str, Any]]:
    """Return components with what is known of the files and pictures that they show."""
    if not any(media_of(components)):
        return components
    files = {ATTACHMENT + file["filename"]: file for file in attachments}
    shown: list[dict[str, Any]] = deepcopy(components)
    for media in media_of(shown):
        file = files.get(media["url"])
        if file is None:
            media.update(id=str(message_id), proxy_url=media["url"])
            continue
        url = attachment_url(file)
        snowflake = str(file["id"])
        media.update(id=snowflake, attachment_id=snowflake, url=url, proxy_url=url)
        for name in ("content_type", "width", "height"):
            if file[name]:
                media[name] = file[name]
    for component in walk(shown):
        if component["type"] == ComponentType.FILE:
            found = next((f for f in attachments if str(f["id"]) == component["file"]["id"]), None)
            component["name"] = found and found["filename"]
            component["size"] = found and found["size"]
    return shown


def attachment_payload(facts: Facts) -> AttachmentPayload:
    url = attachment_url(facts)
    payload: AttachmentPayload = {
        "id": str(facts["id"]),
        "filename": facts["filename"],
        "size": facts["size"],
        "url": url,
        "proxy_url": url,
        "flags": facts["flags"],
    }
    if facts["content_type"]:
        payload["content_type"] = facts["content_type"]
    if facts["description"] is not None:
        payload["description"] = facts["description"]
    for name in ("title", "duration_secs", "waveform"):
        if facts[name] is not None:
            payload[name] = facts[name]
    if facts["width"] is not None:
        payload["width"] = facts["width"]
        payload["height"] = facts["height"]
    return payload
