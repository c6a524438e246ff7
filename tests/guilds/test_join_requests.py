"""Rules to agree to before one may take part, and requests that moderators decide on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.kernel.snowflake import snowflake_at
from guilds.models import AuditLogEntry, AuditLogEvent, JoinRequest, Member
from guilds.permissions import Permissions
from guilds.services import join_guild, leave_guild
from guilds.services.member_verification import update_member_verification
from guilds.tasks import delete_old_join_requests
from tests.builders import make_bot, make_guild, make_member, make_user, text_channel
from tests.helpers.openapi import assert_documented

RULES = {"field_type": "TERMS", "label": "Rules", "required": True, "values": ["Be kind"]}
WHY = {"field_type": "PARAGRAPH", "label": "Why?", "required": True, "placeholder": "Because"}
PICK = {
    "field_type": "MULTIPLE_CHOICE",
    "label": "Which?",
    "required": False,
    "choices": ["a", "b"],
}


def gate(api, guild, *fields: dict[str, Any]) -> dict[str, Any]:
    wanted = {"enabled": True, "form_fields": list(fields), "description": "A hall"}
    answer = api(guild.owner).patch(f"/guilds/{guild.id}/member-verification", wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()


def speak(api, user, guild) -> int:
    channel = text_channel(guild)
    answer = api(user).post(f"/channels/{channel.id}/messages", {"content": "hi"})
    return answer.status_code if answer.status_code == 200 else answer.json()["code"]


def applied(api, user, guild, *responses: Any, form: dict[str, Any]):
    fields = [
        {**field, "response": response}
        for field, response in zip(form["form_fields"], responses, strict=True)
    ]
    wanted = {"form_fields": fields, "version": form["version"]}
    return api(user).put(f"/guilds/{guild.id}/requests/@me", wanted)


def test_newcomers_look_on_until_they_agree_to_the_rules(api) -> None:
    guild = make_guild()
    old = make_member(guild, "old")
    form = gate(api, guild, RULES)
    path = f"/guilds/{guild.id}/member-verification"
    assert api(old).get(path).json() == form
    assert form["form_fields"] == [RULES]
    features = api(old).get(f"/guilds/{guild.id}").json()["features"]
    assert {"MEMBER_VERIFICATION_GATE_ENABLED", "PREVIEW_ENABLED"} <= set(features)
    assert "MEMBER_VERIFICATION_MANUAL_APPROVAL" not in features
    bob, robot = make_member(guild, "bob"), make_member(guild, make_bot(owner=guild.owner))
    assert [speak(api, user, guild) for user in (old, bob, robot)] == [200, 50013, 200]
    assert api(bob).get(f"/channels/{text_channel(guild).id}/messages").status_code == 200
    member = f"/guilds/{guild.id}/members/{bob.id}"
    assert api(old).get(member).json()["pending"] is True
    own = f"/guilds/{guild.id}/requests/@me"
    for wrong in (
        {},
        {"form_fields": [RULES]},
        {"form_fields": [{**RULES, "response": False}]},
        {"form_fields": [{**RULES, "response": "yes"}]},
        {"form_fields": [{**RULES, "label": "Others", "response": True}]},
        {"form_fields": [{**RULES, "response": True}], "version": "2020-01-01T00:00:00Z"},
    ):
        assert api(bob).put(own, wrong).json()["code"] == 50035, wrong
    assert speak(api, bob, guild) == 50013
    body = applied(api, bob, guild, True, form=form).json()
    assert (body["application_status"], body["user_id"]) == ("APPROVED", str(bob.id))
    assert api(old).get(member).json()["pending"] is False
    assert speak(api, bob, guild) == 200
    assert applied(api, bob, guild, True, form=form).status_code == 404
    assert api(robot).put(own, {}).json()["code"] == 20001
    assert api(make_user("eve")).put(own, {}).json()["code"] == 50001


def test_moderators_decide_where_more_is_asked(api) -> None:
    guild = make_guild()
    form = gate(api, guild, RULES, WHY, PICK)
    features = api(guild.owner).get(f"/guilds/{guild.id}").json()["features"]
    assert "MEMBER_VERIFICATION_MANUAL_APPROVAL" in features
    mod = make_member(guild, "mod")
    Member.objects.filter(guild=guild, user=mod).update(pending=False)
    api(guild.owner).post(f"/guilds/{guild.id}/roles", {"name": "mods", "permissions": "2"})
    role = guild.roles.get(name="mods")
    api(guild.owner).put(f"/guilds/{guild.id}/members/{mod.id}/roles/{role.id}")
    bob, eve, kim = (make_member(guild, name) for name in ("bob", "eve", "kim"))
    for wrong in (
        (True, "", 0),
        (True, "x" * 1001, 0),
        (True, 7, 0),
        (True, "well", 2),
        (True, "well", "a"),
        (True, "well", True),
    ):
        assert applied(api, bob, guild, *wrong, form=form).json()["code"] == 50035, wrong
    assert applied(api, bob, guild, True, " I like it ", 1, form=form).status_code == 200
    applied(api, eve, guild, True, "no reason", None, form=form)
    assert speak(api, bob, guild) == 50013
    path = f"/guilds/{guild.id}/requests"
    listed = api(mod).get(path).json()
    assert_documented("GET", path, 200, listed)
    assert (listed["total"], len(listed["guild_join_requests"])) == (2, 2), "kim has yet to apply"
    of_eve, of_bob = listed["guild_join_requests"]
    assert of_bob["user"]["username"] == "bob"
    answers = [field.get("response") for field in of_bob["form_responses"]]
    assert answers == [True, "I like it", 1]
    assert api(mod).get(f"{path}?status=APPROVED").json()["total"] == 0
    assert api(mod).get(f"{path}?status=STARTED").json()["code"] == 50035
    after = api(mod).get(f"{path}?after={of_bob['id']}").json()["guild_join_requests"]
    assert [one["id"] for one in after] == [of_eve["id"]]
    before = api(mod).get(f"{path}?before={of_eve['id']}&limit=1").json()["guild_join_requests"]
    assert [one["id"] for one in before] == [of_bob["id"]]

    one = f"{path}/{of_bob['id']}"
    old = make_user("old")
    assert api(old).get(path).json()["code"] == 50001
    assert api(bob).get(path).json()["code"] == 50013
    assert api(bob).patch(one, {"action": "APPROVED"}).json()["code"] == 50013
    assert api(mod).patch(one, {"action": "SUBMITTED"}).json()["code"] == 50035
    long = {"action": "REJECTED", "rejection_reason": "x" * 161}
    assert api(mod).patch(one, long).json()["code"] == 50035
    started = JoinRequest.objects.get(user=kim)
    assert api(mod).patch(f"{path}/{started.id}", {"action": "APPROVED"}).status_code == 404
    approved = api(mod).patch(one, {"action": "APPROVED"})
    assert_documented("PATCH", one, 200, approved.json())
    assert approved.json()["application_status"] == "APPROVED"
    assert approved.json()["actioned_by_user"]["id"] == str(mod.id)
    assert speak(api, bob, guild) == 200
    no = {"action": "REJECTED", "rejection_reason": "Not for us"}
    rejected = api(mod).patch(f"{path}/{of_eve['id']}", no).json()
    assert (rejected["application_status"], rejected["rejection_reason"]) == (
        "REJECTED",
        "Not for us",
    )
    assert not Member.objects.filter(guild=guild, user=eve).exists()
    assert api(mod).patch(f"{path}/{of_eve['id']}", no).status_code == 404
    kick = AuditLogEntry.objects.get(action_type=AuditLogEvent.MEMBER_KICK)
    assert (kick.target_id, kick.reason) == (eve.id, "Not for us")
    join_guild(eve, guild)
    assert applied(api, eve, guild, True, "please", None, form=form).status_code == 200
    leave_guild(eve, guild)
    assert api(mod).get(f"{path}?status=SUBMITTED").json()["total"] == 0


def test_a_form_has_bounds_and_a_place_in_the_audit_log(api) -> None:
    guild = make_guild()
    owner, path = api(guild.owner), f"/guilds/{guild.id}/member-verification"
    assert owner.get(path).json()["code"] == 10068
    for wrong in (
        {"enabled": True},
        {"form_fields": [RULES] * 2},
        {"form_fields": [WHY] * 6},
        {"form_fields": [{**RULES, "values": []}]},
        {"form_fields": [{**RULES, "values": ["x"] * 17}]},
        {"form_fields": [{**RULES, "values": [" "]}]},
        {"form_fields": [{**RULES, "label": "x" * 301}]},
        {"form_fields": [{**PICK, "choices": None}]},
        {"form_fields": [{**PICK, "choices": ["x" * 151]}]},
        {"form_fields": [{**WHY, "field_type": "VERIFICATION"}]},
        {"description": "x" * 301},
        {"bulk_action": "STARTED"},
    ):
        assert owner.patch(path, wrong).json()["code"] == 50035, wrong
    assert owner.get(path).json()["code"] == 10068, "nothing of it was kept"
    gate(api, guild, RULES)
    assert owner.patch(path, {"form_fields": []}).json()["code"] == 50035
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.GUILD_MEMBER_VERIFICATION_UPDATE)
    assert {"key": "verification_enabled", "old_value": False, "new_value": True} in entry.changes
    member, stranger = make_member(guild, "bob"), make_user("eve")
    assert api(member).patch(path, {"enabled": False}).json()["code"] == 50013
    assert api(stranger).get(path).json()["code"] == 50001
    channel = text_channel(guild)
    code = owner.post(f"/channels/{channel.id}/invites", {}).json()["code"]
    assert api(stranger).get(f"{path}?invite_code=wrong").json()["code"] == 50001
    shown = api(stranger).get(f"{path}?invite_code={code}&with_guild=true").json()
    assert shown["guild"]["name"] == guild.name
    accepted = api(stranger).post(f"/invites/{code}").json()
    assert (accepted["new_member"], accepted["show_verification_form"]) == (True, True)
    assert "guild" not in api(member).get(f"{path}?with_guild=true").json()


@pytest.mark.parametrize("action", ["APPROVED", "REJECTED"])
def test_without_the_form_nobody_waits_any_longer(api, action) -> None:
    guild = make_guild()
    form = gate(api, guild, WHY)
    bob, eve = make_member(guild, "bob"), make_member(guild, "eve")
    applied(api, bob, guild, "because", form=form)
    off = {"enabled": False, "bulk_action": action}
    api(guild.owner).patch(f"/guilds/{guild.id}/member-verification", off)
    members = dict(Member.objects.filter(guild=guild).values_list("user__username", "pending"))
    there = {"owner": False, "bob": False, "eve": False}
    if action == "REJECTED":  # she had not asked yet
        there.pop("bob")
    assert members == there
    assert speak(api, eve, guild) == 200
    assert speak(api, make_member(guild, "kim"), guild) == 200


def test_who_need_not_be_verified_is_let_in(api) -> None:
    guild = make_guild()
    gate(api, guild, WHY)
    bob = make_member(guild, "bob")
    body = api(guild.owner).patch(f"/guilds/{guild.id}/members/{bob.id}", {"flags": 4}).json()
    assert (body["pending"], body["flags"]) == (False, 4)
    assert JoinRequest.objects.get(user=bob).status == "APPROVED"
    assert speak(api, bob, guild) == 200


def test_what_happens_to_a_request_is_announced(announced, guild, owner) -> None:
    update_member_verification(owner, guild, {"enabled": True, "form_fields": [
        {**WHY, "description": None, "values": None, "choices": None}
    ]})  # fmt: skip
    announced.forget()
    bob = make_user("bob")
    join_guild(bob, guild)
    created = announced.one("GUILD_JOIN_REQUEST_CREATE")
    assert (created.topic, created.data["status"]) == (f"user:{bob.id}", "STARTED")
    assert announced.one("GUILD_MEMBER_ADD").data["pending"] is True
    announced.forget()
    leave_guild(bob, guild)
    gone = announced.one("GUILD_JOIN_REQUEST_DELETE")
    assert (gone.topic, gone.data["id"]) == (f"user:{bob.id}", created.data["request"]["id"])
    assert not JoinRequest.objects.exists()


def test_decisions_of_long_ago_are_forgotten(guild) -> None:
    long_ago = snowflake_at(timezone.now() - timedelta(days=181))
    for number, status in enumerate(("SUBMITTED", "REJECTED", "APPROVED")):
        user = make_user(f"user{number}")
        JoinRequest.objects.create(id=long_ago + number, guild=guild, user=user, status=status)
    JoinRequest.objects.create(guild=guild, user=user, status="REJECTED")
    delete_old_join_requests()
    assert sorted(JoinRequest.objects.values_list("status", flat=True)) == ["REJECTED", "SUBMITTED"]


def test_permissions_tell_what_a_pending_member_keeps(guild, owner) -> None:
    from guilds.standing import standing

    bob = make_member(guild, "bob", permissions=Permissions.MANAGE_MESSAGES)
    assert Permissions.MANAGE_MESSAGES in standing(guild, bob.id).permissions
    Member.objects.filter(guild=guild, user=bob).update(pending=True)
    kept = Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY
    assert standing(guild, bob.id).permissions == kept


def test_where_nobody_looks_on_newcomers_wait_outside(api) -> None:
    guild = make_guild()
    owner = api(guild.owner)
    form = gate(api, guild, WHY)
    path = f"/guilds/{guild.id}/member-verification"
    assert owner.patch(path, {"previewable": False}).status_code == 200
    features = owner.get(f"/guilds/{guild.id}").json()["features"]
    assert "PREVIEW_ENABLED" not in features
    role = owner.post(f"/guilds/{guild.id}/roles", {"name": "guests"}).json()["id"]
    invites = f"/channels/{text_channel(guild).id}/invites"
    code = owner.post(invites, {"max_uses": 3, "role_ids": [role]}).json()["code"]
    bob, eve, kim, old = (make_user(name) for name in ("bob", "eve", "kim", "old"))
    for user in (bob, bob, eve, kim):
        came = api(user).post(f"/invites/{code}").json()
        assert came["show_verification_form"] == came["new_member"]
    assert api(old).post(f"/invites/{code}").json()["code"] == 10006, "bob counted once"
    assert Member.objects.filter(guild=guild).count() == 1
    (asked,) = api(bob).get("/users/@me/join-request-guilds").json()
    assert asked["id"] == str(guild.id)
    assert api(bob).get(f"/guilds/{guild.id}").json()["code"] == 50001
    assert api(bob).get(path).json()["form_fields"] == form["form_fields"]
    own = f"/guilds/{guild.id}/requests/@me"
    assert api(old).get(own).json()["code"] == 50001
    assert api(bob).get(own).json()["application_status"] == "STARTED"

    first = applied(api, bob, guild, "please", form=form).json()
    again = api(bob).post(own).json()
    assert again["id"] != first["id"]
    assert again["application_status"] == "STARTED"
    for user in (bob, eve, kim):
        assert applied(api, user, guild, "please", form=form).status_code == 200
    assert api(kim).delete(own).status_code == 204
    assert api(kim).delete(own).json()["code"] == 50001, "nothing ties them to it any more"
    requests = f"/guilds/{guild.id}/requests"
    listed = owner.get(requests).json()["guild_join_requests"]
    named = {one["user"]["username"]: one for one in listed}
    assert named.keys() == {"bob", "eve"}
    of_bob = f"/join-requests/{named['bob']['id']}"
    assert owner.get(of_bob).json() == named["bob"]
    assert api(bob).get(of_bob).json()["id"] == named["bob"]["id"]
    assert api(eve).get(of_bob).json()["code"] == 50001
    assert owner.get(f"{requests}/users/{bob.id}").json() == [named["bob"]]
    assert owner.patch(requests, {"action": "MAYBE"}).json()["code"] == 50035
    assert (
        owner.patch(f"{requests}/{named['eve']['id']}", {"action": "REJECTED"}).status_code == 200
    )
    assert owner.patch(requests, {"action": "APPROVED"}).status_code == 204
    member = owner.get(f"/guilds/{guild.id}/members/{bob.id}").json()
    assert (member["pending"], member["roles"]) == (False, [role])
    assert Member.objects.filter(guild=guild).count() == 2
    assert speak(api, bob, guild) == 200

    assert api(bob).get(own).json()["last_seen"] is None
    assert api(bob).post(f"{own}/ack").status_code == 204
    assert api(bob).post(f"{own}/ack").status_code == 404
    assert api(bob).get(own).status_code == 404


def test_who_is_inside_begins_anew_when_they_withdraw(api) -> None:
    guild = make_guild()
    form = gate(api, guild, WHY)
    bob = make_member(guild, "bob")
    own = f"/guilds/{guild.id}/requests/@me"
    assert applied(api, bob, guild, "please", form=form).json()["application_status"] == "SUBMITTED"
    begun = api(bob).delete(own)
    assert (begun.status_code, begun.json()["application_status"]) == (200, "STARTED")
    assert JoinRequest.objects.filter(guild=guild, user=bob).count() == 1


def test_the_end_of_the_form_decides_on_who_waits_outside(api) -> None:
    guild = make_guild()
    form = gate(api, guild, RULES)
    path = f"/guilds/{guild.id}/member-verification"
    api(guild.owner).patch(path, {"previewable": False})
    invites = f"/channels/{text_channel(guild).id}/invites"
    code = api(guild.owner).post(invites, {}).json()["code"]
    bob, eve, kim = (make_user(name) for name in ("bob", "eve", "kim"))
    for user in (bob, eve, kim):
        api(user).post(f"/invites/{code}")
    answer = applied(api, bob, guild, True, form=form)
    assert answer.json()["application_status"] == "APPROVED", "rules alone let in at once"
    assert Member.objects.get(guild=guild, user=bob).pending is False
    api(guild.owner).put(f"/guilds/{guild.id}/bans/{kim.id}", {})
    api(guild.owner).patch(path, {"enabled": False})
    inside = set(Member.objects.filter(guild=guild).values_list("user__username", flat=True))
    assert {"bob", "eve"} <= inside
    assert "kim" not in inside
