"""Group DMs: who may open them, come in, change them and leave."""

from __future__ import annotations

import base64

import pytest
from django.utils import timezone

from accounts.services.applications import update_application
from accounts.services.relationships import befriend, block, remove_relationship
from config.settings import limits
from guilds.models import Channel
from messaging.models import GroupInvite, Message, MessageType, Recipient
from messaging.selectors import private_channels
from messaging.services.direct_messages import open_direct_channel
from messaging.services.group_channels import open_group_channel
from tests.accounts.test_oauth2 import HOME, Client
from tests.builders import make_application, make_bot, make_member, make_user
from tests.messaging.conftest import refused, say

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
ICON = "data:image/png;base64," + base64.b64encode(PNG).decode()


def make_friends(one, *others):
    for other in others:
        befriend(one, other)
        befriend(other, one)


@pytest.fixture
def people(transactional_db):
    """Return ada, bob and carol, who are friends of ada, and dave, whom only bob knows."""
    ada, bob, carol, dave = (make_user(name) for name in ("ada", "bob", "carol", "dave"))
    make_friends(ada, bob, carol)
    make_friends(bob, dave)
    return ada, bob, carol, dave


@pytest.fixture
def group(people):
    ada, bob, carol, _ = people
    return open_group_channel(ada, [bob.id, carol.id])


def said(channel):
    """Return the system messages of a channel: type, author and whom they mention."""
    rows = Message.objects.filter(channel=channel).exclude(type=MessageType.DEFAULT).order_by("id")
    return [(row.type, row.author.username, row.content or row.mentions) for row in rows]


def told(log, name):
    """Return to whom an event was told, with its data, each once."""
    return {topic: data for _, data, topic in log(name)}


def test_a_group_is_opened_with_friends_and_everybody_sees_it(call, people, log):
    ada, bob, carol, dave = people
    body = {"recipients": [str(bob.id), str(carol.id)]}
    answer = call(ada, "POST", "/users/@me/channels", body)
    assert answer.status_code == 200, answer.text
    group = answer.json()
    assert (group["type"], group["owner_id"], group["name"]) == (3, str(ada.id), None)
    assert [one["username"] for one in group["recipients"]] == ["bob", "carol"]
    created = told(log, "CHANNEL_CREATE")
    assert created.keys() == {f"user:{one.id}" for one in (ada, bob, carol)}
    seen = created[f"user:{bob.id}"]
    assert [one["username"] for one in seen["recipients"]] == ["ada", "carol"]
    assert private_channels(bob.id) == [seen]
    assert call(carol, "GET", f"/channels/{group['id']}").json()["owner_id"] == str(ada.id)
    assert call(ada, "POST", "/users/@me/channels", body).json()["id"] != group["id"]
    sent = call(bob, "POST", f"/channels/{group['id']}/messages", {"content": "hi"})
    assert sent.status_code == 200, sent.text
    path = f"/channels/{group['id']}/messages"
    assert [one["content"] for one in call(carol, "GET", path).json()] == ["hi"]
    refused(call(dave, "GET", path), 403, 50001)
    refused(call(dave, "POST", path, {"content": "let me in"}), 403, 50001)


def test_with_whom_a_group_can_be_opened(call, people):
    ada, bob, carol, dave = people

    def ask(who, *recipients):
        body = {"recipients": [str(one.id) for one in recipients]}
        return call(who, "POST", "/users/@me/channels", body)

    assert ask(ada).json()["type"] == 3
    assert ask(ada, ada, bob).json()["type"] == 3
    refused(ask(ada, bob, dave), 403, 50007)
    bot = make_bot(owner=ada)
    refused(ask(ada, bob, bot), 400, 50033)
    refused(ask(bot, ada, bob), 400, 50033)
    block(carol, ada)
    refused(ask(ada, bob, carol), 403, 50007)
    unknown = call(ada, "POST", "/users/@me/channels", {"recipients": [str(bob.id), "1"]})
    refused(unknown, 400, 50033)
    many = [make_user(f"friend{number}") for number in range(9)]
    make_friends(dave, *many)
    refused(ask(dave, *many, bob), 400, 30004)
    group = ask(dave, *many).json()
    assert len(group["recipients"]) == 9
    refused(call(dave, "PUT", f"/channels/{group['id']}/recipients/{bob.id}", {}), 400, 30004)


def test_people_add_their_own_friends(call, people, group, log):
    ada, bob, carol, dave = people
    path = f"/channels/{group.id}/recipients"
    refused(call(carol, "PUT", f"{path}/{dave.id}", {}), 403, 50007)
    refused(call(dave, "PUT", f"{path}/{dave.id}", {}), 403, 50001)
    before = say(ada, group, "before dave came")
    assert call(bob, "PUT", f"{path}/{dave.id}", {"nick": "Davy"}).status_code == 204
    assert call(bob, "PUT", f"{path}/{dave.id}", {}).status_code == 204
    assert said(group) == [(1, "bob", [dave.id])]
    [(_, data, topic)] = log("CHANNEL_RECIPIENT_ADD")
    assert (data["user"]["username"], topic) == ("dave", f"channel:{group.id}")
    assert "nick" not in data
    seen = told(log, "CHANNEL_CREATE")[f"user:{dave.id}"]
    assert [one["username"] for one in seen["recipients"]] == ["ada", "bob", "carol"]
    history = call(dave, "GET", f"/channels/{group.id}/messages").json()
    assert str(before.id) in [one["id"] for one in history]


