"""Stored files: signed addresses, ranges, headers, and pictures in other sizes."""

from __future__ import annotations

import asyncio
import io
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from config.asgi import application
from config.kernel import downloads, storage
from config.kernel.data_uris import delete_image


@pytest.fixture(autouse=True)
def _media_folder(settings, tmp_path):
    stores = {**settings.STORAGES}
    for name in settings.MEDIA_BUCKETS:
        stores[name] = {**stores[name], "OPTIONS": {"location": tmp_path / name}}
    settings.STORAGES = stores


async def fetch(path: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.get(path, headers=headers)


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_a_signed_address_holds_for_its_path_until_it_expires():
    path = storage.attachment_path(1, 2, "a b&ü.png")
    query = query_of(storage.signed_url(path))

    assert storage.is_signed(path, query)
    assert not storage.is_signed(storage.attachment_path(1, 3, "a b&ü.png"), query)
    assert not storage.is_signed(path, {**query, "ex": f"{int(query['ex'], 16) + 1:x}"})
    assert not storage.is_signed(path, {**query, "hm": "ü" * 64})
    assert not storage.is_signed(path, {})
    expired = query_of(storage.signed_url(path, seconds=-10_000))
    assert not storage.is_signed(path, expired)


@given(st.integers(0, 30), st.text("0123456789-,=bytes ", max_size=12))
def test_any_range_header_is_answered_or_refused(size, header):
    try:
        found = downloads.parse_range(f"bytes={header}", size)
    except ValueError:
        return
    if found is not None:
        start, stop = found
        assert 0 <= start < stop <= size


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-3", b"0123"),
        ("bytes=4-", b"456789"),
        ("bytes=-2", b"89"),
        ("bytes=8-100", b"89"),
        ("bytes=-100", b"0123456789"),
    ],
)
async def test_a_range_of_a_file_can_be_fetched(header, expected):
    storage.save_file("attachments", "1/file", ContentFile(b"0123456789"))
    request = RequestFactory().get("/", headers={"range": header})

    response = await downloads.file_response(
        request, "attachments", "1/file", content_type="video/mp4", filename="a.mp4"
    )

    assert response.status_code == 206
    assert b"".join([part async for part in response]) == expected
    assert response.headers["Content-Length"] == str(len(expected))
    response.close()


async def test_a_page_that_somebody_uploaded_is_downloaded_and_never_shown():
    storage.save_file("attachments", "1/page", ContentFile(b"<script>alert(1)</script>"))
    request = RequestFactory().get("/")

    harmless = await downloads.file_response(
        request, "attachments", "1/page", content_type="image/png", filename="a.png"
    )
    page = await downloads.file_response(
        request, "attachments", "1/page", content_type="text/html", filename='x".html'
    )

    assert harmless.headers["Content-Disposition"] == 'inline; filename="a.png"'
    assert page.headers["Content-Type"] == "application/octet-stream"
    assert page.headers["Content-Disposition"].startswith("attachment;")
    for response in (harmless, page):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"].startswith("sandbox")
        response.close()


async def test_a_missing_file_and_an_empty_range_have_their_answers():
    storage.save_file("attachments", "1/file", ContentFile(b"0123456789"))
    beyond = RequestFactory().get("/", headers={"range": "bytes=10-"})
    options = {"content_type": "image/png", "filename": "a.png"}

    missing = await downloads.file_response(beyond, "attachments", "1/none", **options)
    empty = await downloads.file_response(beyond, "attachments", "1/file", **options)

    assert missing.status_code == 404
    assert empty.status_code == 416
    assert isinstance(empty, HttpResponse)


def picture(size: int) -> ContentFile[bytes]:
    output = io.BytesIO()
    Image.new("RGB", (size, size), "red").save(output, "WEBP")
    return ContentFile(output.getvalue())


async def test_an_avatar_comes_in_the_size_and_format_asked_for():
    storage.save_file("avatars", "5/abc.webp", picture(512))

    small = await fetch("/avatars/5/abc.png?size=60")
    stored = await fetch("/avatars/5/abc.webp")
    wrong = await fetch("/avatars/6/abc.png")
    moving = await fetch("/avatars/5/abc.gif")
    hostile = await fetch("/avatars/5/..%2f..%2fabc.png")

    assert small.status_code == 200
    assert small.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(small.content)).size == (60, 60)
    assert Image.open(io.BytesIO(stored.content)).size == (512, 512)
    assert [wrong.status_code, moving.status_code, hostile.status_code] == [404, 404, 404]
    unchanged = await fetch("/avatars/5/abc.webp", **{"If-None-Match": stored.headers["ETag"]})
    assert unchanged.status_code == 304


async def test_whoever_has_no_avatar_gets_one_of_six():
    first, sixth = await fetch("/embed/avatars/0.png"), await fetch("/embed/avatars/5.png")
    seventh = await fetch("/embed/avatars/6.png")

    assert Image.open(io.BytesIO(first.content)).size == (256, 256)
    assert first.content != sixth.content
    assert seventh.status_code == 404


async def test_a_moving_emoji_is_found_without_its_address_saying_so():
    frames = [Image.new("RGB", (48, 48), colour) for colour in ("red", "blue")]
    output = io.BytesIO()
    frames[0].save(output, "GIF", save_all=True, append_images=frames[1:], duration=100)
    storage.save_file("emojis", "7/emoji.gif", ContentFile(output.getvalue()))
    storage.save_file("emojis", "8/emoji.webp", picture(48))

    moving, first_frame = await fetch("/emojis/7.gif"), await fetch("/emojis/7.webp?size=24")
    small = await fetch("/emojis/7.gif?size=24")
    still, never_moves = await fetch("/emojis/8.png"), await fetch("/emojis/8.gif")

    assert Image.open(io.BytesIO(moving.content)).n_frames == 2
    assert Image.open(io.BytesIO(small.content)).size == (24, 24)
    assert Image.open(io.BytesIO(first_frame.content)).size == (24, 24)
    assert still.headers["Content-Type"] == "image/png"
    assert never_moves.status_code == 404
    assert (await fetch("/emojis/9.png")).status_code == 404
    assert (await fetch("/emojis/8.svg")).status_code == 404


async def test_a_deleted_image_is_gone_in_every_size():
    storage.save_file("icons", "5/abc.webp", picture(128))
    storage.save_file("icons", "5/abcd.webp", picture(128))
    for name in ("abc", "abcd"):
        assert (await fetch(f"/icons/5/{name}.png?size=32")).status_code == 200

    await asyncio.to_thread(delete_image, "icons", 5, "abc")

    assert (await fetch("/icons/5/abc.png?size=32")).status_code == 404
    assert (await fetch("/icons/5/abcd.png?size=32")).status_code == 200


async def test_with_an_object_store_clients_are_sent_there_with_safe_headers(settings):
    options = {"bucket_name": "hall", "location": "attachments", "endpoint_url": "https://s3.test"}
    options |= {"access_key": "key", "secret_key": "secret", "querystring_auth": True}
    store = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "attachments": store}
    request = RequestFactory().get("/")

    response = await downloads.file_response(
        request, "attachments", "1/page", content_type="text/html", filename="a.html"
    )

    assert response.status_code == 302
    address = urlsplit(response.headers["Location"])
    assert (address.netloc, address.path) == ("s3.test", "/hall/attachments/1/page")
    query = query_of(response.headers["Location"])
    assert query["response-content-type"] == "application/octet-stream"
    assert query["response-content-disposition"] == 'attachment; filename="a.html"'
