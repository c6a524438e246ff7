"""What awaits new members: a welcome screen, questions with roles for answers, a guide."""

from __future__ import annotations

from typing import Any

from guilds.models import (
    AuditLogEntry,
    AuditLogEvent,
    Emoji,
    Guild,
    GuildSettingsFlags,
    Member,
    MemberFlags,
    Onboarding,
    OverrideFlags,
    UserGuildSettings,
)
from guilds.permissions import Permissions
from guilds.services import delete_channel, delete_role, join_guild, leave_guild
from guilds.services.onboarding import update_onboarding
from guilds.services.onboarding_answers import answer_onboarding
from guilds.services.welcome_screens import update_welcome_screen
from tests.builders import (
    deny,
    make_bot,
    make_channel,
    make_guild,
    make_member,
    make_role,
    make_user,
)
from tests.helpers.api import Api
from tests.helpers.openapi import assert_documented


def make_community(guild: Guild) -> None:
    general = guild.channels.get(name="general").id
    wanted = {
        "features": ["COMMUNITY"],
        "rules_channel_id": general,
        "public_updates_channel_id": general,
    }
    assert Api(guild.owner).patch(f"/guilds/{guild.id}", wanted).status_code == 200


def test_a_community_welcomes_newcomers(api) -> None:
    guild = make_guild()
    bob = make_member(guild, "bob")
    owner = api(guild.owner)
    emoji = Emoji.objects.create(guild=guild, name="wave", user=guild.owner)
    channel = make_channel(guild, "start-here")
    path = f"/guilds/{guild.id}/welcome-screen"
    assert api(bob).get(path).json()["code"] == 50013
    assert owner.get(path).json() == {"description": None, "welcome_channels": []}
    assert owner.patch(path, {"enabled": True}).json()["code"] == 50035
    make_community(guild)
    entry = {"channel_id": str(channel.id), "description": "Read me", "emoji_id": str(emoji.id)}
    wanted = {"enabled": True, "description": "Hello", "welcome_channels": [entry]}
    assert api(bob).patch(path, wanted).json()["code"] == 50013
    for wrong in (
        {"description": "x" * 141},
        {"welcome_channels": [entry] * 6},
        {"welcome_channels": [{**entry, "description": ""}]},
        {"welcome_channels": [{**entry, "channel_id": "1"}]},
    ):
        assert owner.patch(path, wrong).json()["code"] == 50035
    body = owner.patch(path, wanted).json()
    assert_documented("PATCH", path, 200, body)
    assert body["welcome_channels"] == [{**entry, "emoji_name": "wave"}]
    assert "WELCOME_SCREEN_ENABLED" in owner.get(f"/guilds/{guild.id}").json()["features"]
    assert api(bob).get(path).json() == body
    invite = owner.post(f"/channels/{channel.id}/invites", {}).json()
    shown = api().get(f"/invites/{invite['code']}").json()
    assert_documented("GET", f"invites/{invite['code']}", 200, shown)
    assert shown["guild"]["welcome_screen"] == body
    delete_channel(guild.owner, channel)
    assert api(bob).get(path).json()["welcome_channels"] == []
    owner.patch(path, {"enabled": False})
    assert api(bob).get(path).json()["code"] == 50013


def question(guild: Guild, *roles: int, **more: Any) -> dict[str, Any]:
    options = [
        {"title": f"Option {number}", "role_ids": [str(role)], "emoji_name": "🎲"}
        for number, role in enumerate(roles)
    ]
    return {"id": "1", "title": "What do you play?", "options": options, "type": 0, **more}