def test_adding_somebody_to_a_dm_opens_a_group(call, people, log):
    ada, bob, carol, dave = people
    direct = open_direct_channel(ada, bob)
    answer = call(ada, "PUT", f"/channels/{direct.id}/recipients/{carol.id}", {})
    assert answer.status_code == 201, answer.text
    group = answer.json()
    assert group["id"] != str(direct.id)
    assert [one["username"] for one in group["recipients"]] == ["bob", "carol"]
    assert set(Recipient.objects.filter(channel=direct).values_list("user_id", flat=True)) == {
        ada.id, bob.id
    }  # fmt: skip
    refused(call(ada, "PUT", f"/channels/{direct.id}/recipients/{dave.id}", {}), 403, 50007)
    refused(call(ada, "DELETE", f"/channels/{direct.id}/recipients/{bob.id}"), 400, 50033)


def test_only_the_owner_takes_others_out(call, people, group, log):
    ada, bob, carol, dave = people
    path = f"/channels/{group.id}/recipients"
    refused(call(bob, "DELETE", f"{path}/{carol.id}"), 403, 50013)
    refused(call(ada, "DELETE", f"{path}/{dave.id}"), 404, 10013)
    refused(call(dave, "DELETE", f"{path}/{bob.id}"), 403, 50001)
    assert call(ada, "DELETE", f"{path}/{bob.id}").status_code == 204
    assert said(group) == [(2, "ada", [bob.id])]
    assert told(log, "CHANNEL_DELETE").keys() == {f"user:{bob.id}"}
    [(_, data, topic)] = log("CHANNEL_RECIPIENT_REMOVE")
    assert (data["user"]["id"], topic) == (str(bob.id), f"channel:{group.id}")
    refused(call(bob, "GET", f"/channels/{group.id}/messages"), 403, 50001)
    refused(call(bob, "POST", f"/channels/{group.id}/messages", {"content": "x"}), 403, 50001)
    assert private_channels(bob.id) == []


def test_who_came_next_owns_a_group_that_its_owner_leaves(call, people, group, log):
    ada, bob, carol, _ = people
    say(ada, group, "last words")
    assert call(ada, "DELETE", f"/channels/{group.id}").status_code == 200
    group.refresh_from_db()
    assert group.owner == bob
    assert said(group) == [(2, "ada", [ada.id])]
    updated = told(log, "CHANNEL_UPDATE")
    assert updated.keys() == {f"user:{bob.id}", f"user:{carol.id}"}
    assert updated[f"user:{carol.id}"]["owner_id"] == str(bob.id)
    assert call(carol, "DELETE", f"/channels/{group.id}?silent=true").status_code == 200
    assert len(said(group)) == 1
    assert call(bob, "DELETE", f"/channels/{group.id}/recipients/{bob.id}").status_code == 204
    assert not Channel.objects.filter(id=group.id).exists()
    assert not Message.objects.filter(channel_id=group.id).exists()
    refused(call(bob, "GET", f"/channels/{group.id}"), 404, 10003)


def test_everybody_in_a_group_names_it_and_gives_it_an_icon(call, people, group, log):
    ada, bob, carol, dave = people
    path = f"/channels/{group.id}"
    changed = call(carol, "PATCH", path, {"name": " The three ", "icon": ICON}).json()
    assert (changed["name"], len(changed["icon"])) == ("The three", 32)
    assert said(group) == [(4, "carol", "The three"), (5, "carol", [])]
    updated = told(log, "CHANNEL_UPDATE")
    assert updated.keys() == {f"user:{one.id}" for one in (ada, bob, carol)}
    seen = updated[f"user:{bob.id}"]
    assert [one["username"] for one in seen["recipients"]] == ["ada", "carol"]
    assert (seen["name"], seen["icon"]) == ("The three", changed["icon"])
    assert call(bob, "PATCH", path, {"name": None, "icon": None}).json()["name"] is None
    refused(call(bob, "PATCH", path, {"name": "x" * 101}), 400, 50035)
    refused(call(bob, "PATCH", path, {"icon": "data:,nothing"}), 400, 50035)
    refused(call(dave, "PATCH", path, {"name": "mine"}), 403, 50001)


def test_only_the_owner_hands_a_group_on(call, people, group):
    ada, bob, carol, dave = people
    path = f"/channels/{group.id}"
    refused(call(bob, "PATCH", path, {"owner": str(bob.id)}), 403, 50013)
    refused(call(ada, "PATCH", path, {"owner": str(dave.id)}), 400, 50033)
    assert call(ada, "PATCH", path, {"owner": str(carol.id)}).json()["owner_id"] == str(carol.id)
    refused(call(ada, "PATCH", path, {"owner": str(ada.id)}), 403, 50013)


