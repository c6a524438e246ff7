"""The inbox of notifications: what comes into it for whom, what is read with what, and its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Relationship
from accounts.services.relationships import befriend, block
from config.kernel import aio, privacy
from config.kernel.snowflake import snowflake_at
from config.settings import limits
from guilds.permissions import Permissions
from messaging.models import Notification
from messaging.services import notifying, own_reads
from messaging.services.crowds import tell_crowd
from messaging.services.deleting import delete_message
from messaging.services.direct_messages import open_direct_channel
from messaging.services.group_channels import open_group_channel
from messaging.services.notifications import tell_of_friend
from messaging.services.read_states import acknowledge
from messaging.tasks import forget_old_notifications
from tests.builders import deny, make_bot, make_channel, make_member, make_role, make_user
from tests.messaging.conftest import refused, say

PATH = "/users/@me/notifications"


def inbox(api, who, **query):
    """Return (type, what it says) of the entries, and the number of unread ones."""
    aio.run(notifying.settle())
    answer = api(who).get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return [(one["type"], one["content"]) for one in body["notifications"]], body["unread"]


@pytest.fixture
def friends(hall):
    befriend(hall.ada, hall.bob)
    befriend(hall.bob, hall.ada)
    return hall


def test_direct_messages_and_mentions_come_into_the_inbox(api, friends, log):
    hall = friends
    direct = open_direct_channel(hall.ada, hall.bob)
    say(hall.bob, hall.channel, f"<@{hall.bob.id}> note to self")
    first = say(hall.ada, direct, "are you there?")
    say(hall.ada, direct, "hello?")
    say(hall.ada, hall.channel, f"<@{hall.bob.id}> look")
    say(hall.ada, hall.channel, "nobody in particular")
    say(hall.ada, hall.channel, f"<@{hall.bob.id}> old", sent_at=datetime(2020, 1, 1, tzinfo=UTC))
    entries, unread = inbox(api, hall.bob)
    # A conversation says once that something waits in it.
    assert entries == [("mention", f"<@{hall.bob.id}> look"), ("message", "are you there?")]
    assert unread == 2
    assert inbox(api, hall.ada) == ([], 0)
    told = log("NOTIFICATION_CREATE")
    assert {topic for _, _, topic in told} == {f"user:{hall.bob.id}"}
    whole = api(hall.bob).get(PATH).json()["notifications"]
    assert sorted((data for _, data, _ in told), key=lambda one: int(one["id"])) == whole[::-1]
    assert whole[1]["related_message_id"] == str(first.id)
    assert whole[1]["related_user"]["id"] == str(hall.ada.id)
    assert inbox(api, hall.bob, type="message") == ([entries[1]], 2)
    assert inbox(api, hall.bob, limit=1) == ([entries[0]], 2)
    assert inbox(api, hall.bob, before=whole[0]["id"]) == ([entries[1]], 2)
    refused(api(hall.bob).get(PATH, params={"type": "gossip"}), 400, 50035)

    aio.run(acknowledge(hall.bob.id, direct.id, first.id))
    assert inbox(api, hall.bob) == (entries, 1)
    assert inbox(api, hall.bob, unread=True) == ([entries[0]], 1)
    say(hall.ada, direct, "later")
    assert inbox(api, hall.bob, unread=True)[0][0] == ("message", "later")
    say(hall.bob, direct, "answering is reading")
    aio.run(own_reads.settle())
    assert inbox(api, hall.bob, unread=True)[0] == [entries[0]]


def test_nobody_is_told_of_what_they_may_not_read_or_do_not_want_to_hear(api, friends):
    hall = friends
    carol = make_member(hall.guild, "carol")
    secret = make_channel(hall.guild, "secret")
    group = open_group_channel(hall.ada, [hall.bob.id])
    robot = make_member(hall.guild, make_bot(owner=hall.ada))
    everybody = f"<@{hall.bob.id}> <@{carol.id}> <@{robot.id}>"
    say(hall.ada, secret, f"{everybody} first")
    assert inbox(api, carol)[1] == 1
    deny(secret, carol, Permissions.VIEW_CHANNEL)
    assert inbox(api, carol) == ([], 0), "what one may not read any more is not shown"
    say(hall.ada, secret, f"{everybody} second")
    aio.run(notifying.settle())
    assert Notification.objects.filter(user=carol).count() == 1
    assert not Notification.objects.filter(user=robot).exists()
    assert inbox(api, hall.bob)[1] == 2

    gone = say(hall.ada, hall.channel, f"<@{hall.bob.id}> oops")
    assert inbox(api, hall.bob)[1] == 3
    delete_message(hall.ada, hall.channel.id, gone.id)
    assert inbox(api, hall.bob)[1] == 2
    muted = {"channel_overrides": {str(group.id): {"muted": True}}}
    assert api(hall.bob).patch("/users/@me/guilds/@me/settings", muted).status_code == 200
    say(hall.ada, group, "psst")
    assert inbox(api, hall.bob)[1] == 2
    say(hall.ada, group, f"<@{hall.bob.id}> psst")
    assert inbox(api, hall.bob)[1] == 3, "who is called by name in a muted group is"
    block(hall.bob, hall.ada)
    assert inbox(api, hall.bob) == ([], 0)
    say(hall.ada, hall.channel, f"<@{hall.bob.id}> again")
    aio.run(notifying.settle())
    assert Notification.objects.filter(user=hall.bob).count() == 4, "the deleted one among them"


def test_roles_and_everyone_are_told_by_the_worker_unless_they_are_very_many(
    api, hall, monkeypatch
):
    crew = make_role(hall.guild, "crew", mentionable=True)
    carol = make_member(hall.guild, "carol", roles=[crew])
    dave = make_member(hall.guild, "dave")
    settings = f"/users/@me/guilds/{hall.guild.id}/settings"
    assert api(dave).patch(settings, {"suppress_everyone": True}).status_code == 200
    by_role = say(hall.ada, hall.channel, f"<@&{crew.id}> hoist")
    of_all = say(hall.ada, hall.channel, "@everyone supper")
    aio.run(notifying.settle())
    assert not Notification.objects.exists(), "nothing of that is done in the sender's process"
    assert (tell_crowd(by_role.id), tell_crowd(of_all.id)) == (1, 2)
    assert tell_crowd(of_all.id) == 0, "a task that runs twice tells once"
    assert inbox(api, carol)[0] == [
        ("mention", "@everyone supper"),
        ("mention", f"<@&{crew.id}> hoist"),
    ]
    assert inbox(api, hall.bob)[0] == [("mention", "@everyone supper")]
    assert inbox(api, dave)[0] == []
    monkeypatch.setattr(limits, "NOTIFIED_BY_ONE_MENTION", 2)
    again = say(hall.ada, hall.channel, "@everyone breakfast")
    assert tell_crowd(again.id) == 0
    mentions = api(hall.bob).get("/users/@me/mentions").json()
    assert mentions[0]["content"] == "@everyone breakfast"


def test_an_inbox_is_its_owners_to_read_mark_and_empty(api, friends, log):
    hall = friends
    for text in ("one", "two", "three"):
        say(hall.ada, hall.channel, f"<@{hall.bob.id}> {text}")
    inbox(api, hall.bob)
    three, two, one = (found["id"] for found in api(hall.bob).get(PATH).json()["notifications"])
    for method, path in (("POST", f"{PATH}/{one}/ack"), ("DELETE", f"{PATH}/{one}")):
        refused(api(hall.ada).request(method, path), 404, 0)
        refused(api(hall.bob).request(method, path.replace(one, "5")), 404, 0)
    assert api(hall.ada).post(f"{PATH}/ack", {}).status_code == 204
    assert inbox(api, hall.bob)[1] == 3
    assert api(hall.bob).post(f"{PATH}/{one}/ack").status_code == 204
    assert api(hall.bob).post(f"{PATH}/{one}/ack").status_code == 204
    assert inbox(api, hall.bob)[1] == 2
    assert api(hall.bob).post(f"{PATH}/ack", {"up_to": two}).status_code == 204
    assert inbox(api, hall.bob)[1] == 1
    assert api(hall.bob).post(f"{PATH}/ack", {}).status_code == 204
    assert inbox(api, hall.bob)[1] == 0
    told = [data for _, data, topic in log("NOTIFICATION_UPDATE") if topic == f"user:{hall.bob.id}"]
    assert [data.get("id") or data["up_to"] for data in told[:2]] == [one, two]
    assert len(told) == 3
    assert api(hall.bob).delete(f"{PATH}/{three}").status_code == 204
    assert [data for _, data, _ in log("NOTIFICATION_DELETE")] == [{"id": three}]
    assert len(inbox(api, hall.bob)[0]) == 2

    exported = dict(privacy.export(hall.bob.id))
    assert [row["type"] for row in exported["messaging/notifications.json"]] == ["mention"] * 2
    Notification.objects.filter(id=one).update(
        id=snowflake_at(datetime.now(UTC) - timedelta(days=31))
    )
    forget_old_notifications()
    assert [str(row.id) for row in Notification.objects.filter(user=hall.bob)] == [two]
    privacy.erase(hall.bob.id)
    assert not Notification.objects.filter(user=hall.bob).exists()


def test_who_asked_for_it_is_told_when_a_friend_comes_online(api, friends, log):
    hall = friends
    path = f"/users/@me/relationships/{hall.ada.id}"
    assert tell_of_friend(hall.ada.id) == 0
    answer = api(hall.bob).patch(path, {"notify_online": True})
    assert answer.json()["notify_online"] is True
    [(_, changed, topic)] = log("RELATIONSHIP_UPDATE")
    assert (changed, topic) == (answer.json(), f"user:{hall.bob.id}")
    assert api(hall.bob).patch(path, {}).json() == answer.json()
    stranger = make_user("stranger")
    refused(api(stranger).patch(path, {"notify_online": True}), 404, 10013)
    refused(api(hall.bob).patch(path, {"notify_online": "yes"}), 400, 50035)

    assert tell_of_friend(hall.ada.id) == 1
    assert tell_of_friend(hall.ada.id) == 0, "once in a while"
    [entry] = api(hall.bob).get(PATH).json()["notifications"]
    assert (entry["type"], entry["related_user"]["id"]) == ("user_online", str(hall.ada.id))
    longer_ago = timedelta(seconds=limits.FRIEND_ONLINE_SECONDS + 5)
    Notification.objects.update(id=snowflake_at(datetime.now(UTC) - longer_ago))
    assert tell_of_friend(hall.ada.id) == 1
    assert Notification.objects.count() == 1, "only the last time is kept"
    block(hall.bob, hall.ada)
    assert not Relationship.objects.filter(notify_online=True).exists()
    Notification.objects.all().delete()
    assert tell_of_friend(hall.ada.id) == 0
