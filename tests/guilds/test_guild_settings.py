"""What owners and managers set: features, protection, the widget, an address of one's own."""

from __future__ import annotations

import base64
import io
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.utils import timezone
from PIL import Image

from accounts.models import User
from guilds.models import AuditLogEntry, AuditLogEvent, Invite, Member
from guilds.permissions import Permissions
from guilds.selectors.widgets import forget_online
from tests.builders import deny, make_bot, make_channel, make_guild, make_member, make_user
from tests.helpers.openapi import assert_documented

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _nobody_known_to_be_online():
    forget_online()


def secure(user: User) -> None:
    """Give somebody a second factor."""
    TOTP.activate(user, SECRET)


def code(which: int = 0) -> str:
    """Return a valid code; each is good for one use."""
    return format_hotp_value(hotp_value(SECRET, list(counters())[which]))


def picture() -> str:
    output = io.BytesIO()
    Image.new("RGB", (32, 32), "red").save(output, "PNG")
    return "data:image/png;base64," + base64.b64encode(output.getvalue()).decode()


def test_every_setting_is_kept_and_told(api) -> None:
    guild = make_guild()
    owner = api(guild.owner)
    text = make_channel(guild, "news")
    voice = guild.channels.get(type=2)
    wanted = {
        "name": "Great Hall",
        "description": "Where we meet",
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 2,
        "preferred_locale": "de",
        "afk_channel_id": str(voice.id),
        "afk_timeout": 900,
        "system_channel_id": str(text.id),
        "system_channel_flags": 5,
        "rules_channel_id": str(text.id),
        "public_updates_channel_id": str(text.id),
        "safety_alerts_channel_id": str(text.id),
        "premium_progress_bar_enabled": True,
    }
    images = ("icon", "banner", "splash", "discovery_splash", "home_header")
    answer = owner.patch(f"/guilds/{guild.id}", {**wanted, **dict.fromkeys(images, picture())})
    assert answer.status_code == 200, answer.text
    assert_documented("PATCH", f"guilds/{guild.id}", 200, answer.json())
    read = owner.get(f"/guilds/{guild.id}?with_counts=true").json()
    assert {name: read[name] for name in wanted} == wanted
    assert all(read[name] for name in images)
    assert read["approximate_member_count"] == 1
    emptied = {name: None for name in (*wanted, *images) if name != "name"}
    read = owner.patch(f"/guilds/{guild.id}", emptied).json()
    assert (read["verification_level"], read["afk_timeout"], read["icon"]) == (0, 300, None)


def test_a_community_needs_its_channels_and_an_administrator(api) -> None:
    guild = make_guild()
    manager = make_member(guild, "mia", permissions=Permissions.MANAGE_GUILD)
    rules = make_channel(guild, "rules")
    path = f"/guilds/{guild.id}"
    community = {"features": ["COMMUNITY"]}
    channels = {"rules_channel_id": rules.id, "public_updates_channel_id": rules.id}
    assert api(manager).patch(path, {**community, **channels}).json()["code"] == 50013
    answer = api(guild.owner).patch(path, community)
    assert answer.json()["code"] == 50035
    assert "rules_channel_id" in answer.json()["errors"]
    voice = guild.channels.get(type=2)
    wrong = {**channels, "rules_channel_id": voice.id}
    assert api(guild.owner).patch(path, {**community, **wrong}).json()["code"] == 50086

    body = api(guild.owner).patch(path, {**community, **channels}).json()
    assert "COMMUNITY" in body["features"]
    assert (body["verification_level"], body["explicit_content_filter"]) == (1, 2)
    owner = api(guild.owner)
    assert owner.delete(f"/channels/{rules.id}").json()["code"] == 50074
    assert owner.patch(path, {"verification_level": 0}).json()["code"] == 50035
    assert owner.patch(path, {"features": ["COMMUNITY", "DISCOVERABLE"]}).status_code == 200
    stranger = make_user("stranger")
    assert api(stranger).get(f"{path}/preview").status_code == 200

    body = owner.patch(path, {"features": []}).json()
    assert not {"COMMUNITY", "DISCOVERABLE"} & set(body["features"])
    assert body["rules_channel_id"] is None
    assert api(stranger).get(f"{path}/preview").json()["code"] == 50001
    assert owner.patch(path, {"features": ["DISCOVERABLE"]}).json()["code"] == 50035
    assert owner.delete(f"/channels/{rules.id}").status_code == 200