def test_friends_who_fall_out_stay_in_their_group(call, people, group):
    ada, bob, _carol, _ = people
    remove_relationship(ada, bob)
    block(bob, ada)
    answer = call(ada, "POST", f"/channels/{group.id}/messages", {"content": "still here"})
    assert answer.status_code == 200
    history = call(bob, "GET", f"/channels/{group.id}/messages").json()
    assert [one["content"] for one in history] == ["still here"]


def test_a_name_of_a_guilds_channel_cannot_be_taken_away(call, hall):
    refused(call(hall.ada, "PATCH", f"/channels/{hall.channel.id}", {"name": None}), 400, 50035)
    channel = make_member(hall.guild, "carol") and hall.channel
    refused(
        call(hall.ada, "PUT", f"/channels/{channel.id}/recipients/{hall.bob.id}", {}), 400, 50024
    )
    refused(
        call(hall.ada, "DELETE", f"/channels/{channel.id}/recipients/{hall.bob.id}"), 400, 50024
    )


def test_an_application_lets_in_who_allowed_it(call, people, monkeypatch):
    ada, bob, carol, _ = people
    helper = Client(update_application(make_application(owner=ada), redirect_uris=[HOME]))
    other = Client(update_application(make_application("other", owner=ada), redirect_uris=[HOME]))
    bot = helper.application.bot
    for person in (bob, carol):
        person.email = f"{person.username}@example.org"
        person.save(update_fields=["email"])
    token, foreign = (client.tokens(bob, "gdm.join")["access_token"] for client in (helper, other))
    wrong_scope = helper.tokens(carol, "identify")["access_token"]
    path = "/users/@me/channels"
    refused(call(ada, "POST", path, {"access_tokens": [token]}), 403, 20002)
    for bad in (foreign, wrong_scope, "nonsense"):
        refused(call(bot, "POST", path, {"access_tokens": [bad]}), 401, 50025)
    nicks = {str(bob.id): "Bobby"}
    group = call(bot, "POST", path, {"access_tokens": [token], "nicks": nicks}).json()
    assert (group["type"], group["owner_id"]) == (3, str(bot.id))
    assert group["nicks"] == [{"id": str(bob.id), "nick": "Bobby"}]
    join = f"/channels/{group['id']}/recipients/{carol.id}"
    refused(call(bot, "PUT", join, {}), 401, 50025)
    refused(call(bot, "PUT", join, {"access_token": token}), 401, 50025)
    token = helper.tokens(carol, "gdm.join")["access_token"]
    body = {"access_token": token, "nick": "C"}
    assert call(bot, "PUT", join, body).status_code == 204
    seen = call(carol, "GET", f"/channels/{group['id']}").json()
    assert {one["nick"] for one in seen["nicks"]} == {"Bobby", "C"}
    assert [channel["nicks"] for channel in private_channels(carol.id)] == [seen["nicks"]]
    monkeypatch.setattr(limits, "GROUPS_PER_APPLICATION", 2)
    assert call(bot, "POST", path, {"access_tokens": [token]}).status_code == 200
    refused(call(bot, "POST", path, {"access_tokens": [token]}), 400, 30011)


def test_who_has_an_invite_comes_into_the_group(call, people, group):
    ada, bob, carol, dave = people
    path = f"/channels/{group.id}/invites"
    refused(call(dave, "POST", path, {}), 403, 50001)
    refused(call(bob, "POST", path, {"max_age": 0}), 400, 50035)
    invite = call(bob, "POST", path, {"max_age": 600}).json()
    assert (invite["type"], invite["channel"]["id"]) == (1, str(group.id))
    assert [one["code"] for one in call(carol, "GET", path).json()] == [invite["code"]]
    shown = call(None, "GET", f"/invites/{invite['code']}?with_counts=true").json()
    assert shown["approximate_member_count"] == 3
    assert "guild" not in shown
    joined = call(dave, "POST", f"/invites/{invite['code']}", {})
    assert (joined.status_code, joined.json()["new_member"]) == (200, True)
    assert call(dave, "POST", f"/invites/{invite['code']}", {}).json()["new_member"] is False
    assert said(group) == [(1, "bob", [dave.id])]
    assert call(dave, "GET", f"/channels/{group.id}/messages").status_code == 200
    refused(call(dave, "DELETE", f"/invites/{invite['code']}"), 403, 50013)
    assert call(ada, "DELETE", f"/invites/{invite['code']}").status_code == 200
    refused(call(carol, "GET", f"/invites/{invite['code']}"), 404, 10006)
    expired = call(bob, "POST", path, {}).json()["code"]
    GroupInvite.objects.update(expires_at=timezone.now())
    refused(call(carol, "POST", f"/invites/{expired}", {}), 404, 10006)
