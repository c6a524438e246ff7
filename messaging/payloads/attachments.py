"""Attachments, and embeds that show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, NotRequired, TypedDict

from messaging.content.component_tree import ATTACHMENT, ComponentType, media_of, walk
from messaging.content.embeds import attachment_names
from messaging.external import external_url, is_elsewhere
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
    files = {ATTACHMENT + file["filename"]: file for file in attachments}
    return [_shown_embed(embed, files) for embed in embeds], listed


def _shown_embed(embed: dict[str, Any], files: Mapping[str, Facts]) -> dict[str, Any]:
    return {
        slot: _embed_part(slot, part, files) if isinstance(part, dict) else part
        for slot, part in embed.items()
    }


def _embed_part(slot: str, part: dict[str, Any], files: Mapping[str, Facts]) -> dict[str, Any]:
    """Return a picture, author or footer with what clients need to show it."""
    if "icon_url" in part:
        icon = medium(part["icon_url"], files)
        return {**part, "icon_url": icon["url"], "proxy_icon_url": icon["proxy_url"]}
    if slot in ("image", "thumbnail", "video") and "url" in part:
        return {**part, **medium(part["url"], files)}
    return part


def medium(url: str, files: Mapping[str, Facts]) -> dict[str, Any]:
    """Return where a picture or file is, and what is known of it.

    ``files`` are by their ``attachment://`` addresses. Pictures elsewhere are fetched through
    this instance: no page of others learns who reads.
    """
    file = files.get(url)
    if file is None:
        return {"url": url, "proxy_url": external_url(url) if is_elsewhere(url) else url}
    where = attachment_url(file)
    found: dict[str, Any] = {"url": where, "proxy_url": where}
    found |= {name: file[name] for name in ("content_type", "width", "height") if file[name]}
    return found


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
            media["id"] = str(message_id)
        else:
            media["id"] = media["attachment_id"] = str(file["id"])
        media.update(medium(media["url"], files))
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