def test_only_mutable_features_are_changed(api) -> None:
    guild = make_guild()
    manager = make_member(guild, "mia", permissions=Permissions.MANAGE_GUILD)
    body = (
        api(manager)
        .patch(f"/guilds/{guild.id}", {"features": ["PARTNERED", "RAID_ALERTS_DISABLED"]})
        .json()
    )
    assert "RAID_ALERTS_DISABLED" in body["features"]
    assert "PARTNERED" not in body["features"]


def test_nobody_joins_while_invites_are_paused(api) -> None:
    guild = make_guild()
    owner, eve = api(guild.owner), make_user("eve")
    channel = guild.channels.get(name="general")
    invite = owner.post(f"/channels/{channel.id}/invites", {}).json()["code"]
    owner.patch(f"/guilds/{guild.id}", {"features": ["INVITES_DISABLED"]})
    assert api(eve).get(f"/invites/{invite}").status_code == 200
    assert api(eve).post(f"/invites/{invite}").json()["code"] == 40006
    owner.patch(f"/guilds/{guild.id}", {"features": []})
    soon = (timezone.now() + timedelta(hours=1)).isoformat()
    path = f"/guilds/{guild.id}/incident-actions"
    answer = owner.put(path, {"invites_disabled_until": soon})
    assert_documented("PUT", path, 200, answer.json())
    assert api(eve).post(f"/invites/{invite}").json()["code"] == 40006
    later = (timezone.now() + timedelta(hours=30)).isoformat()
    assert owner.put(path, {"dms_disabled_until": later}).json()["code"] == 50035
    assert owner.put(path, {"invites_disabled_until": None}).json() == {
        "invites_disabled_until": None,
        "dms_disabled_until": None,
    }
    assert api(eve).post(f"/invites/{invite}").status_code == 200
    assert api(eve).put(path, {}).json()["code"] == 50013


def test_members_do_not_write_to_each_other_while_that_is_stopped(api) -> None:
    guild = make_guild()
    bob = make_member(guild, "bob")
    soon = (timezone.now() + timedelta(hours=1)).isoformat()
    path = f"/guilds/{guild.id}/incident-actions"
    api(guild.owner).put(path, {"dms_disabled_until": soon})
    opening = {"recipient_id": str(guild.owner_id)}
    assert api(bob).post("/users/@me/channels", opening).json()["code"] == 50007
    api(guild.owner).put(path, {"dms_disabled_until": None})
    assert api(bob).post("/users/@me/channels", opening).status_code == 200


def test_emergencies_are_told_in_the_channel_for_safety_alerts(api) -> None:
    guild = make_guild()
    bob = make_member(guild, "bob")
    owner = api(guild.owner)
    actions = f"/guilds/{guild.id}/incident-actions"
    soon = (timezone.now() + timedelta(hours=1)).isoformat(timespec="milliseconds")
    owner.put(actions, {"dms_disabled_until": soon})  # no channel: said nowhere
    alerts = make_channel(guild, "alerts")
    owner.patch(f"/guilds/{guild.id}", {"safety_alerts_channel_id": str(alerts.id)})

    def said():
        found = owner.get(f"/channels/{alerts.id}/messages").json()
        assert_documented("GET", f"/channels/{alerts.id}/messages", 200, found)
        return [(message["type"], message["content"]) for message in reversed(found)]

    owner.put(actions, {"invites_disabled_until": soon, "dms_disabled_until": None})
    owner.put(actions, {"invites_disabled_until": soon})
    owner.put(actions, {"invites_disabled_until": None})
    report, alarm = (
        f"/guilds/{guild.id}/auto-moderation/{e}" for e in ("report-raid", "false-alarm")
    )
    assert api(bob).post(report).json()["code"] == 50013
    assert owner.post(report).status_code == 204
    expected = [(36, soon), (37, ""), (38, "")]
    assert said() == expected
    raid = owner.get(f"/channels/{alerts.id}/messages").json()[0]["id"]
    resolved = {"alert_message_id": raid, "reason": "JOIN_RAID"}
    assert api(bob).post(alarm, resolved).json()["code"] == 50013
    assert owner.post(alarm, {**resolved, "reason": "BORED"}).json()["code"] == 50035
    assert owner.post(alarm, {"alert_message_id": "1"}).json()["code"] == 10008
    assert owner.post(alarm, resolved).status_code == 204
    assert said() == [*expected, (39, "")]


