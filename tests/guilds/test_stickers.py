"""Stickers: uploaded, looked at, renamed, deleted, and shown to everybody."""

from __future__ import annotations

import io
import json

import pytest
from django.core.files.storage import storages
from PIL import Image

from config.kernel import errors
from config.settings import limits
from guilds.models import AuditLogEntry, Sticker, StickerFormat
from guilds.permissions import Permissions
from guilds.selectors.gateway import gateway_guild
from guilds.services import update_role
from guilds.services.stickers import create_sticker, delete_sticker, update_sticker
from tests.builders import make_member
from tests.helpers.openapi import assert_documented


def picture(kind="PNG", *, frames=1, side=320, duration=100) -> bytes:
    images = [Image.new("RGB", (side, side), (40 * (n % 6), 90, 120)) for n in range(frames)]
    more = (
        {"save_all": True, "append_images": images[1:], "duration": duration} if frames > 1 else {}
    )
    output = io.BytesIO()
    images[0].save(output, kind, **more)
    return output.getvalue()


def make(guild, who, content=None, **values):
    given = {"name": "wave", "tags": "👋"} | values
    return create_sticker(who, guild, file=io.BytesIO(content or picture()), **given)


def frames_of(image) -> int:
    return getattr(image, "n_frames", 1)


def is_stored(sticker_id: int) -> bool:
    return any(storages["stickers"].exists(f"{sticker_id}.{kind}") for kind in ("png", "gif"))


def test_a_sticker_comes_lives_and_goes(
    announced, guild, owner, django_capture_on_commit_callbacks
) -> None:
    announced.forget()
    sticker = make(guild, owner, description="hello there", reason="fun")
    [told] = announced.one("GUILD_STICKERS_UPDATE").data["stickers"]
    assert (told["id"], told["name"], told["format_type"]) == (str(sticker.id), "wave", 1)
    assert told["guild_id"] == str(guild.id)
    assert "user" not in told, "who made it is for who manages them"
    shown_guild = gateway_guild(guild.id)
    assert shown_guild is not None
    [shown] = shown_guild["stickers"]
    assert shown["id"] == str(sticker.id)
    update_sticker(owner, sticker, {"name": "waving", "description": None})
    assert Sticker.objects.values_list("name", "description").get() == ("waving", None)
    assert is_stored(sticker.id)
    sticker_id = sticker.id
    with django_capture_on_commit_callbacks(execute=True):
        delete_sticker(owner, sticker)
    assert not is_stored(sticker_id)
    actions = AuditLogEntry.objects.order_by("id").values_list("action_type", flat=True)
    assert list(actions) == [90, 91, 92]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture(), StickerFormat.PNG),
        (picture(frames=3), StickerFormat.APNG),
        (picture("GIF"), StickerFormat.GIF),
        (picture("GIF", frames=3), StickerFormat.GIF),
        (picture(side=100), StickerFormat.PNG),
    ],
)
def test_it_stays_what_it_was(api, guild, owner, content, kind) -> None:
    sticker = make(guild, owner, content)
    assert sticker.format_type == kind
    extension = "gif" if kind == StickerFormat.GIF else "png"
    address = f"http://testserver/stickers/{sticker.id}."
    answer = api().get(address + extension)
    assert answer.headers["Content-Type"] == f"image/{extension}"
    served = Image.open(io.BytesIO(answer.content))
    sent = Image.open(io.BytesIO(content))
    assert (served.size, frames_of(served)) == (sent.size, frames_of(sent))
    for other in ("gif" if extension == "png" else "png", "json", "exe"):
        assert api().get(address + other).status_code == 404


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"nothing of the kind", errors.InvalidFile),
        (b'{"v": "5.5", "layers": []}', errors.InvalidFileType),
        (picture("JPEG"), errors.InvalidFile),
        (picture(side=321), errors.InvalidFile),
        (picture("GIF", frames=6, duration=1000), errors.StickerTooLong),
        (picture() + b"\0" * limits.STICKER_BYTES, errors.FileTooLarge),
        (picture()[:200], errors.InvalidFile),
    ],
)
def test_files_that_are_no_sticker_are_refused(guild, owner, content, error) -> None:
    with pytest.raises(error):
        make(guild, owner, content)
    assert not Sticker.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x"}, {"name": "x" * 31}, {"description": "x"}, {"description": "x" * 101},
        {"tags": " "}, {"tags": "x" * 201},
    ],
)  # fmt: skip
def test_what_is_said_of_a_sticker_is_limited(guild, owner, wrong) -> None:
    with pytest.raises(errors.FormError):
        make(guild, owner, **wrong)
    sticker = make(guild, owner)
    with pytest.raises(errors.FormError):
        update_sticker(owner, sticker, wrong)


