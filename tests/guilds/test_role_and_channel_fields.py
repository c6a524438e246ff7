"""Fields of roles and channels that not every one has: pictures, colours, tags, limits."""

from __future__ import annotations

import base64
import io

from PIL import Image

from guilds.models import ChannelFlags, Emoji
from guilds.permissions import Permissions
from tests.builders import allow, deny, make_channel, make_guild, make_member, make_role
from tests.helpers.openapi import assert_documented


def picture() -> str:
    output = io.BytesIO()
    Image.new("RGB", (64, 64), "green").save(output, "PNG")
    return "data:image/png;base64," + base64.b64encode(output.getvalue()).decode()


def test_a_role_shows_an_icon_or_an_emoji(api) -> None:
    guild = make_guild()
    owner = api(guild.owner)
    roles = f"/guilds/{guild.id}/roles"
    role = owner.post(roles, {"name": "chef", "icon": picture()}).json()
    assert_documented("POST", roles, 200, role)
    assert role["icon"]
    path = f"{roles}/{role['id']}"
    image = api().get(f"http://testserver/role-icons/{role['id']}/{role['icon']}.png?size=32")
    assert image.headers["content-type"] == "image/png"
    changed = owner.patch(path, {"unicode_emoji": "🍳"}).json()
    assert (changed["icon"], changed["unicode_emoji"]) == (None, "🍳")
    for wrong in ({"unicode_emoji": "egg"}, {"icon": "data:nothing"}):
        assert owner.patch(path, wrong).json()["code"] == 50035
    both = {"unicode_emoji": "🍳", "icon": picture()}
    assert owner.patch(path, both).json()["code"] == 50035
    assert owner.patch(path, {"unicode_emoji": None}).json()["unicode_emoji"] is None


def test_a_role_has_a_gradient_or_is_holographic(api) -> None:
    guild = make_guild()
    owner = api(guild.owner)
    roles = f"/guilds/{guild.id}/roles"
    colors = {"primary_color": 1, "secondary_color": 2, "tertiary_color": None}
    role = owner.post(roles, {"colors": colors}).json()
    assert (role["colors"], role["color"]) == (colors, 1)
    path = f"{roles}/{role['id']}"
    wrong = {**colors, "tertiary_color": 3}
    assert owner.patch(path, {"colors": wrong}).json()["code"] == 50035
    too_big = {"primary_color": 0x1000000}
    assert owner.patch(path, {"colors": too_big}).json()["code"] == 50035
    holographic = {
        "primary_color": 11127295,
        "secondary_color": 16759788,
        "tertiary_color": 16761760,
    }
    assert owner.patch(path, {"colors": holographic}).json()["colors"] == holographic
    plain = owner.patch(path, {"colors": {"primary_color": 5}}).json()["colors"]
    assert plain == {"primary_color": 5, "secondary_color": None, "tertiary_color": None}


def test_tags_of_a_forum_keep_their_ids_and_have_names_of_their_own(api) -> None:
    guild = make_guild()
    owner = api(guild.owner)
    emoji = Emoji.objects.create(guild=guild, name="yes", user=guild.owner)
    tags = [{"name": "Bug", "emoji_id": str(emoji.id)}, {"name": "Idea", "emoji_name": "💡"}]
    wanted = {
        "name": "posts",
        "type": 15,
        "available_tags": tags,
        "default_reaction_emoji": {"emoji_name": "👍"},
        "default_sort_order": 1,
        "default_forum_layout": 2,
        "default_tag_setting": "match_all",
        "default_thread_rate_limit_per_user": 5,
        "flags": int(ChannelFlags.REQUIRE_TAG | ChannelFlags.HIDE_MEDIA_DOWNLOAD_OPTIONS),
    }
    forum = owner.post(f"/guilds/{guild.id}/channels", wanted).json()
    for field in ("default_sort_order", "default_forum_layout", "default_tag_setting"):
        assert forum[field] == wanted[field]
    assert forum["default_reaction_emoji"] == {"emoji_id": None, "emoji_name": "👍"}
    assert forum["flags"] == ChannelFlags.REQUIRE_TAG
    path = f"/channels/{forum['id']}"
    first, second = forum["available_tags"]
    edited = [{**second, "name": "Wish"}, {"name": "New"}]
    after = owner.patch(path, {"available_tags": edited}).json()["available_tags"]
    assert (after[0]["id"], after[0]["name"]) == (second["id"], "Wish")
    assert after[1]["id"] not in (first["id"], second["id"])
    for wrong, code in (
        ([{"name": "a"}, {"name": "A"}], 40061),
        ([{"name": f"tag {number}"} for number in range(21)], 30048),
        ([{"id": "1", "name": "x"}], 10087),
        ([{"name": "x", "emoji_id": "1"}], 10014),
        ([{"name": "x", "emoji_name": "nothing"}], 50035),
    ):
        assert owner.patch(path, {"available_tags": wrong}).json()["code"] == code
    assert owner.get(path).json()["available_tags"] == after
    clone = owner.post(f"/guilds/{guild.id}/channels", {**wanted, "available_tags": after}).json()
    assert [tag["name"] for tag in clone["available_tags"]] == ["Wish", "New"]
    assert not {tag["id"] for tag in clone["available_tags"]} & {tag["id"] for tag in after}
    assert owner.patch(path, {"default_tag_setting": "none"}).json()["code"] == 50035


