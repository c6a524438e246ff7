"""Emoji of applications: for their bots and owners to keep, and for their bots to use."""

from __future__ import annotations

import base64
import io
from urllib.parse import quote

import pytest
from PIL import Image

from config.settings import limits
from guilds.services import add_member_role
from guilds.services.emojis import create_emoji
from messaging.content.bodies import NewMessage
from messaging.services.sending import send_message_sync
from tests.builders import make_bot, make_guild, make_member, make_role, make_user, text_channel
from tests.guilds.test_emojis import image
from tests.helpers.openapi import assert_documented


@pytest.fixture
def ada(transactional_db):
    return make_user("ada")


@pytest.fixture
def bot(ada):
    return make_bot(owner=ada)


def path_of(bot, emoji=None) -> str:
    rest = "" if emoji is None else f"/{emoji['id']}"
    return f"/applications/{bot.bot_application.id}/emojis{rest}"


def add(api, who, bot, name="wave"):
    return api(who).post(path_of(bot), {"name": name, "image": image()})


def test_a_bot_and_its_owner_keep_them(api, ada, bot) -> None:
    made = add(api, bot, bot)
    assert made.status_code == 201, made.text
    emoji = made.json()
    assert emoji["user"]["id"] == str(bot.id)
    assert_documented("POST", path_of(bot), 201, emoji)
    assert add(api, ada, bot, "owners").json()["user"]["id"] == str(ada.id)
    listed = api(bot).get(path_of(bot))
    assert [one["name"] for one in listed.json()["items"]] == ["wave", "owners"]
    assert_documented("GET", path_of(bot), 200, listed.json())
    renamed = api(ada).patch(path_of(bot, emoji), {"name": "waving"})
    assert renamed.json()["name"] == "waving"
    assert api(bot).get(path_of(bot, emoji)).json()["name"] == "waving"
    assert api(bot).patch(path_of(bot, emoji), {"name": "owners"}).json()["code"] == 50035
    assert add(api, bot, bot, "waving").json()["code"] == 50035
    assert add(api, bot, bot, "x").json()["code"] == 50035
    picture = api().get(f"http://testserver/emojis/{emoji['id']}.webp")
    assert picture.status_code == 200
    # In another size, too, which is kept once it was made.
    small = f"http://testserver/emojis/{emoji['id']}.webp?size=32"
    assert api().get(small).status_code == 200
    assert api(bot).delete(path_of(bot, emoji)).status_code == 204
    assert api(bot).get(path_of(bot, emoji)).json()["code"] == 10014
    for address in (small, f"http://testserver/emojis/{emoji['id']}.png"):
        assert api().get(address).status_code == 404


def test_they_are_nobody_elses(api, ada, bot) -> None:
    emoji = add(api, bot, bot).json()
    other = make_bot("other", owner=make_user("eve"))
    for stranger in (other, make_user("bob")):
        assert api(stranger).get(path_of(bot)).json()["code"] == 50001
        assert add(api, stranger, bot).json()["code"] == 50001
        assert api(stranger).delete(path_of(bot, emoji)).json()["code"] == 50001
    assert api(other).get(path_of(other, emoji)).json()["code"] == 10014
    assert api().get(path_of(bot)).status_code == 401


def test_an_application_has_room_for_so_many(api, bot, monkeypatch) -> None:
    monkeypatch.setattr(limits, "EMOJIS_PER_APPLICATION", 1)
    assert add(api, bot, bot).status_code == 201
    assert add(api, bot, bot, "two").json()["code"] == 30008


def react(api, who, channel, message, name, emoji_id):
    emoji = quote(f"{name}:{emoji_id}")
    return api(who).put(f"/channels/{channel.id}/messages/{message.id}/reactions/{emoji}/@me")


def test_their_bot_uses_them_everywhere(api, ada, bot) -> None:
    guild = make_guild(ada)
    make_member(guild, bot)
    channel = text_channel(guild)
    message = send_message_sync(ada, channel.id, NewMessage(content="hi"))
    emoji = add(api, bot, bot).json()
    assert react(api, ada, channel, message, "wave", emoji["id"]).json()["code"] == 10014
    assert react(api, bot, channel, message, "wave", emoji["id"]).status_code == 204
    # Once it is there, others join in, as with any other.
    assert react(api, ada, channel, message, "wave", emoji["id"]).status_code == 204


def test_an_emoji_kept_for_a_role_is_for_who_has_it(api, ada) -> None:
    guild = make_guild(ada)
    bob = make_member(guild, "bob")
    vip = make_role(guild, "vip")
    emoji = create_emoji(ada, guild, name="vip", image=image(), roles=[vip.id])
    channel = text_channel(guild)
    message = send_message_sync(ada, channel.id, NewMessage(content="hi"))
    assert react(api, bob, channel, message, "vip", emoji.id).json()["code"] == 10014
    add_member_role(ada, guild, bob.id, vip.id)
    assert react(api, bob, channel, message, "vip", emoji.id).status_code == 204


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "JPEG", "GIF"])
def test_every_format_of_the_documentation_is_taken_and_made_small(api, bot, kind) -> None:
    output = io.BytesIO()
    Image.new("RGB", (300, 200), "#336699").save(output, kind)
    data = f"data:image/{kind.lower()};base64," + base64.b64encode(output.getvalue()).decode()
    made = api(bot).post(path_of(bot), {"name": "picture", "image": data})
    assert made.status_code == 201, made.text
    served = api().get(f"http://testserver/emojis/{made.json()['id']}.png")
    assert Image.open(io.BytesIO(served.content)).size == (128, 85)


def test_one_that_moves_moves_as_webp_where_that_is_asked_for(api, bot) -> None:
    made = api(bot).post(path_of(bot), {"name": "dance", "image": image(frames=3, side=128)})
    assert made.json()["animated"]
    address = f"http://testserver/emojis/{made.json()['id']}.webp"
    frames = {
        query: getattr(Image.open(io.BytesIO(api().get(address + query).content)), "n_frames", 1)
        for query in ("", "?size=64", "?animated=true", "?animated=true&size=64")
    }
    assert frames == {"": 1, "?size=64": 1, "?animated=true": 3, "?animated=true&size=64": 3}
    assert Image.open(io.BytesIO(api().get(address).content)).size == (128, 128)