def test_handing_a_guild_over_takes_the_owners_second_factor(api) -> None:
    guild = make_guild()
    bob = make_member(guild, "bob", permissions=Permissions.ADMINISTRATOR)
    path, transfer = f"/guilds/{guild.id}", {"owner_id": str(bob.id)}
    assert api(bob).patch(path, transfer).json()["code"] == 50013
    secure(guild.owner)
    owner = api(guild.owner)
    assert owner.patch(path, transfer).json()["code"] == 60003
    assert owner.patch(path, {**transfer, "code": "000000"}).json()["code"] == 60008
    assert owner.get(path).json()["owner_id"] == str(guild.owner_id)
    assert owner.patch(path, {**transfer, "code": code()}).json()["owner_id"] == str(bob.id)


def test_moderators_need_a_second_factor_where_the_guild_asks_for_it(api) -> None:
    guild = make_guild()
    mod = make_member(guild, "mod", permissions=Permissions.KICK_MEMBERS)
    other = make_member(guild, "other")
    third = make_member(guild, "third")
    bot = make_member(
        guild, make_bot(owner=make_user("maker")), permissions=Permissions.MANAGE_MESSAGES
    )
    channel = guild.channels.get(name="general")
    message = api(third).post(f"/channels/{channel.id}/messages", {"content": "hi"}).json()["id"]
    path = f"/guilds/{guild.id}/mfa"
    assert api(mod).post(path, {"level": 1}).json()["code"] == 50013
    assert api(guild.owner).post(path, {"level": 1}).json()["code"] == 60003
    secure(guild.owner)
    assert api(guild.owner).post(path, {"level": 2, "code": code()}).json()["code"] == 50017
    answer = api(guild.owner).post(path, {"level": 1, "code": code()})
    assert answer.json() == {"level": 1}

    kick = f"/guilds/{guild.id}/members/{other.id}"
    answer = api(mod).delete(kick)
    assert (answer.status_code, answer.json()["code"]) == (403, 60003)
    assert api(other).delete(f"/guilds/{guild.id}/members/{mod.id}").json()["code"] == 50013
    assert api(mod).get(f"/channels/{channel.id}/messages").status_code == 200
    unwanted = f"/channels/{channel.id}/messages/{message}"
    assert api(bot).delete(unwanted).json()["code"] == 60003
    secure(mod)
    assert api(mod).delete(kick).status_code == 204
    secure(bot.bot_application.owner)
    assert api(bot).delete(unwanted).status_code == 204


def test_who_is_not_verified_reads_but_does_not_speak(api) -> None:
    guild = make_guild()
    bob = make_member(guild, "bob")
    trusted = make_member(guild, "tess", permissions=Permissions.CHANGE_NICKNAME)
    channel = guild.channels.get(name="general")
    messages = f"/channels/{channel.id}/messages"
    message = api(guild.owner).post(messages, {"content": "hello"}).json()["id"]
    reaction = f"{messages}/{message}/reactions/👍/@me"
    assert api(bob).post(messages, {"content": "before"}).status_code == 200
    api(guild.owner).patch(f"/guilds/{guild.id}", {"verification_level": 1})
    answer = api(bob).post(messages, {"content": "after"})
    assert (answer.status_code, answer.json()["code"]) == (403, 50009)
    assert api(bob).put(reaction).json()["code"] == 50009
    thread = {"name": "talk", "type": 11}
    assert api(bob).post(f"/channels/{channel.id}/threads", thread).json()["code"] == 50009
    assert api(bob).get(messages).status_code == 200
    assert api(trusted).post(messages, {"content": "I have a role"}).status_code == 200
    assert api(guild.owner).post(messages, {"content": "mine"}).status_code == 200

    verify(bob)
    assert api(bob).post(messages, {"content": "verified"}).status_code == 200
    api(guild.owner).patch(f"/guilds/{guild.id}", {"verification_level": 3})
    assert api(bob).post(messages, {"content": "too new"}).json()["code"] == 50009
    flags = {"flags": 1 << 2}
    path = f"/guilds/{guild.id}/members/{bob.id}"
    assert api(guild.owner).patch(path, flags).status_code == 200
    assert api(bob).post(messages, {"content": "let through"}).status_code == 200


