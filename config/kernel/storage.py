"""Where uploaded files live, and the signed addresses under which they are handed out.

A *bucket* is an alias of Django's STORAGES: a folder by default, a prefix of an S3 bucket if the
operator configured one. Names inside a bucket are chosen by us, never by who uploads.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages

from config.settings import limits

# Addresses issued within one hour are equal, so browsers find the file in their cache.
ISSUE_STEP: Final = 3600


def bucket(name: str) -> Storage:
    """Return the storage of a bucket; `settings.MEDIA_BUCKETS` lists them."""
    return storages[name]


def save_file(bucket_name: str, name: str, content: File[bytes]) -> str:
    """Store a file under exactly `name`, replacing what was there. Blocks."""
    storage = storages[bucket_name]
    if storage.exists(name):
        storage.delete(name)
    return storage.save(name, content)


def delete_file(bucket_name: str, name: str) -> None:
    """Delete a file; one that is not there is no error. Blocks."""
    storages[bucket_name].delete(name)


def delete_variants(bucket_name: str, stem: str) -> None:
    """Delete what `cdn` made of the image `<bucket>/<stem>`. Blocks."""
    thumbnails = storages["thumbnails"]
    folder, _, image = f"{bucket_name}/{stem}".rpartition("/")
    try:
        _, names = thumbnails.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        if name.startswith(f"{image}_"):
            thumbnails.delete(f"{folder}/{name}")


def absolute_url(path: str) -> str:
    """Return the public address of a path on this instance."""
    return f"{settings.PUBLIC_URL}{path}"


def attachment_path(channel_id: int, attachment_id: int, filename: str) -> str:
    return f"/attachments/{channel_id}/{attachment_id}/{quote(filename)}"


def signed_url(path: str, *, seconds: int = limits.ATTACHMENT_URL_SECONDS) -> str:
    """Return the public address of `path` with a signature that lasts for about `seconds`.

    Whoever has it may fetch the file: hand it only to those who may see the message.
    """
    issued = int(time.time()) // ISSUE_STEP * ISSUE_STEP
    expires = issued + seconds + ISSUE_STEP
    return (
        f"{absolute_url(path)}?ex={expires:x}&is={issued:x}&hm={signature(path, expires, issued)}"
    )


def is_signed(path: str, query: Mapping[str, str]) -> bool:
    """Return whether the query (`request.GET`) holds a valid, unexpired signature of `path`."""
    try:
        expires, issued = int(query.get("ex", ""), 16), int(query.get("is", ""), 16)
    except ValueError:
        return False
    given = query.get("hm", "")
    if expires < time.time() or not given.isascii():
        return False
    return hmac.compare_digest(given, signature(path, expires, issued))


def signature(path: str, expires: int, issued: int) -> str:
    key = hashlib.sha256(b"attachment" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, f"{path}|{expires:x}|{issued:x}".encode(), "sha256").hex()
