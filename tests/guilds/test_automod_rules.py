"""Rules of auto moderation: who makes them, what they may say, and what is told of them."""

from __future__ import annotations

import pytest

from config.kernel.errors import FormError, MissingPermissions
from guilds.automod.rules import TriggerType
from guilds.models import AuditLogEntry, AuditLogEvent, Member
from guilds.permissions import Permissions
from guilds.services import update_member, update_own_member
from guilds.services.automod_rules import create_rule, delete_rule, update_rule
from guilds.standing import standing
from tests.builders import make_channel, make_member, make_role, text_channel
from tests.helpers.openapi import assert_documented

PATH = "/guilds/{}/auto-moderation/rules"


def words(guild, owner, *keywords, **more):
    given = {"name": "words", "event_type": 1, "trigger_type": 1, "enabled": True} | more
    given.setdefault("trigger_metadata", {"keyword_filter": list(keywords)})
    return create_rule(owner, guild, **given)


def test_a_rule_comes_changes_and_goes(announced, guild, owner) -> None:
    role = make_role(guild, "vip")
    announced.forget()
    rule = words(guild, owner, "cat*", exempt_roles=[role.id], reason="cats")
    told = announced.one("AUTO_MODERATION_RULE_CREATE").data
    assert told["trigger_metadata"] == {
        "keyword_filter": ["cat*"], "regex_patterns": [], "allow_list": [],
    }  # fmt: skip
    assert told["actions"] == [{"type": 1, "metadata": {}}]
    assert told["exempt_roles"] == [str(role.id)]
    update_rule(owner, rule, {"name": "felines", "trigger_metadata": {"allow_list": ["cattle"]}})
    told = announced.one("AUTO_MODERATION_RULE_UPDATE").data
    assert told["name"] == "felines"
    assert told["trigger_metadata"]["keyword_filter"] == ["cat*"]
    delete_rule(owner, rule)
    assert announced.one("AUTO_MODERATION_RULE_DELETE").data["id"] == str(rule.id)
    entries = AuditLogEntry.objects.filter(target_id=rule.id).order_by("id")
    assert [entry.action_type for entry in entries] == [140, 141, 142]
    assert entries[0].reason == "cats"


def test_only_who_manages_the_guild_and_may_time_out_makes_such_rules(guild, owner) -> None:
    moderator = make_member(guild, "moderator", permissions=Permissions.MODERATE_MEMBERS)
    with pytest.raises(MissingPermissions):
        words(guild, moderator, "cat")
    manager = make_member(guild, "manager", permissions=Permissions.MANAGE_GUILD)
    rule = words(guild, manager, "cat")
    timeout = [{"type": 3, "metadata": {"duration_seconds": 60}}]
    with pytest.raises(MissingPermissions):
        words(guild, manager, "dog", actions=timeout)
    with pytest.raises(MissingPermissions):
        update_rule(manager, rule, {"actions": timeout})
    update_rule(owner, rule, {"actions": timeout})


def keyword(**metadata):
    return {"trigger_type": 1, "trigger_metadata": metadata}


def action(kind, **metadata):
    return {"actions": [{"type": kind, "metadata": metadata}]}


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"trigger_type": 2}, "trigger_type"),
        ({"event_type": 2}, "event_type"),
        ({"trigger_type": 6, "event_type": 1}, "event_type"),
        (keyword(keyword_filter=["x" * 61]), "trigger_metadata.keyword_filter.0"),
        (keyword(keyword_filter=["ok", ""]), "trigger_metadata.keyword_filter.1"),
        (keyword(keyword_filter=["**"]), "trigger_metadata.keyword_filter.0"),
        (keyword(keyword_filter=["x"] * 1001), "trigger_metadata.keyword_filter"),
        (keyword(allow_list=["x"] * 101), "trigger_metadata.allow_list"),
        (keyword(regex_patterns=["(?=x)"]), "trigger_metadata.regex_patterns.0"),
        (keyword(regex_patterns=["x" * 261]), "trigger_metadata.regex_patterns.0"),
        (keyword(regex_patterns=["x"] * 11), "trigger_metadata.regex_patterns"),
        ({"trigger_type": 4, "trigger_metadata": None}, "trigger_metadata.presets"),
        ({"trigger_type": 4, "trigger_metadata": {"presets": [9]}}, "trigger_metadata.presets.0"),
        (
            {"trigger_type": 5, "trigger_metadata": {"mention_total_limit": 51}},
            "trigger_metadata.mention_total_limit",
        ),
        ({"actions": []}, "actions"),
        ({"actions": [{"type": 1}, {"type": 1}]}, "actions"),
        (action(4), "actions.0.type"),
        ({"trigger_type": 3, **action(3, duration_seconds=1)}, "actions.0.type"),
        (action(1, custom_message="x" * 151), "actions.0.metadata.custom_message"),
        (action(2), "actions.0.metadata.channel_id"),
        (action(2, channel_id=1), "actions.0.metadata.channel_id"),
        (action(3), "actions.0.metadata.duration_seconds"),
        (action(3, duration_seconds=2_419_201), "actions.0.metadata.duration_seconds"),
        ({"exempt_roles": list(range(1, 22))}, "exempt_roles"),
        ({"exempt_channels": list(range(1, 52))}, "exempt_channels"),
        ({"exempt_roles": [1, 1]}, "exempt_roles"),
    ],
)
def test_what_a_rule_may_say_is_limited(guild, owner, wrong, path) -> None:
    with pytest.raises(FormError) as error:
        words(guild, owner, "cat", **wrong)
    assert list(error.value.errors) == [path]
    assert not guild.auto_moderation_rules.exists()


