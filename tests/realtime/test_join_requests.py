"""Who hears of requests to join: whoever made one, and those who decide on it."""

from __future__ import annotations

from asgiref.sync import sync_to_async

from guilds.models import MemberVerification
from guilds.permissions import Permissions
from guilds.services.join_request_answers import submit_request
from guilds.services.member_verification import update_member_verification

GUILDS, GUILD_MEMBERS = 1, 1 << 1
WHY = {
    "field_type": "TEXT_INPUT", "label": "Why?", "required": True, "description": None,
    "values": None, "choices": None, "placeholder": None,
}  # fmt: skip


async def test_moderators_hear_of_what_was_submitted_and_newcomers_of_their_own(gateway, make):
    owner = await make.make_user("owner")
    guild = await make.make_guild(owner)
    keeper, plain = [await make.make_bot(name, owner=owner) for name in ("keeper", "plain")]
    await make.make_member(guild, keeper, permissions=Permissions.KICK_MEMBERS)
    await make.make_member(guild, plain)
    form = {"enabled": True, "form_fields": [WHY]}
    await sync_to_async(update_member_verification)(owner, guild, form)
    hearing = await gateway.identified(keeper, intents=GUILDS | GUILD_MEMBERS)
    trimmed = await gateway.identified(keeper, intents=GUILDS)
    deaf = await gateway.identified(plain, intents=GUILDS | GUILD_MEMBERS)

    bob = await make.make_member(guild, "bob")
    own = await gateway.identified(bob)
    (begun,) = own.heard[0]["d"]["guild_join_requests"]
    assert (begun["application_status"], begun["guild_id"]) == ("STARTED", str(guild.id))
    version = (await sync_to_async(MemberVerification.objects.get)(guild=guild)).version
    answer = [{"field_type": "TEXT_INPUT", "label": "Why?", "response": "Because"}]
    await sync_to_async(submit_request)(bob, guild, answer, version)
    await make.make_channel(guild, "last")

    told = await hearing.next("GUILD_JOIN_REQUEST_UPDATE")
    assert told["status"] == "SUBMITTED"
    assert told["request"]["form_responses"][0]["response"] == "Because"
    assert told["request"]["user"]["username"] == "bob"
    mine = await own.next("GUILD_JOIN_REQUEST_UPDATE")
    assert "form_responses" not in mine["request"]
    for client in (hearing, own, trimmed, deaf):
        await client.next("CHANNEL_CREATE")
    assert "GUILD_JOIN_REQUEST_CREATE" not in hearing.names()
    assert own.names().count("GUILD_JOIN_REQUEST_UPDATE") == 1
    for client in (trimmed, deaf):
        assert not [name for name in client.names() if "JOIN_REQUEST" in name]