def verify(user: User) -> None:
    from allauth.account.models import EmailAddress

    user.email = f"{user.username}@example.org"
    user.save(update_fields=["email"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def test_an_address_of_its_own_leads_into_the_guild(api) -> None:
    guild = make_guild()
    other = make_guild(make_user("other"), "Other")
    path = f"/guilds/{guild.id}/vanity-url"
    owner, eve = api(guild.owner), make_user("eve")
    assert owner.get(path).json() == {"code": None, "uses": 0}
    assert api(make_member(guild)).get(path).json()["code"] == 50013
    for wrong in ("x", "ä-b", "-ab", "a b"):
        assert owner.patch(path, {"code": wrong}).json()["code"] == 50020
    assert owner.patch(path, {"code": "Great-Hall"}).json() == {"code": "great-hall", "uses": 0}
    taken = api(other.owner).patch(f"/guilds/{other.id}/vanity-url", {"code": "great-hall"})
    assert taken.json()["code"] == 50020
    assert owner.get(f"/guilds/{guild.id}").json()["vanity_url_code"] == "great-hall"

    shown = api(eve).get("/invites/great-hall?with_counts=true")
    assert_documented("GET", "invites/great-hall", 200, shown.json())
    assert shown.json()["guild"]["id"] == str(guild.id)
    assert shown.json()["expires_at"] is None
    assert owner.delete("/invites/great-hall").json()["code"] == 10006
    assert api(eve).post("/invites/great-hall").json()["new_member"] is True
    assert Member.objects.filter(guild=guild, user=eve).exists()
    read = owner.get(path)
    assert read.json() == {"code": "great-hall", "uses": 1}
    assert_documented("GET", path, 200, read.json())
    owner.patch(path, {"code": None})
    assert api(eve).get("/invites/great-hall").json()["code"] == 10006
    entries = AuditLogEntry.objects.filter(action_type=AuditLogEvent.GUILD_UPDATE)
    assert [entry.changes[0]["key"] for entry in entries] == ["vanity_url_code"] * 2


def test_the_widget_shows_what_everyone_may_see_and_nobody_by_their_id(api, monkeypatch) -> None:
    from accounts.presence import Presence
    from guilds.selectors import widgets

    guild = make_guild()
    path = f"/guilds/{guild.id}/widget"
    owner = api(guild.owner)
    general = guild.channels.get(name="general")
    hidden = make_channel(guild, "Board room", type=2)
    deny(hidden, guild, Permissions.VIEW_CHANNEL)
    assert api().get(f"{path}.json").json()["code"] == 50004
    assert api().get(f"{path}.png").json()["code"] == 50004
    assert api(make_member(guild)).get(path).json()["code"] == 50013
    wrong = owner.patch(path, {"channel_id": "1"})
    assert wrong.json()["code"] == 50035
    answer = owner.patch(path, {"enabled": True, "channel_id": str(general.id)})
    assert answer.json() == {"enabled": True, "channel_id": str(general.id)}
    assert_documented("PATCH", path, 200, answer.json())

    here = Presence(guild.owner_id, "dnd", ({"name": "Chess", "type": 0},))
    monkeypatch.setattr(widgets, "online_in", lambda guild_id: [guild.owner_id])
    monkeypatch.setattr(widgets, "presences", lambda ids: [here])
    answer = api().get(f"{path}.json")
    body = answer.json()
    assert_documented("GET", f"{path}.json", 200, body)
    assert [channel["name"] for channel in body["channels"]] == ["General"]
    assert body["presence_count"] == 1
    member = body["members"][0]
    assert (member["status"], member["activity"]) == ("dnd", {"name": "Chess"})
    assert str(guild.owner_id) not in answer.text
    invite = Invite.objects.get()
    assert body["instant_invite"].endswith(f"/invite/{invite.code}")
    assert invite.inviter is None
    assert api().get(f"{path}.json").json()["instant_invite"] == body["instant_invite"]
    picture = "http://testserver/widget-avatars/" + member["avatar_url"].split("avatars/")[1]
    assert api().get(picture).headers["content-type"] == "image/png"
    assert api().get(picture.replace(picture[-9:-4], "00000")).status_code == 404
    for style in ("shield", "banner1", "banner2", "banner3", "banner4"):
        image = api().get(f"{path}.png?style={style}")
        assert image.content.startswith(b"\x89PNG")
    assert api().get(f"{path}.png?style=none").json()["code"] == 50035


def test_there_is_one_region(api) -> None:
    guild = make_guild()
    for path in (f"/guilds/{guild.id}/regions", "/voice/regions"):
        answer = api(guild.owner).get(path)
        assert_documented("GET", path, 200, answer.json())
        assert len(answer.json()) == 1
