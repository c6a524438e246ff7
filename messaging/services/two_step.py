"""Uploading files before the message that brings them: an address, the bytes, then their name.

The bytes come with one PUT, or with several that say by ``Content-Range`` which part they are;
who lost the connection asks how much has come and goes on from there.
"""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any, Final

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from config.kernel.errors import PayloadTooLarge, UploadNotFound, field_error
from config.kernel.snowflake import next_snowflake
from config.kernel.storage import delete_file, save_file, signed_url
from config.settings import limits
from guilds.access import access_channel
from guilds.permissions import Permissions
from messaging.content.filenames import safe_filename
from messaging.files import BUCKET, attachment_key, upload_path
from messaging.models import Attachment, Upload

TOKEN_BYTES: Final = 24  # 32 characters
AT_ONCE: Final = 500
RANGE: Final = re.compile(r"bytes (?:(\d{1,15})-(\d{1,15})|\*)/(?:(\d{1,15})|\*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewUpload:
    """A file that is announced; ``id`` is the client's own name for it."""

    filename: str
    size: int
    id: str | None = None
    content_type: str = ""


class BadRange(Exception):
    """The part does not follow what has come."""


def announce_uploads(
    user: User, channel_id: int, files: Sequence[NewUpload]
) -> list[dict[str, Any]]:
    """Return an address for each file that somebody will send to a channel."""
    access_channel(user, channel_id, Permissions.SEND_MESSAGES | Permissions.ATTACH_FILES)
    if not 1 <= len(files) <= limits.ATTACHMENTS_PER_MESSAGE:
        message = f"Must be between 1 and {limits.ATTACHMENTS_PER_MESSAGE} in length."
        raise field_error("files", "BASE_TYPE_BAD_LENGTH", message)
    for index, file in enumerate(files):
        if file.size < 1:
            message = "int value should be greater than or equal to 1."
            raise field_error(f"files.{index}.file_size", "NUMBER_TYPE_MIN", message)
        if file.size > limits.ATTACHMENT_BYTES:
            raise PayloadTooLarge
    waiting = Upload.objects.filter(user=user, attachment=None).aggregate(bytes=Sum("size"))
    if (waiting["bytes"] or 0) + sum(file.size for file in files) > limits.UPLOADS_PENDING_BYTES:
        raise PayloadTooLarge
    rows = [uploading(user, channel_id, file) for file in files]
    Upload.objects.bulk_create(rows)
    return [
        {
            "id": file.id,
            "upload_url": signed_url(
                upload_path(row.id, row.token, row.filename), seconds=limits.UPLOAD_URL_SECONDS
            ),
            "upload_filename": f"{row.token}/{row.filename}",
        }
        for file, row in zip(files, rows, strict=True)
    ]


def uploading(user: User, channel_id: int, file: NewUpload) -> Upload:
    snowflake = next_snowflake()
    return Upload(
        id=snowflake,
        channel_id=channel_id,
        user=user,
        token=secrets.token_urlsafe(TOKEN_BYTES),
        filename=safe_filename(file.filename),
        size=file.size,
        content_type=file.content_type[:127],
        key=attachment_key(channel_id, snowflake),
    )


def receive(upload_id: int, content_range: str | None, body: IO[bytes], length: int) -> Upload:
    """Take in a part of a file, or all of it; returns how far it is then.

    Raises BadRange if the part is not the next one, PayloadTooLarge if more comes than was
    announced, and UploadNotFound.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update().filter(id=upload_id).first()
        if upload is None:
            raise UploadNotFound
        if content_range is None:
            if length > upload.size:
                raise PayloadTooLarge
            drop_parts(upload)
            save_file(BUCKET, upload.key, File(body))
            upload.received = upload.size = length
        else:
            take_part(upload, content_range, body, length)
        upload.save(update_fields=["received", "size"])
    return upload


def take_part(upload: Upload, content_range: str, body: IO[bytes], length: int) -> None:
    match = RANGE.fullmatch(content_range.strip())
    if match is None:
        raise BadRange
    first, last, total = match.groups()
    if total is not None and int(total) > upload.size:
        raise PayloadTooLarge
    if first is None:
        return  # only asks how much has come
    if int(first) != upload.received or int(last) - int(first) + 1 != length:
        raise BadRange
    if upload.received + length > upload.size:
        raise PayloadTooLarge
    if total is not None:
        upload.size = int(total)
    save_file(BUCKET, part(upload, upload.received), File(body))
    upload.received += length
    if upload.received == upload.size:
        put_together(upload)


def part(upload: Upload, offset: int) -> str:
    return f"{upload.key}.parts/{offset:015}"


def parts_of(upload: Upload) -> list[str]:
    folder = f"{upload.key}.parts"
    try:
        _, names = storages[BUCKET].listdir(folder)
    except FileNotFoundError:
        return []
    return [f"{folder}/{name}" for name in sorted(names)]


def put_together(upload: Upload) -> None:
    with tempfile.TemporaryFile() as whole:
        for name in parts_of(upload):
            with storages[BUCKET].open(name) as piece:
                shutil.copyfileobj(piece, whole)
        whole.seek(0)
        save_file(BUCKET, upload.key, File(whole))
    drop_parts(upload)


def drop_parts(upload: Upload) -> None:
    for name in parts_of(upload):
        delete_file(BUCKET, name)


def find_upload(user_id: int | None, channel_id: int, name: str) -> Upload:
    """Return somebody's own complete upload to a channel by its name."""
    token = name.partition("/")[0][:32]
    found = Upload.objects.select_related("attachment").filter(token=token, channel_id=channel_id)
    upload = None if user_id is None else found.filter(user_id=user_id).first()
    if upload is None or upload.received != upload.size:
        raise UploadNotFound
    if upload.attachment is not None and upload.attachment.message_id is not None:
        raise UploadNotFound  # a message has it
    return upload


def cancel_upload(user: User, name: str, channel_id: int | None = None) -> None:
    """Delete an upload of one's own that no message uses."""
    with transaction.atomic():
        found = Upload.objects.select_for_update().filter(token=name, user=user)
        if channel_id is not None:
            found = found.filter(channel_id=channel_id)
        upload = found.first()
        if upload is None or upload.attachment is not None:
            raise UploadNotFound
        forget(upload)


def sweep_announced() -> int:
    """Delete uploads that nothing came of; returns how many."""
    before = timezone.now() - timedelta(seconds=limits.ORPHANED_UPLOAD_SECONDS)
    old = list(Upload.objects.filter(created_at__lt=before).order_by("id")[:AT_ONCE])
    for upload in old:
        forget(upload)
    return len(old)


def forget(upload: Upload) -> None:
    """Delete an upload, and its file unless an attachment was made of it."""
    drop_parts(upload)
    if not Attachment.objects.filter(key=upload.key).exists():
        delete_file(BUCKET, upload.key)
    upload.delete()