def test_onboarding_is_enabled_once_there_is_enough_to_see(api) -> None:
    guild = make_guild()
    channels = [make_channel(guild, f"room-{number}") for number in range(7)]
    for channel in channels[:3]:
        deny(channel, guild, Permissions.SEND_MESSAGES)
    path = f"/guilds/{guild.id}/onboarding"
    owner = api(guild.owner)
    empty = owner.get(path).json()
    assert_documented("GET", path, 200, empty)
    assert (empty["enabled"], empty["prompts"]) == (False, [])
    ids = [str(channel.id) for channel in channels]
    wanted: dict[str, Any] = {"enabled": True, "default_channel_ids": ids}
    assert owner.put(path, wanted).json()["code"] == 350000
    more = make_channel(guild, "more")
    wanted["default_channel_ids"].append(str(more.id))
    body = owner.put(path, wanted).json()
    assert_documented("PUT", path, 200, body)
    assert body["enabled"] is True
    fewer = {"default_channel_ids": [str(more.id)]}
    assert owner.put(path, fewer).json()["code"] == 350001
    assert len(owner.get(path).json()["default_channel_ids"]) == 8
    assert owner.put(path, {"default_channel_ids": ["1"]}).json()["code"] == 10003
    manager = make_member(guild, "mia", permissions=Permissions.MANAGE_GUILD)
    assert api(manager).put(path, {}).json()["code"] == 50013
    delete_channel(guild.owner, more)
    assert str(more.id) not in owner.get(path).json()["default_channel_ids"]


def test_questions_keep_their_ids_and_are_recorded(api) -> None:
    guild = make_guild()
    chess, go = make_role(guild, "chess"), make_role(guild, "go")
    keeper = make_member(
        guild, "keeper", permissions=Permissions.MANAGE_GUILD | Permissions.MANAGE_ROLES
    )
    high = make_role(guild, "high")
    path = f"/guilds/{guild.id}/onboarding"
    asked = {"prompts": [question(guild, chess.id, go.id, required=True)]}
    made = api(keeper).put(path, asked).json()["prompts"][0]
    assert made["id"] != "1"
    assert made["options"][0]["emoji"] == {"id": None, "name": "🎲", "animated": False}
    for wrong, code in (
        (question(guild, high.id), 50013),
        (question(guild, 1), 10011),
        (question(guild, guild.id), 50028),
        ({**question(guild, chess.id), "title": ""}, 50035),
        ({**question(guild, chess.id), "options": []}, 50035),
        ({**question(guild, chess.id), "options": [{"title": "nothing"}]}, 50035),
        ({**question(guild, chess.id), "type": 7}, 50035),
    ):
        assert api(keeper).put(path, {"prompts": [wrong]}).json()["code"] == code
    edited = {**made, "title": "Your game?", "options": made["options"][:1]}
    after = api(keeper).put(path, {"prompts": [edited]}).json()["prompts"][0]
    assert (after["id"], after["title"]) == (made["id"], "Your game?")
    assert after["options"][0]["id"] == made["options"][0]["id"]
    api(keeper).put(path, {"prompts": []})
    actions = [
        entry.action_type
        for entry in AuditLogEntry.objects.filter(target_id=int(made["id"])).order_by("id")
    ]
    assert actions == [
        AuditLogEvent.ONBOARDING_PROMPT_CREATE,
        AuditLogEvent.ONBOARDING_PROMPT_UPDATE,
        AuditLogEvent.ONBOARDING_PROMPT_DELETE,
    ]
    assert AuditLogEntry.objects.filter(action_type=AuditLogEvent.ONBOARDING_CREATE).count() == 1


def test_answers_give_roles_and_take_them_again(api) -> None:
    guild = make_guild()
    chess, go = make_role(guild, "chess"), make_role(guild, "go")
    for number in range(7):
        make_channel(guild, f"room-{number}")
    ids = [str(channel.id) for channel in guild.channels.filter(type=0)]
    path = f"/guilds/{guild.id}/onboarding"
    asked = question(guild, chess.id, go.id, required=True, single_select=True, in_onboarding=True)
    bob = make_member(guild, "bob")
    answers = f"{path}-responses"
    nothing = api(bob).post(answers, {"onboarding_responses": []})
    assert nothing.json()["code"] == 50035
    wanted = {"enabled": True, "default_channel_ids": ids, "prompts": [asked]}
    made = api(guild.owner).put(path, wanted).json()
    first, second = (option["id"] for option in made["prompts"][0]["options"])
    for wrong in ([], [first, second], [first, "1"]):
        answer = api(bob).post(answers, {"onboarding_responses": wrong})
        assert answer.json()["code"] == 50035
    assert api(bob).post(answers, {"onboarding_responses": [first]}).status_code == 200
    member = Member.objects.get(guild=guild, user=bob)
    assert (member.roles, member.flags & 0b1010) == ([chess.id], 0b1010)
    assert api(bob).post(answers, {"onboarding_responses": [second]}).status_code == 200
    member.refresh_from_db()
    assert member.roles == [go.id]
    stranger = make_user("stranger")
    refused = api(stranger).post(answers, {"onboarding_responses": [first]})
    assert refused.json()["code"] == 50001
    delete_role(guild.owner, go)
    prompts = api(guild.owner).get(path).json()["prompts"]
    assert prompts[0]["options"][1]["role_ids"] == []