def test_voice_and_stage_channels_have_their_own_limits(api) -> None:
    guild = make_guild()
    owner = api(guild.owner)
    voice = make_channel(guild, "Talk", type=2)
    stage = make_channel(guild, "Stage", type=13)
    assert owner.patch(f"/channels/{voice.id}", {"bitrate": 96_001}).json()["code"] == 30052
    assert owner.patch(f"/channels/{stage.id}", {"bitrate": 64_001}).json()["code"] == 30052
    assert owner.patch(f"/channels/{voice.id}", {"bitrate": 7_000}).json()["code"] == 50035
    assert owner.patch(f"/channels/{voice.id}", {"user_limit": 100}).json()["code"] == 50035
    assert owner.patch(f"/channels/{stage.id}", {"user_limit": 100}).json()["user_limit"] == 100
    spoiler = {"flags": int(ChannelFlags.IS_SPOILER_CHANNEL)}
    assert owner.patch(f"/channels/{stage.id}", spoiler).json()["flags"] == 0
    assert owner.patch(f"/channels/{voice.id}", spoiler).json()["flags"] == spoiler["flags"]
    assert owner.patch(f"/channels/{voice.id}", {"nsfw": True}).json()["code"] == 50035


def test_channels_that_were_in_step_with_their_category_stay_so(api) -> None:
    guild = make_guild()
    category = guild.channels.get(name="Text Channels")
    apart = make_channel(guild, "apart", parent_id=category.id)
    role = make_role(guild, "guests")
    allow(apart, role, Permissions.VIEW_CHANNEL)
    path = f"/channels/{category.id}/permissions/{role.id}"
    denied = {"type": 0, "deny": str(int(Permissions.VIEW_CHANNEL))}
    assert api(guild.owner).put(path, denied).status_code == 204
    general = guild.channels.get(name="general")
    assert general.overwrites.get().deny == Permissions.VIEW_CHANNEL
    assert apart.overwrites.get().allow == Permissions.VIEW_CHANNEL
    assert api(guild.owner).delete(path).status_code == 204
    assert not general.overwrites.exists()
    body = {"permission_overwrites": [{"id": str(role.id), "type": 0, "deny": "1024"}]}
    assert api(guild.owner).patch(f"/channels/{category.id}", body).status_code == 200
    assert general.overwrites.get().deny == Permissions.VIEW_CHANNEL


def test_channels_are_ordered_unseen_and_moved_one_at_a_time(api) -> None:
    guild = make_guild()
    builder = make_member(guild, "builder", permissions=Permissions.MANAGE_CHANNELS)
    one, two = make_channel(guild, "one"), make_channel(guild, "two")
    deny(one, guild, Permissions.VIEW_CHANNEL)
    category = guild.channels.get(name="Voice Channels")
    path = f"/guilds/{guild.id}/channels"
    places = [{"id": str(one.id), "position": 7}, {"id": str(two.id), "position": 6}]
    assert api(builder).patch(path, places).status_code == 204
    one.refresh_from_db()
    assert one.position == 7
    moves = [{"id": str(c.id), "parent_id": str(category.id)} for c in (one, two)]
    assert api(builder).patch(path, moves).json()["code"] == 40009
    assert api(builder).patch(path, moves[:1]).json()["code"] == 50001
    assert api(builder).patch(path, moves[1:]).status_code == 204
    two.refresh_from_db()
    assert two.parent_id == category.id