def test_a_guild_has_room_for_so_many(guild, owner, monkeypatch) -> None:
    monkeypatch.setattr(limits, "STICKERS_PER_GUILD", 1)
    make(guild, owner)
    with pytest.raises(errors.MaximumStickers):
        make(guild, owner)


def test_who_made_one_may_change_it_and_who_manages_them_any(guild, owner) -> None:
    everyone = guild.roles.get(id=guild.id)
    bob = make_member(guild, "bob")
    mine, theirs = make(guild, bob), make(guild, owner)
    update_sticker(bob, mine, {"name": "still mine"})
    with pytest.raises(errors.MissingPermissions):
        update_sticker(bob, theirs, {"name": "stolen"})
    keeper = make_member(guild, "keeper", permissions=Permissions.MANAGE_GUILD_EXPRESSIONS)
    update_sticker(keeper, theirs, {"name": "kept"})
    without = everyone.permissions & ~int(Permissions.CREATE_GUILD_EXPRESSIONS)
    update_role(owner, everyone, {"permissions": without})
    for act in (lambda: make(guild, bob), lambda: delete_sticker(bob, mine)):
        with pytest.raises(errors.MissingPermissions):
            act()


def test_over_the_api_it_is_a_form_with_a_file(api, guild, owner) -> None:
    bob = make_member(guild, "bob")
    path = f"/guilds/{guild.id}/stickers"
    form = {"name": "wave", "tags": "👋", "description": "hello"}
    file = {"file": ("wave.png", picture(), "image/png")}
    made = api(owner).post(path, data=form, files=file)
    assert made.status_code == 201, made.text
    assert_documented("POST", path, 201, made.json())
    assert api(owner).post(path, data={"name": "x"}, files=file).json()["code"] == 50035
    assert "file" in api(owner).post(path, data=form, files={"x": b""}).json()["errors"]
    sticker = made.json()
    listed = api(bob).get(path)
    assert [one["id"] for one in listed.json()] == [sticker["id"]]
    assert_documented("GET", path, 200, listed.json())
    one = f"{path}/{sticker['id']}"
    assert_documented("GET", one, 200, api(bob).get(one).json())
    assert api(bob).patch(one, {"name": "mine"}).json()["code"] == 50013
    assert api(owner).patch(one, {"name": "waves"}).json()["name"] == "waves"
    anywhere = api(bob).get(f"/stickers/{sticker['id']}")
    assert "user" not in anywhere.json()
    assert_documented("GET", f"/stickers/{sticker['id']}", 200, anywhere.json())
    assert api(bob).delete(one).json()["code"] == 50013
    assert api(owner).delete(one).status_code == 204
    for gone in (one, f"/stickers/{sticker['id']}"):
        assert api(owner).get(gone).json()["code"] == 10060
    like_a_message = {"payload_json": json.dumps({**form, "name": "other"})}
    again = api(owner).post(path, data=like_a_message, files={"files[0]": file["file"]})
    assert (again.status_code, again.json()["name"]) == (201, "other")


def test_there_are_no_standard_stickers(api, owner) -> None:
    packs = api(owner).get("/sticker-packs")
    assert packs.json() == {"sticker_packs": []}
    assert_documented("GET", "/sticker-packs", 200, packs.json())
    assert api(owner).get("/sticker-packs/1").json()["code"] == 10061
