"""Taking in uploaded files, before the message they belong to is written."""

from __future__ import annotations

import base64
import binascii
import mimetypes
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import puremagic
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from config.kernel.errors import (
    MaximumAttachments,
    PayloadTooLarge,
    field_error,
    not_in_range,
    too_long,
)
from config.kernel.fields import UNSET
from config.kernel.images import ImageFacts, NotAnImage, inspect_image
from config.kernel.snowflake import next_snowflake
from config.kernel.storage import save_file
from config.settings import limits
from messaging.content.bodies import AttachmentBody
from messaging.content.filenames import SPOILER, safe_filename
from messaging.content.scalars import is_storable
from messaging.files import BUCKET, attachment_key
from messaging.models import Attachment, Upload
from messaging.services.two_step import find_upload

FIELD: Final = re.compile(r"files\[([0-9]{1,9})\]", re.ASCII)
IS_REMIX: Final = 1 << 2
IS_SPOILER: Final = 1 << 3
SNIFFED_BYTES: Final = 4096
UNKNOWN: Final = "application/octet-stream"
HOLD_SOUND: Final = ("webm", "mp4")
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
    uploaded_in: int | None = None,
) -> list[dict[str, Any]]:
    """Store the files of a request, and take those uploaded before; returns their facts in order.

    They belong to no message yet: what no message claims is swept away. ``room`` is how many
    more files the message may have, ``uploaded_in`` the channel that uploads were announced
    for, if not the message's. Reads, decodes and writes: not for the event loop.
    """
    numbered = number(files)
    earlier = [
        (find_upload(user_id, uploaded_in or channel_id, body.uploaded_filename), body)
        for body in described or ()
        if body.uploaded_filename
    ]
    check(numbered, [upload for upload, _ in earlier], described, room)
    about = {int(body.id): body for body in described or () if not body.uploaded_filename}
    rows = [
        store_one(file, about.get(place), user_id, channel_id, position)
        for position, (place, file) in enumerate(numbered.items())
    ]
    Attachment.objects.bulk_create(rows)
    for upload, body in earlier:
        rows.append(take_upload(upload, body, user_id, channel_id, len(rows)))
    return [attachment_facts(row) for row in rows]


def brings_files(
    files: Mapping[str, UploadedFile[Any]] | None, described: Sequence[AttachmentBody] | None
) -> bool:
    """Return whether a request brings files, with it or uploaded before."""
    return bool(files) or any(body.uploaded_filename for body in described or ())


def take_upload(
    upload: Upload, body: AttachmentBody, user_id: int | None, channel_id: int, position: int
) -> Attachment:
    """Return the attachment made of an upload; once more if no message got the earlier one."""
    with storages[BUCKET].open(upload.key) as opened:
        file = UploadedFile(opened, upload.filename, upload.content_type, upload.size)
        row = described_row(file, body, user_id, channel_id, position)
    row.key = upload.key
    with transaction.atomic():
        if upload.attachment is not None:
            upload.attachment.delete()
        row.save(force_insert=True)
        upload.attachment = row
        upload.save(update_fields=["attachment"])
    return row


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
    files: Mapping[int, UploadedFile[Any]],
    uploads: Sequence[Upload],
    described: Sequence[AttachmentBody] | None,
    room: int,
) -> None:
    if len(files) + len(uploads) > room:
        raise MaximumAttachments
    sizes = [file.size or 0 for file in files.values()]
    sizes += [upload.size for upload in uploads]
    if any(size > limits.ATTACHMENT_BYTES for size in sizes):
        raise PayloadTooLarge
    if sum(sizes) > limits.ATTACHMENTS_TOTAL_BYTES:
        raise PayloadTooLarge
    for index, about in enumerate(described or ()):
        if int(about.id) in files or about.uploaded_filename:
            check_description(index, about)


def check_description(index: int, about: AttachmentBody) -> None:
    """Check what a request says about a file."""
    for name, given, most in (
        ("description", about.description, limits.ATTACHMENT_DESCRIPTION_LENGTH),
        ("title", about.title, limits.ATTACHMENT_TITLE_LENGTH),
        ("waveform", about.waveform, limits.WAVEFORM_LENGTH),
    ):
        if not isinstance(given, str):
            continue
        path = f"attachments.{index}.{name}"
        if len(given) > most:
            raise too_long(path, most)
        if not is_storable(given):
            message = "The text holds characters that are not valid."
            raise field_error(path, "STRING_TYPE_INVALID", message)
    if about.waveform is not None and not is_base64(about.waveform):
        message = "The waveform must be base64."
        raise field_error(f"attachments.{index}.waveform", "STRING_TYPE_INVALID", message)
    seconds = about.duration_secs
    if seconds is not None and not 0 <= seconds <= limits.VOICE_MESSAGE_SECONDS:
        path = f"attachments.{index}.duration_secs"
        raise not_in_range(path, 0, limits.VOICE_MESSAGE_SECONDS)


def is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


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
    row = described_row(file, about, user_id, channel_id, position)
    file.seek(0)
    row.key = save_file(BUCKET, attachment_key(channel_id, row.id), file)
    return row


def described_row(
    file: UploadedFile[Any],
    about: AttachmentBody | None,
    user_id: int | None,
    channel_id: int,
    position: int,
) -> Attachment:
    """Return what is known of a file: by itself, and by what is said about it."""
    filename = safe_filename((about and about.filename) or file.name or "")
    description, title = (about.description, about.title) if about is not None else (None, None)
    flags = IS_SPOILER if filename.startswith(SPOILER) or (about and about.is_spoiler) else 0
    content_type, image = sniff(file, filename)
    is_audio = about is not None and content_type.startswith("audio/")
    return Attachment(
        id=next_snowflake(),
        channel_id=channel_id,
        uploader_id=user_id,
        filename=filename,
        description=None if description is UNSET else description or None,
        title=None if title is UNSET else title or None,
        duration_secs=about.duration_secs if about is not None and is_audio else None,
        waveform=about.waveform if about is not None and is_audio else None,
        content_type=content_type,
        size=file.size or 0,
        width=image.width if image else None,
        height=image.height if image else None,
        flags=flags | (IS_REMIX if about and about.is_remix else 0),
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
    found = as_audio(head, signature(head, filename), file.content_type or "")
    if not found.startswith(("image/", "text/")) and found not in ACTIVE | {UNKNOWN}:
        return found, None
    guessed = mimetypes.guess_type(filename)[0] or ""
    if is_text(head):
        is_plain = guessed in ACTIVE or not guessed.startswith(("text/", "application/"))
        return (PLAIN if is_plain else with_charset(guessed)), None
    if guessed.startswith(("image/", "text/")) or guessed in ACTIVE:
        return UNKNOWN, None
    return guessed or UNKNOWN, None


def as_audio(head: bytes, found: str, said: str) -> str:
    """Return the type of a container that holds only sound, which its signature does not tell."""
    if head.startswith(b"OggS") and (b"OpusHead" in head or b"\x01vorbis" in head):
        return "audio/ogg"
    kind = found.rpartition("/")[2]
    if found.startswith("video/") and kind in HOLD_SOUND and said.startswith(f"audio/{kind}"):
        return f"audio/{kind}"
    return found


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
        "title": row.title,
        "duration_secs": row.duration_secs,
        "waveform": row.waveform,
        "content_type": row.content_type,
        "size": row.size,
        "width": row.width,
        "height": row.height,
        "flags": row.flags,
    }
