"""Applications in a guild, what the audit log tells of them, and templates."""

from __future__ import annotations

from guilds.models import AuditLogEntry, AuditLogEvent, Guild, GuildTemplate, Integration, Webhook
from guilds.permissions import Permissions
from guilds.services import add_bot, kick_member
from guilds.services.webhooks import create_webhook
from tests.builders import (
    deny,
    make_application,
    make_channel,
    make_guild,
    make_member,
    make_role,
    make_user,
)
from tests.helpers.openapi import assert_documented


def test_integrations_are_announced(announced, guild, owner) -> None:
    application = make_application("helper", owner=owner)
    assert application.bot is not None
    announced.forget()
    add_bot(owner, guild, application)
    assert announced.one("GUILD_INTEGRATIONS_UPDATE").data == {"guild_id": str(guild.id)}
    created = announced.one("INTEGRATION_CREATE").data
    assert created["application"]["bot"]["username"] == "helper"
    announced.forget()
    add_bot(owner, guild, application, scopes=("bot",))
    assert announced.one("INTEGRATION_UPDATE").data["scopes"] == ["bot"]
    announced.forget()
    kick_member(owner, guild, application.bot.id)
    gone = announced.one("INTEGRATION_DELETE").data
    assert (gone["id"], gone["application_id"]) == (created["id"], str(application.id))


def test_a_bot_that_is_let_in_is_an_integration_until_it_goes(api) -> None:
    guild = make_guild()
    application = make_application("helper", owner=guild.owner)
    path = f"/guilds/{guild.id}/integrations"
    add_bot(guild.owner, guild, application, reason="to help")
    found = api(guild.owner).get(path).json()
    assert_documented("GET", path, 200, found)
    assert found[0]["scopes"] == ["applications.commands", "bot"]
    assert found[0]["user"]["id"] == str(guild.owner_id)
    assert api(make_member(guild)).get(path).json()["code"] == 50013
    log = api(guild.owner).get(f"/guilds/{guild.id}/audit-logs?action_type=80").json()
    assert_documented("GET", f"guilds/{guild.id}/audit-logs", 200, log)
    assert found[0]["application"]["summary"] == ""  # nextcord and Pycord read it
    assert log["integrations"][0]["application_id"] == str(application.id)
    assert log["audit_log_entries"][0]["reason"] == "to help"

    assert application.bot is not None
    kick_member(guild.owner, guild, application.bot.id)
    assert api(guild.owner).get(path).json() == []


def test_deleting_an_integration_takes_its_bot_and_its_webhooks_along(api) -> None:
    guild = make_guild()
    application = make_application("helper", owner=guild.owner)
    add_bot(guild.owner, guild, application, int(Permissions.SEND_MESSAGES))
    channel = guild.channels.get(name="general")
    create_webhook(guild.owner, channel, name="news", application_id=application.id)
    create_webhook(guild.owner, channel, name="other")
    integration = Integration.objects.get(guild=guild)
    path = f"/guilds/{guild.id}/integrations/{integration.id}"
    kicker = make_member(guild, "kicker", permissions=Permissions.KICK_MEMBERS)
    assert api(kicker).delete(path).json()["code"] == 50013
    assert api(guild.owner).delete(path).status_code == 204
    assert api(guild.owner).delete(path).json()["code"] == 10005
    assert not guild.members.filter(user=application.bot).exists()
    assert not guild.roles.filter(bot_id=application.bot_id).exists()
    assert [webhook.name for webhook in Webhook.objects.all()] == ["other"]
    assert AuditLogEntry.objects.filter(action_type=AuditLogEvent.INTEGRATION_DELETE).exists()


def test_a_template_keeps_the_shape_of_a_guild(api) -> None:
    guild = make_guild(name="Model")
    role = make_role(guild, "crew", Permissions.KICK_MEMBERS, color=5)
    secret = make_channel(guild, "secret", parent_id=guild.channels.get(name="Text Channels").id)
    deny(secret, guild, Permissions.VIEW_CHANNEL)
    make_channel(guild, "posts", type=15, available_tags=[{"name": "Bug"}])
    path = f"/guilds/{guild.id}/templates"
    owner = api(guild.owner)
    member = make_member(guild)
    assert api(member).post(path, {"name": "x"}).json()["code"] == 50013
    assert owner.post(path, {"name": ""}).json()["code"] == 50035
    made = owner.post(path, {"name": "Model", "description": "as it should be"})
    assert_documented("POST", path, 200, made.json())
    assert owner.post(path, {"name": "again"}).json()["code"] == 30031
    code = made.json()["code"]
    one = f"{path}/{code}"
    assert owner.get(path).json()[0]["is_dirty"] is None
    make_channel(guild, "later")
    assert owner.get(path).json()[0]["is_dirty"] is True
    assert owner.put(one).json()["is_dirty"] is None
    assert owner.patch(one, {"name": "Better"}).json()["name"] == "Better"
    assert owner.patch(one, {"description": "x" * 121}).json()["code"] == 50035
    for refused in (api(member).put(one), api(member).patch(one, {}), api(member).delete(one)):
        assert refused.json()["code"] == 50013

    eve = make_user("eve")
    shown = api(eve).get(f"/guilds/templates/{code}")
    assert_documented("GET", f"guilds/templates/{code}", 200, shown.json())
    founded = api(eve).post(f"/guilds/templates/{code}", {"name": "Mine"})
    assert founded.status_code == 201
    mine = Guild.objects.get(id=int(founded.json()["id"]))
    assert (mine.name, mine.owner_id) == ("Mine", eve.id)
    copy = mine.roles.get(name="crew")
    assert (copy.permissions, copy.color) == (role.permissions, 5)
    channel = mine.channels.get(name="secret")
    assert channel.parent == mine.channels.get(name="Text Channels")
    overwrite = channel.overwrites.get()
    assert (overwrite.target_id, overwrite.deny) == (mine.id, Permissions.VIEW_CHANNEL)
    assert mine.channels.get(name="posts").available_tags[0]["name"] == "Bug"
    assert mine.channels.filter(name="later").exists()
    assert mine.system_channel_id == mine.channels.get(name="general").id
    assert GuildTemplate.objects.get().usage_count == 1
    assert owner.delete(one).json()["code"] == code
    assert owner.delete(one).json()["code"] == 10057
    assert api(eve).get(f"/guilds/templates/{code}").json()["code"] == 10057
