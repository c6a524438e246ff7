"""Taking in uploaded files, before the message they belong to is written."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import puremagic
from django.core.files.uploadedfile import UploadedFile

from config.kernel.errors import MaximumAttachments, PayloadTooLarge, field_error, too_long
from config.kernel.fields import UNSET
from config.kernel.images import ImageFacts, NotAnImage, inspect_image
from config.kernel.snowflake import next_snowflake
from config.kernel.storage import save_file
from config.settings import limits
from messaging.content.bodies import AttachmentBody
from messaging.content.filenames import SPOILER, safe_filename
from messaging.content.scalars import is_storable
from messaging.files import BUCKET, attachment_key
from messaging.models import Attachment

FIELD: Final = re.compile(r"files\[([0-9]{1,9})\]", re.ASCII)
IS_SPOILER: Final = 1 << 3
SNIFFED_BYTES: Final = 4096
UNKNOWN: Final = "application/octet-stream"
PLAIN: Final = "text/plain; charset=utf-8"
# What a browser would run or load things from, if it were served as what it is.
ACTIVE: Final = frozenset(
    ("text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml")
)


def store(
    files: Mapping[str, UploadedFile[Any]],
    described: Sequence[AttachmentBody] | None,
    *,
    user_id: int | None,
    channel_id: int,
    room: int = limits.ATTACHMENTS_PER_MESSAGE,
) -> list[dict[str, Any]]:
    """Store the files of a request; returns their facts, in the order of their numbers.

    They belong to no message yet: what no message claims is swept away. ``room`` is how many
    more files the message may have. Reads, decodes and writes: not for the event loop.
    """
    numbered = number(files)
    check(numbered, described, room)
    about = {int(body.id): body for body in described or ()}
    rows = [
        store_one(file, about.get(place), user_id, channel_id, position)
        for position, (place, file) in enumerate(numbered.items())
    ]
    Attachment.objects.bulk_create(rows)
    return [attachment_facts(row) for row in rows]


def number(files: Mapping[str, UploadedFile[Any]]) -> dict[int, UploadedFile[Any]]:
    """Return the files by the number in their field's name; clients start with 0 or 1."""
    found: dict[int, UploadedFile[Any]] = {}
    unnumbered = []
    for name, file in files.items():
        if match := FIELD.fullmatch(name):
            found[int(match[1])] = file
        else:
            unnumbered.append(file)
    for file in unnumbered:
        found[max(found, default=-1) + 1] = file
    return dict(sorted(found.items()))


def check(
    files: Mapping[int, UploadedFile[Any]], described: Sequence[AttachmentBody] | None, room: int
) -> None:
    if len(files) > room:
        raise MaximumAttachments
    sizes = [file.size or 0 for file in files.values()]
    if any(size > limits.ATTACHMENT_BYTES for size in sizes):
        raise PayloadTooLarge
    if sum(sizes) > limits.ATTACHMENTS_TOTAL_BYTES:
        raise PayloadTooLarge
    for index, about in enumerate(described or ()):
        if int(about.id) in files:
            check_description(index, about)


def check_description(index: int, about: AttachmentBody) -> None:
    description = about.description
    if not isinstance(description, str):
        return
    path = f"attachments.{index}.description"
    if len(description) > limits.ATTACHMENT_DESCRIPTION_LENGTH:
        raise too_long(path, limits.ATTACHMENT_DESCRIPTION_LENGTH)
    if not is_storable(description):
        message = "The text holds characters that are not valid."
        raise field_error(path, "STRING_TYPE_INVALID", message)


def refuse_descriptions_without_files(described: Sequence[AttachmentBody] | None) -> None:
    """Refuse a new message that describes files but brings none."""
    if described:
        raise unknown_attachment(0)


def unknown_attachment(index: int) -> Exception:
    return field_error(f"attachments.{index}.id", "ATTACHMENT_NOT_FOUND", "Attachment not found.")


def store_one(
    file: UploadedFile[Any],
    about: AttachmentBody | None,
    user_id: int | None,
    channel_id: int,
    position: int,
) -> Attachment:
    filename = safe_filename((about and about.filename) or file.name or "")
    description = about.description if about is not None else None
    hidden = filename.startswith(SPOILER) or bool(about and about.is_spoiler)
    content_type, image = sniff(file, filename)
    snowflake = next_snowflake()
    file.seek(0)
    key = save_file(BUCKET, attachment_key(channel_id, snowflake), file)
    return Attachment(
        id=snowflake,
        channel_id=channel_id,
        uploader_id=user_id,
        filename=filename,
        description=None if description is UNSET else description or None,
        content_type=content_type,
        size=file.size or 0,
        width=image.width if image else None,
        height=image.height if image else None,
        flags=IS_SPOILER if hidden else 0,
        key=key,
        position=position,
    )


def sniff(file: UploadedFile[Any], filename: str) -> tuple[str, ImageFacts | None]:
    """Return what the file is by its content, and its size if it is an image that decodes.

    What the client says it is does not count; the name does, for what has no signature.
    """
    file.seek(0)
    head = file.read(SNIFFED_BYTES)
    try:
        # UploadedFile has no ``readable``; Pillow needs a plain file.
        image = inspect_image(file.file or file)
    except NotAnImage:
        pass
    else:
        return image.content_type, image
    found = signature(head, filename)
    if not found.startswith(("image/", "text/")) and found not in ACTIVE | {UNKNOWN}:
        return found, None
    guessed = mimetypes.guess_type(filename)[0] or ""
    if is_text(head):
        is_plain = guessed in ACTIVE or not guessed.startswith(("text/", "application/"))
        return (PLAIN if is_plain else with_charset(guessed)), None
    if guessed.startswith(("image/", "text/")) or guessed in ACTIVE:
        return UNKNOWN, None
    return guessed or UNKNOWN, None


def signature(head: bytes, filename: str) -> str:
    if not head:
        return UNKNOWN
    try:
        found: str = puremagic.from_string(head, mime=True, filename=filename)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    return found if re.fullmatch(r"[\w.+-]+/[\w.+-]+", found or "", re.ASCII) else UNKNOWN


def is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # The piece may end in the middle of a character.
        return error.start > len(head) - 4
    return True


def with_charset(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def attachment_facts(row: Attachment) -> dict[str, Any]:
    return {
        "id": row.id,
        "channel_id": row.channel_id,
        "filename": row.filename,
        "description": row.description,
        "content_type": row.content_type,
        "size": row.size,
        "width": row.width,
        "height": row.height,
        "flags": row.flags,
    }
