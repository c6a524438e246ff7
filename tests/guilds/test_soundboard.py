"""Soundboard sounds: which files are taken, who may change them, and who hears one played."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from accounts.models import User
from config.kernel.errors import (
    CannotSendVoiceEffect,
    FileIsInvalid,
    FileTooLong,
    FormError,
    InvalidFileType,
    MaximumSounds,
    MissingPermissions,
    UnknownEmoji,
    UnknownSound,
    UnknownVoiceState,
)
from config.settings import limits
from guilds.models import AuditLogEntry, AuditLogEvent, Guild, SoundboardSound
from guilds.permissions import Permissions
from guilds.services import update_member, update_role
from guilds.services.emojis import create_emoji, delete_emoji
from guilds.services.soundboard import create_sound, delete_sound, update_sound
from media_sfu.services.effects import send_sound
from tests.builders import deny, make_guild, make_member, make_user
from tests.guilds.test_emojis import image
from tests.helpers.openapi import assert_documented
from tests.media_sfu.conftest import build_house, enter
from tests.realtime.conftest import gateway, make

__all__ = ["gateway", "make"]

SOUNDS = Path(__file__).with_name("sounds")


def uri(name: str = "beep.ogg") -> str:
    # The type that is claimed does not matter.
    return "data:audio/mpeg;base64," + base64.b64encode((SOUNDS / name).read_bytes()).decode()


def of_bytes(content: bytes) -> str:
    return "data:audio/ogg;base64," + base64.b64encode(content).decode()


def made(actor: User, guild: Guild, name: str = "beep", **values: Any) -> SoundboardSound:
    return create_sound(actor, guild, name=name, sound=uri(), values=values)


def test_a_sound_comes_changes_and_goes(announced, guild, owner) -> None:
    announced.forget()
    sound = made(owner, guild, volume=0.5, emoji_name="🦆")
    told = announced.one("GUILD_SOUNDBOARD_SOUND_CREATE").data
    assert (told["name"], told["volume"], told["emoji_name"]) == ("beep", 0.5, "🦆")
    assert told["user"]["id"] == str(owner.id)
    emoji = create_emoji(owner, guild, name="duck", image=image())
    update_sound(owner, sound, {"name": "quack", "volume": None, "emoji_id": emoji.id})
    told = announced.one("GUILD_SOUNDBOARD_SOUND_UPDATE").data
    assert (told["name"], told["volume"], told["emoji_id"]) == ("quack", 1.0, str(emoji.id))
    assert told["emoji_name"] is None
    delete_emoji(owner, emoji)
    [told] = announced.one("GUILD_SOUNDBOARD_SOUNDS_UPDATE").data["soundboard_sounds"]
    assert told["emoji_id"] is None
    delete_sound(owner, sound)
    gone = announced.one("GUILD_SOUNDBOARD_SOUND_DELETE").data
    assert gone == {"guild_id": str(guild.id), "sound_id": str(sound.id)}
    actions = AuditLogEntry.objects.filter(target_id=sound.id).order_by("id")
    assert [entry.action_type for entry in actions] == [
        AuditLogEvent.SOUNDBOARD_SOUND_CREATE,
        AuditLogEvent.SOUNDBOARD_SOUND_UPDATE,
        AuditLogEvent.SOUNDBOARD_SOUND_DELETE,
    ]


@pytest.mark.parametrize(
    ("sound", "error"),
    [
        ("x", FormError),
        (of_bytes(b"RIFF" + bytes(50)), InvalidFileType),
        (of_bytes(b"OggS" + bytes(50)), FileIsInvalid),
        (of_bytes(b"\xff\xfb" + bytes(5000)), FileIsInvalid),
        (of_bytes(b"ID3" + bytes(50)), FileIsInvalid),
        (of_bytes(b"OggS" + bytes(512 * 1024)), FormError),
        (uri("long.ogg"), FileTooLong),
    ],
)
def test_only_short_mp3_and_ogg_files_are_taken(guild, owner, sound, error) -> None:
    with pytest.raises(error):
        create_sound(owner, guild, name="beep", sound=sound, values={})
    assert not SoundboardSound.objects.exists()


def test_values_that_there_may_not_be_are_refused(guild, owner, monkeypatch) -> None:
    wrongs: tuple[tuple[dict[str, Any], type[Exception]], ...] = (
        ({"name": "x"}, FormError),
        ({"name": "x" * 33}, FormError),
        ({"volume": 1.1}, FormError),
        ({"emoji_name": "duck"}, FormError),
        ({"emoji_id": 5}, UnknownEmoji),
    )
    for wrong, error in wrongs:
        with pytest.raises(error):
            made(owner, guild, **wrong)
    monkeypatch.setattr(limits, "SOUNDBOARD_SOUNDS_PER_GUILD", 1)
    create_sound(owner, guild, name="beep", sound=uri("beep.mp3"), values={})
    with pytest.raises(MaximumSounds):
        made(owner, guild)


def test_who_made_one_may_change_it_and_who_manages_them_any(guild, owner) -> None:
    bob = make_member(guild, "bob")
    own, other = made(bob, guild, "own"), made(owner, guild, "other")
    update_sound(bob, own, {"name": "mine"})
    for act in (lambda: update_sound(bob, other, {"name": "no"}), lambda: delete_sound(bob, other)):
        with pytest.raises(MissingPermissions):
            act()
    keeper = make_member(guild, "keeper", permissions=Permissions.MANAGE_GUILD_EXPRESSIONS)
    update_sound(keeper, own, {"name": "kept"})
    everyone = guild.roles.get(id=guild.id)
    without = everyone.permissions & ~int(Permissions.CREATE_GUILD_EXPRESSIONS)
    update_role(owner, everyone, {"permissions": without})
    for act in (lambda: made(bob, guild), lambda: delete_sound(bob, own)):
        with pytest.raises(MissingPermissions):
            act()


def test_sounds_over_rest(api) -> None:
    ada, bob = make_user("ada"), make_user("bob")
    guild = make_guild(ada)
    make_member(guild, bob)
    sounds = f"/guilds/{guild.id}/soundboard-sounds"
    answer = api(ada).post(sounds, {"name": "beep", "sound": uri("beep.mp3"), "volume": 0.5})
    assert answer.status_code == 201
    assert_documented("POST", sounds, 201, answer.json())
    sound = f"{sounds}/{answer.json()['sound_id']}"
    listed = api(bob).get(sounds).json()
    assert_documented("GET", sounds, 200, listed)
    assert [one["name"] for one in listed["items"]] == ["beep"]
    assert api(bob).get(sound).json()["volume"] == 0.5
    played = api().get(f"http://testserver/soundboard-sounds/{answer.json()['sound_id']}")
    assert played.headers["content-type"] == "audio/mpeg"
    assert played.content == (SOUNDS / "beep.mp3").read_bytes()
    assert api(bob).patch(sound, {"name": "mine"}).json()["code"] == 50013
    assert api(ada).patch(sound, {"volume": None}).json()["volume"] == 1.0
    for wrong in ({"name": 5}, {"volume": "loud"}, {"volume": 2}, {"emoji_name": "x"}):
        assert api(ada).patch(sound, wrong).json()["code"] == 50035
    assert api(ada).post(sounds, {"name": "beep"}).json()["code"] == 50035
    assert api(make_user("stranger")).get(sounds).json()["code"] == 50001
    assert api(bob).get(f"{sounds}/5").json()["code"] == 10097
    assert api(bob).get("/soundboard-default-sounds").json() == []
    assert api(ada).delete(sound).status_code == 204
    assert api(ada).delete(sound).json()["code"] == 10097


def test_playing_needs_to_be_there_and_to_be_allowed_to(db) -> None:
    house = build_house()
    sound = made(house.owner, house.guild)

    def play(**more: int) -> None:
        send_sound(house.bob, house.lounge, sound.id, **more)

    with pytest.raises(UnknownVoiceState):
        play()
    enter(house.bob, house.lounge)
    play()
    with pytest.raises(UnknownSound):
        send_sound(house.bob, house.lounge, 5)
    enter(house.bob, house.lounge, self_deaf=True)
    with pytest.raises(CannotSendVoiceEffect):
        play()
    enter(house.bob, house.lounge)
    update_member(house.owner, house.guild, house.bob.id, {"mute": True})
    with pytest.raises(CannotSendVoiceEffect):
        play()
    update_member(house.owner, house.guild, house.bob.id, {"mute": False})
    deny(house.lounge, house.bob, Permissions.USE_EXTERNAL_SOUNDS)
    other = make_guild(house.owner, "Other")
    with pytest.raises(MissingPermissions):
        play(source_guild_id=other.id)
    deny(house.lounge, house.bob, Permissions.USE_SOUNDBOARD)
    with pytest.raises(MissingPermissions):
        play()
    # The owner may play what is theirs elsewhere, but not what is in guilds they are not in.
    enter(house.owner, house.lounge)
    theirs = made(house.owner, other)
    send_sound(house.owner, house.lounge, theirs.id, source_guild_id=other.id)
    stranger = make_user("stranger")
    hidden = made(stranger, make_guild(stranger, "Hidden"))
    with pytest.raises(UnknownSound):
        send_sound(house.owner, house.lounge, hidden.id, source_guild_id=hidden.guild_id)


async def test_those_in_the_channel_hear_it_and_the_list_is_kept(gateway):
    house = await sync_to_async(build_house)()
    sound = await sync_to_async(made)(house.owner, house.guild, emoji_name="🦆")
    client = await gateway.identified(house.bob)
    away = await gateway.identified(house.owner)
    [told] = client.ready["guilds"][0]["soundboard_sounds"]
    assert told["sound_id"] == str(sound.id)
    await sync_to_async(enter)(house.bob, house.lounge)
    await client.next("VOICE_STATE_UPDATE")
    await away.next("VOICE_STATE_UPDATE")
    await sync_to_async(send_sound)(house.bob, house.lounge, sound.id)
    effect = await client.next("VOICE_CHANNEL_EFFECT_SEND")
    assert (effect["sound_id"], effect["emoji"]["name"]) == (str(sound.id), "🦆")
    await sync_to_async(update_sound)(house.owner, sound, {"name": "quack"})
    await away.next("GUILD_SOUNDBOARD_SOUND_UPDATE")
    assert "VOICE_CHANNEL_EFFECT_SEND" not in away.names()
    await client.send(31, {"guild_ids": [str(house.guild.id), "5"]})
    answer = await client.next("SOUNDBOARD_SOUNDS")
    assert [one["name"] for one in answer["soundboard_sounds"]] == ["quack"]
    fresh = await gateway.identified(house.bob)
    assert fresh.ready["guilds"][0]["soundboard_sounds"] == answer["soundboard_sounds"]
    await sync_to_async(delete_sound)(house.owner, sound)
    await client.next("GUILD_SOUNDBOARD_SOUND_DELETE")
    fresh = await gateway.identified(house.bob)
    assert fresh.ready["guilds"][0]["soundboard_sounds"] == []
    await client.send(31, {"guild_ids": "x"})
    assert await client.expect_close() == 4002