def shown_to(user, guild):
    """Return the channels that somebody is shown, and whether they are shown only these."""
    found = UserGuildSettings.objects.filter(user=user, guild=guild).first()
    if found is None:
        return set(), False
    chosen = found.overrides.filter(flags=OverrideFlags.OPT_IN_ENABLED)
    only_these = bool(found.flags & GuildSettingsFlags.OPT_IN_CHANNELS_ON)
    return set(chosen.values_list("channel_id", flat=True)), only_these


def test_newcomers_are_shown_the_default_channels_and_those_they_choose(api) -> None:
    guild = make_guild()
    old = make_member(guild, "old")
    rooms = [make_channel(guild, f"room-{number}").id for number in range(7)]
    chess, go = make_channel(guild, "chess").id, make_channel(guild, "go").id
    path = f"/guilds/{guild.id}/onboarding"
    options = [{"title": str(one), "channel_ids": [str(one)]} for one in (chess, go)]
    asked = question(guild, options=options, in_onboarding=True, required=True)
    wanted = {"default_channel_ids": [str(room) for room in rooms], "prompts": [asked]}
    owner = api(guild.owner)
    many = {"title": "x", "channel_ids": [str(number) for number in range(51)]}
    for wrong in (
        {"prompts": [{**asked, "options": [many]}]},
        {"default_channel_ids": [str(number) for number in range(501)]},
    ):
        assert owner.put(path, wrong).json()["code"] == 50035
    owner.put(path, wanted)

    def features():
        found = owner.get(f"/guilds/{guild.id}").json()["features"]
        return {one.removeprefix("GUILD_ONBOARDING") for one in found if "ONBOARDING" in one}

    assert features() == {"_HAS_PROMPTS"}
    assert shown_to(make_member(guild, "early"), guild) == (set(), False)
    made = owner.put(path, {"enabled": True}).json()
    assert features() == {"", "_EVER_ENABLED", "_HAS_PROMPTS"}
    first, second = (option["id"] for option in made["prompts"][0]["options"])

    bob, robot = make_member(guild, "bob"), make_member(guild, make_bot(owner=guild.owner))
    assert shown_to(bob, guild) == (set(rooms), True)
    assert shown_to(robot, guild) == (set(), False)
    answers = f"{path}-responses"
    client = api(bob)
    assert client.put(answers, {}).status_code == 204, "nothing was answered yet"
    flags = client.get(f"/guilds/{guild.id}/members/{bob.id}").json()["flags"]
    assert flags == MemberFlags.STARTED_ONBOARDING
    assert client.post(answers, {}).json()["code"] == 50035, "a question is to be answered"
    seen = {made["prompts"][0]["id"]: 1767225600000}
    body = client.post(
        answers, {"onboarding_responses": [first], "onboarding_prompts_seen": seen}
    ).json()
    assert (body["onboarding_responses"], body["onboarding_prompts_seen"]) == ([first], seen)
    assert shown_to(bob, guild) == ({*rooms, chess}, True)
    flags = client.get(f"/guilds/{guild.id}/members/{bob.id}").json()["flags"]
    assert flags == MemberFlags.STARTED_ONBOARDING | MemberFlags.COMPLETED_ONBOARDING
    client.put(answers, {"onboarding_responses": [second]})
    assert shown_to(bob, guild) == ({*rooms, go}, True)
    read = client.get(path).json()
    assert_documented("GET", path, 200, read)
    assert (read["responses"], read["onboarding_prompts_seen"]) == ([second], seen)
    assert "responses" not in api(robot).get(path).json()
    for times in ({"x": 1}, {"1": -1}, {str(number): 1 for number in range(800)}):
        answer = client.put(answers, {"onboarding_prompts_seen": times})
        assert answer.json()["code"] == 50035

    whole = {"flags": int(GuildSettingsFlags.OPT_IN_CHANNELS_OFF)}
    api(old).patch(f"/users/@me/guilds/{guild.id}/settings", whole)
    api(old).post(answers, {"onboarding_responses": [first]})
    assert shown_to(old, guild) == ({*rooms, chess}, False), "who wants all keeps all"
    leave_guild(bob, guild)
    join_guild(bob, guild)
    assert api(bob).get(path).json()["responses"] == []
    assert shown_to(bob, guild) == (set(rooms), True)


