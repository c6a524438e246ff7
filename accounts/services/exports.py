"""The file with everything the instance keeps of a person."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from typing import IO, Any, Final
from urllib.parse import quote

import orjson
from django.core.files.base import File
from django.utils import timezone

from accounts.models import PrivacyRequest, RequestStatus
from config.kernel import privacy
from config.kernel.privacy import StoredFile
from config.kernel.storage import bucket, delete_file, save_file, signed_url
from config.settings import limits

BUCKET: Final = "exports"
FILENAME: Final = "my-data.zip"
README: Final = """Everything this instance keeps of you. The .json files are lists, one entry per
thing; times are in UTC. Files you sent are in messaging/files.
"""


def make_export(request_id: int) -> None:
    """Write the archive of a request; its owner fetches it for some days."""
    asked = PrivacyRequest.objects.get(id=request_id)
    if asked.status not in (RequestStatus.QUEUED, RequestStatus.RUNNING):
        return
    PrivacyRequest.objects.filter(id=request_id).update(status=RequestStatus.RUNNING)
    name = f"{asked.user_id}/{asked.id}.zip"
    try:
        with tempfile.TemporaryFile() as archive:
            write_archive(archive, asked.user_id)
            size = archive.tell()
            archive.seek(0)
            save_file(BUCKET, name, File(archive))
    except Exception:
        PrivacyRequest.objects.filter(id=request_id).update(status=RequestStatus.FAILED)
        raise
    now = timezone.now()
    PrivacyRequest.objects.filter(id=request_id).update(
        status=RequestStatus.COMPLETED,
        completed_at=now,
        due_at=now + timedelta(days=limits.EXPORT_FILE_DAYS),
        file=name,
        size=size,
    )


def write_archive(archive: IO[bytes], user_id: int) -> None:
    room = limits.EXPORT_FILES_BYTES
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("README.txt", README)
        for path, content in privacy.export(user_id):
            if not isinstance(content, StoredFile):
                with folder.open(path, "w", force_zip64=True) as target:
                    write_rows(target, content)
            elif content.size <= room and bucket(content.bucket).exists(content.name):
                room -= content.size
                with (
                    folder.open(path, "w", force_zip64=True) as target,
                    bucket(content.bucket).open(content.name) as source,
                ):
                    shutil.copyfileobj(source, target)


def write_rows(target: IO[bytes], rows: Iterable[Any]) -> None:
    """Write rows as one JSON array, a line each."""
    before = b"[\n"
    for row in rows:
        target.write(before + orjson.dumps(row, default=str))
        before = b",\n"
    target.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def export_url(asked: PrivacyRequest) -> str | None:
    """Return the signed address of a finished export; it stops working after about a day."""
    if not asked.file:
        return None
    return signed_url(export_path(asked.id))


def export_path(request_id: int) -> str:
    return f"/exports/{request_id}/{quote(FILENAME)}"


def delete_export(asked: PrivacyRequest) -> None:
    delete_file(BUCKET, asked.file)
    PrivacyRequest.objects.filter(id=asked.id).update(file="", size=None)