@pytest.mark.parametrize("kind", list(TriggerType))
def test_a_guild_has_so_many_rules_of_a_kind(guild, owner, kind) -> None:
    def add() -> None:
        metadata = {"presets": [1]} if kind == TriggerType.KEYWORD_PRESET else {}
        event = 2 if kind == TriggerType.MEMBER_PROFILE else 1
        words(guild, owner, trigger_type=kind, event_type=event, trigger_metadata=metadata)

    for _ in range(6 if kind == TriggerType.KEYWORD else 1):
        add()
    with pytest.raises(FormError):
        add()


def test_over_the_api_rules_are_for_who_manages_the_guild(api, guild, owner) -> None:
    bob = make_member(guild, "bob")
    path = PATH.format(guild.id)
    alerts = make_channel(guild, "alerts")
    new = {
        "name": "all of it", "event_type": 1, "trigger_type": 1, "enabled": True,
        "trigger_metadata": {"keyword_filter": ["cat*"], "regex_patterns": ["c.t"]},
        "actions": [
            {"type": 1, "metadata": {"custom_message": "No."}},
            {"type": 2, "metadata": {"channel_id": str(alerts.id)}},
            {"type": 3, "metadata": {"duration_seconds": 60}},
        ],
        "exempt_channels": [str(alerts.id)],
    }  # fmt: skip
    assert api(bob).post(path, new).json()["code"] == 50013
    assert api(bob).get(path).json()["code"] == 50013
    made = api(owner).post(path, new)
    assert made.status_code == 200
    assert_documented("POST", path, 200, made.json())
    one = f"{path}/{made.json()['id']}"
    listed = api(owner).get(path)
    assert listed.json() == [made.json()]
    assert_documented("GET", path, 200, listed.json())
    assert api(bob).get(one).json()["code"] == 50013
    assert api(bob).patch(one, {"enabled": False}).json()["code"] == 50013
    assert api(bob).delete(one).json()["code"] == 50013
    changed = api(owner).patch(one, {"enabled": False, "exempt_channels": None})
    assert (changed.json()["enabled"], changed.json()["exempt_channels"]) == (False, [])
    assert_documented("PATCH", one, 200, changed.json())
    assert api(owner).patch(one, {"trigger_type": 3}).json()["code"] == 50035
    log = api(owner).get(f"/guilds/{guild.id}/audit-logs")
    assert log.json()["auto_moderation_rules"] == [changed.json()]
    assert_documented("GET", f"/guilds/{guild.id}/audit-logs", 200, log.json())
    assert api(owner).delete(one).status_code == 204
    assert api(owner).get(one).status_code == 404


# Names


def profile_rule(guild, owner, *more_actions):
    return create_rule(
        owner, guild, name="names", event_type=2, trigger_type=6, enabled=True,
        trigger_metadata={"keyword_filter": ["*rude*"]},
        actions=[{"type": 4}, *more_actions],
    )  # fmt: skip


def is_quarantined(guild, user) -> bool:
    return standing(guild, user.id).is_quarantined


def test_who_is_called_badly_may_only_look_on_until_they_take_another_name(
    announced, guild, owner
) -> None:
    rule = profile_rule(guild, owner)
    bob = make_member(guild, "bob")
    rude = make_member(guild, "very_rude")
    assert not is_quarantined(guild, bob)
    assert is_quarantined(guild, rude)
    talk = text_channel(guild)
    assert Permissions.SEND_MESSAGES in standing(guild, bob.id).in_channel(talk)
    assert Permissions.SEND_MESSAGES not in standing(guild, rude.id).in_channel(talk)
    assert announced.one("AUTO_MODERATION_ACTION_EXECUTION").data["content"] == "very_rude"
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.AUTO_MODERATION_QUARANTINE_USER)
    assert (entry.user_id, entry.target_id) == (None, rude.id)
    # A nickname, given by oneself or by a moderator, counts like any other name.
    update_own_member(bob, guild, bob.id, {"nick": "so rude"})
    assert is_quarantined(guild, bob)
    update_own_member(bob, guild, bob.id, {"nick": "polite"})
    assert not is_quarantined(guild, bob)
    update_member(owner, guild, bob.id, {"nick": "rude boy"})
    assert is_quarantined(guild, bob)
    # Without the rule there is nothing against anybody.
    update_rule(owner, rule, {"enabled": False})
    assert not Member.objects.filter(guild=guild).exclude(flags=0).exists()


def test_names_of_who_manages_the_guild_or_is_exempt_do_not_matter(guild, owner) -> None:
    role = make_role(guild, "vip")
    rule = profile_rule(guild, owner)
    manager = make_member(guild, "manager", permissions=Permissions.MANAGE_GUILD)
    vip = make_member(guild, "vip", roles=[role])
    update_rule(owner, rule, {"exempt_roles": [role.id]})
    other = make_member(guild, "other")
    for user in (manager, vip, other):
        update_member(owner, guild, user.id, {"nick": "rude"})
    assert [is_quarantined(guild, user) for user in (manager, vip, other)] == [False, False, True]


def test_a_new_name_everywhere_counts_in_each_guild(api, guild, owner) -> None:
    profile_rule(guild, owner)
    bob = make_member(guild, "bob")
    api(bob).patch("/users/@me", {"global_name": "Rude Bob"})
    assert is_quarantined(guild, bob)
    api(bob).patch("/users/@me", {"global_name": "Bob"})
    assert not is_quarantined(guild, bob)
