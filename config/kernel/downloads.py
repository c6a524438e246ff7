"""Answers with the content of stored files: ranges, caching, and headers that keep them harmless."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import IO, Final

from django.core.files.storage import FileSystemStorage, Storage, storages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

BLOCK: Final = 256 * 1024
REDIRECT_SECONDS: Final = 3600

# Shown by browsers where they are; everything else is downloaded. No SVG, no HTML: they run.
INLINE_TYPES: Final = frozenset(
    {
        "audio/aac", "audio/flac", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav",
        "audio/webm", "audio/x-wav", "image/apng", "image/avif", "image/gif", "image/jpeg",
        "image/png", "image/webp", "text/plain", "video/mp4", "video/ogg", "video/quicktime",
        "video/webm",
    }
)  # fmt: skip


async def file_response(
    request: HttpRequest,
    bucket_name: str,
    name: str,
    *,
    content_type: str,
    filename: str,
    cache_seconds: int = 24 * 3600,
    is_public: bool = False,
) -> HttpResponseBase:
    """Answer with a stored file (whole, a range, or 304), or 404 when it is not there.

    The caller has made sure that whoever asks may have it. The content never changes under its
    name, so it may be cached: by shared caches too if `is_public`.
    """
    storage = storages[bucket_name]
    if not isinstance(storage, FileSystemStorage):
        return await redirect_to_storage(storage, name, content_type, filename)
    etag = f'"{hashlib.sha256(f"{bucket_name}/{name}".encode()).hexdigest()[:32]}"'
    scope = "public" if is_public else "private"
    cache_control = f"{scope}, max-age={cache_seconds}, immutable"
    if etag in request.headers.get("If-None-Match", ""):
        response: HttpResponseBase = HttpResponse(status=304)
    else:
        try:
            file, size = await asyncio.to_thread(open_file, storage, name)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return HttpResponseNotFound()
        response = ranged_response(request, file, size)
        response.headers["Content-Type"] = served_type(content_type)
        response.headers["Content-Disposition"] = disposition(content_type, filename)
        response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = cache_control
    harden(response)
    return response


def harden(response: HttpResponseBase) -> None:
    """Keep what people uploaded from being taken for a page of ours, or run as one."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; media-src 'self'"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def served_type(content_type: str) -> str:
    plain = content_type.split(";")[0].strip().lower()
    if plain == "text/plain":
        return "text/plain; charset=utf-8"
    return plain if plain in INLINE_TYPES else "application/octet-stream"


def disposition(content_type: str, filename: str) -> str:
    is_inline = content_type.split(";")[0].strip().lower() in INLINE_TYPES
    return content_disposition_header(not is_inline, filename) or "attachment"


def open_file(storage: FileSystemStorage, name: str) -> tuple[IO[bytes], int]:
    file = storage.open(name)
    return file, file.size


def ranged_response(request: HttpRequest, file: IO[bytes], size: int) -> HttpResponseBase:
    """Return the part of the file that was asked for."""
    try:
        wanted = parse_range(request.headers.get("Range", ""), size)
    except ValueError:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, stop = wanted or (0, size)
    if request.method == "HEAD":
        file.close()
        response: HttpResponseBase = HttpResponse()
    else:
        streaming = StreamingHttpResponse(read_blocks(file, start, stop))
        streaming._resource_closers.append(file.close)  # type: ignore[attr-defined]  # noqa: SLF001
        response = streaming
    response.headers["Content-Length"] = str(stop - start)
    if wanted:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """Return (start, stop) of a single byte range; None: the whole; ValueError: not satisfiable.

    Several ranges at once, other units and malformed headers are answered with the whole file.
    """
    unit, _, spec = header.partition("=")
    first, dash, last = spec.strip().partition("-")
    if unit.strip() != "bytes" or not dash or "," in spec:
        return None
    if not (first or last) or not all(
        part.isascii() and part.isdigit() for part in (first, last) if part
    ):
        return None
    if not first:
        length = int(last)
        if length == 0 or size == 0:
            raise ValueError(header)
        return max(0, size - length), size
    start = int(first)
    stop = min(size, int(last) + 1) if last else size
    if last and int(last) < start:
        return None
    if start >= size:
        raise ValueError(header)
    return start, stop


async def read_blocks(file: IO[bytes], start: int, stop: int) -> AsyncIterator[bytes]:
    await asyncio.to_thread(file.seek, start)
    left = stop - start
    while left > 0:
        block = await asyncio.to_thread(file.read, min(BLOCK, left))
        if not block:
            return
        left -= len(block)
        yield block


async def redirect_to_storage(
    storage: Storage, name: str, content_type: str, filename: str
) -> HttpResponseBase:
    """Send the client to the object store, with an address of its own that soon expires."""
    parameters = {
        "ResponseContentType": served_type(content_type),
        "ResponseContentDisposition": disposition(content_type, filename),
    }
    address = await asyncio.to_thread(
        storage.url,
        name,
        parameters=parameters,
        expire=REDIRECT_SECONDS,  # type: ignore[call-arg]
    )
    response = HttpResponseRedirect(address)
    response.headers["Cache-Control"] = f"private, max-age={REDIRECT_SECONDS // 2}"
    return response
