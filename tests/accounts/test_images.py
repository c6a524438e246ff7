from __future__ import annotations

import base64
import io

import pytest
from django.core.files.storage import storages
from PIL import Image

from accounts.services.users import update_profile
from accounts.signals import profile_changed
from tests.builders import make_bot, make_user


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8), frames: int = 1) -> bytes:
    output = io.BytesIO()
    images = [Image.new("RGB", size, (n * 40 % 256, 90, 10)) for n in range(frames)]
    options = {"save_all": True, "append_images": images[1:], "duration": 50} if frames > 1 else {}
    images[0].save(output, kind, **options)
    return output.getvalue()


def data_uri(raw: bytes, claimed: str = "image/png") -> str:
    return f"data:{claimed};base64,{base64.b64encode(raw).decode()}"


@pytest.fixture
def ada(transactional_db):
    return make_user("ada")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_counts_as_what_it_is_whatever_it_claims(api, ada, kind):
    answer = api(ada).patch("/users/@me", {"avatar": data_uri(picture(kind), "image/jpg")})
    assert answer.status_code == 200, answer.text
    avatar = answer.json()["avatar"]
    assert len(avatar) == 32
    with storages["avatars"].open(f"{ada.id}/{avatar}.webp") as file:
        assert Image.open(file).format == "WEBP"
    for extension in ("png", "webp", "jpg"):
        served = api().get(f"http://testserver/avatars/{ada.id}/{avatar}.{extension}?size=64")
        assert served.status_code == 200, extension
        assert served.headers["content-type"].startswith("image/")


def test_a_moving_picture_keeps_moving(api, ada):
    answer = api(ada).patch("/users/@me", {"avatar": data_uri(picture("GIF", frames=3))})
    avatar = answer.json()["avatar"]
    assert avatar.startswith("a_")
    with storages["avatars"].open(f"{ada.id}/{avatar}.gif") as file:
        assert Image.open(file).n_frames == 3


def test_a_replaced_picture_is_deleted(api, ada):
    client = api(ada)
    first = client.patch("/users/@me", {"avatar": data_uri(picture())}).json()["avatar"]
    assert storages["avatars"].exists(f"{ada.id}/{first}.webp")
    second = client.patch("/users/@me", {"avatar": data_uri(picture(size=(9, 9)))}).json()
    assert second["avatar"] != first
    assert not storages["avatars"].exists(f"{ada.id}/{first}.webp")
    assert client.patch("/users/@me", {"avatar": None}).json()["avatar"] is None
    assert not storages["avatars"].exists(f"{ada.id}/{second['avatar']}.webp")


def test_the_same_picture_again_stays(api, ada):
    client = api(ada)
    first = client.patch("/users/@me", {"avatar": data_uri(picture())}).json()["avatar"]
    again = client.patch("/users/@me", {"avatar": data_uri(picture())}).json()["avatar"]
    assert again == first
    assert storages["avatars"].exists(f"{ada.id}/{first}.webp")


@pytest.mark.parametrize(("kind", "size"), [("avatar", (1024, 512)), ("banner", (2048, 1024))])
def test_a_large_picture_is_made_smaller_and_loses_its_metadata(api, ada, kind, size):
    image = Image.new("RGB", (3000, 1500), "red")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    output = io.BytesIO()
    image.save(output, "JPEG", exif=exif)
    kept = api(ada).patch("/users/@me", {kind: data_uri(output.getvalue())}).json()[kind]
    with storages[f"{kind}s"].open(f"{ada.id}/{kept}.webp") as file:
        stored = Image.open(file)
        assert stored.size == size
        assert not stored.getexif()


def test_a_bot_sets_its_avatar(api, ada):
    bot = make_bot("helper", owner=ada)
    answer = api(bot).patch("/users/@me", {"avatar": data_uri(picture(), "image/jpg")})
    assert answer.json()["avatar"]


def cut(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def bomb() -> bytes:
    output = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(output, "PNG")
    return output.getvalue()


@pytest.mark.parametrize(
    "avatar",
    [
        "",
        "data:image/png;base64,",
        "data:image/png;base64,%%%",
        "data:image/png,abc",
        "http://example.org/x.png",
        data_uri(b"<svg onload='alert(1)'/>", "image/svg+xml"),
        data_uri(b"GIF89a" + b"\x00" * 50),
        data_uri(cut(picture(size=(200, 200)))),
        data_uri(picture("BMP")),
        data_uri(bomb()),
    ],
)
def test_what_is_no_picture_is_refused(api, ada, avatar):
    answer = api(ada).patch("/users/@me", {"avatar": avatar, "bio": "x"})
    assert (answer.status_code, answer.json()["code"]) == (400, 50035), answer.text
    assert "avatar" in answer.json()["errors"]
    ada.refresh_from_db()
    assert (ada.avatar, ada.bio) == (None, "")


def test_others_are_told_of_what_they_see_and_only_of_that(ada):
    told = []

    def hear(sender, user, **kwargs):
        told.append(user.display_name)

    profile_changed.connect(hear)
    try:
        update_profile(ada, bio="mine")
        update_profile(ada, global_name="Ada")
        update_profile(ada, global_name="Ada")
    finally:
        profile_changed.disconnect(hear)
    assert told == ["Ada"]
