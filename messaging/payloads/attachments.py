"""Attachments, and embeds that show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

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
    urls = {f"attachment://{file['filename']}": attachment_url(file) for file in attachments}
    return [_with_urls(embed, urls) for embed in embeds], listed


def _with_urls(embed: dict[str, Any], urls: Mapping[str, str]) -> dict[str, Any]:
    def resolved(part: Any) -> Any:
        if not isinstance(part, dict):
            return part
        return {key: urls.get(value, value) if isinstance(value, str) else value
                for key, value in part.items()}  # fmt: skip

    return {slot: resolved(part) for slot, part in embed.items()}


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