def test_switching_the_welcome_screen_and_answering_are_announced(announced, guild, owner) -> None:
    role = make_role(guild, "chess")
    bob = make_member(guild, "bob")
    guild.features = ["COMMUNITY"]
    guild.save(update_fields=["features"])
    options = [{"id": "7", "title": "Chess", "role_ids": [str(role.id)], "channel_ids": []}]
    prompt = {
        "id": "6", "title": "Game?", "options": options, "required": False,
        "single_select": False, "in_onboarding": True, "type": 0,
    }  # fmt: skip
    Onboarding.objects.create(guild=guild, enabled=True, prompts=[prompt])
    announced.forget()
    update_welcome_screen(owner, guild, {"enabled": True})
    assert "WELCOME_SCREEN_ENABLED" in announced.one("GUILD_UPDATE").data["features"]
    announced.forget()
    answer_onboarding(bob, guild, [7])
    assert announced.one("GUILD_MEMBER_UPDATE").data["roles"] == [str(role.id)]
    announced.forget()
    update_onboarding(owner, guild, {"enabled": False})
    assert "GUILD_ONBOARDING_HAS_PROMPTS" in announced.one("GUILD_UPDATE").data["features"]


def test_a_guide_says_what_to_do_first(api) -> None:
    guild = make_guild()
    bob = make_member(guild, "bob")
    general = guild.channels.get(name="general")
    path = f"/guilds/{guild.id}/new-member-welcome"
    owner = api(guild.owner)
    assert owner.get(path).status_code == 204
    entry = {"channel_id": str(general.id), "title": "Say hello", "description": "to everybody"}
    wanted = {
        "welcome_message": {"author_ids": [str(guild.owner_id)], "message": "Nice to see you"},
        "new_member_actions": [{**entry, "action_type": 1, "emoji_name": "👋"}],
        "resource_channels": [entry],
    }
    assert api(bob).put(path, wanted).json()["code"] == 50013
    strangers = {"author_ids": [str(make_user("eve").id)], "message": "Hi"}
    for wrong in (
        {**wanted, "welcome_message": strangers},
        {**wanted, "resource_channels": [{**entry, "channel_id": "1"}]},
        {**wanted, "new_member_actions": [{**entry, "action_type": 2}]},
    ):
        assert owner.put(path, wrong).json()["code"] == 50035
    body = owner.put(path, wanted).json()
    read = api(bob).get(path)
    assert_documented("GET", path, 200, read.json())
    assert read.json() == body
    assert body["new_member_actions"][0]["emoji"]["name"] == "👋"
    owner.put(path, {"enabled": False})
    actions = AuditLogEntry.objects.filter(action_type__gte=190).values_list(
        "action_type", flat=True
    )
    assert sorted(actions) == [
        AuditLogEvent.HOME_SETTINGS_CREATE,
        AuditLogEvent.HOME_SETTINGS_UPDATE,
    ]
