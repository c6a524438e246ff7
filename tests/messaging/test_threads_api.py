"""Threads and posts through the API: starting, following, archiving, deleting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from config.settings import limits
from guilds.models import AuditLogEntry, AuditLogEvent, Channel, ChannelType, ThreadMember
from guilds.permissions import Permissions
from guilds.services import leave_guild, update_channel
from guilds.services.thread_upkeep import archive_idle_threads
from tests.builders import allow, deny, make_channel, make_member, make_user
from tests.helpers.openapi import assert_documented
from tests.messaging.conftest import say

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


class Caller:
    """Calls with one user and checks that every answer has its documented shape."""

    def __init__(self, client) -> None:
        self.client = client

    def __call__(self, method, path, json=None, **options):
        answer = self.client.request(method, path, json, **options)
        body = answer.json() if answer.content else None
        assert_documented(method, path.partition("?")[0], answer.status_code, body)
        return answer


@pytest.fixture
def as_(api):
    return lambda who: Caller(api(who))


def start(as_, who, channel, message, **fields):
    path = f"/channels/{channel.id}/messages/{message.id}/threads"
    return as_(who)("POST", path, {"name": "a thread", **fields})


def open_thread(as_, who, channel, **fields):
    body = {"name": "a thread", "type": 11, **fields}
    answer = as_(who)("POST", f"/channels/{channel.id}/threads", body)
    assert answer.status_code == 201, answer.text
    return Channel.objects.get(id=answer.json()["id"])


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


class News:
    """What was announced since this was made."""

    def __init__(self, log) -> None:
        self.log = log
        self.before = len(self.heard())

    def __call__(self):
        return self.heard()[self.before :]

    def heard(self):
        """Return what was announced, but for what authors have read, which comes in its own time."""
        return [(name, data) for name, data, _ in self.log() if name != "MESSAGE_ACK"]

    def names(self):
        return [name for name, _ in self()]


# Starting


def test_a_thread_from_a_message_has_its_id_and_marks_it(api, as_, hall, log):
    sent = say(hall.bob, hall.channel, "to be discussed")
    news = News(log)
    answer = start(as_, hall.ada, hall.channel, sent, auto_archive_duration=60)
    assert answer.status_code == 201, answer.text
    thread = answer.json()
    assert thread["id"] == str(sent.id)
    assert (thread["type"], thread["parent_id"]) == (11, str(hall.channel.id))
    assert thread["owner_id"] == thread["member"]["user_id"] == str(hall.ada.id)
    assert thread["thread_metadata"]["auto_archive_duration"] == 60
    assert (thread["member_count"], thread["message_count"]) == (1, 0)

    message = as_(hall.bob)("GET", f"/channels/{hall.channel.id}/messages/{sent.id}").json()
    assert message["flags"] & 32
    assert (message["thread"]["id"], message["thread"]["name"]) == (thread["id"], "a thread")
    assert message["thread"]["thread_metadata"]["archived"] is False
    [first] = as_(hall.bob)("GET", f"/channels/{thread['id']}/messages").json()
    assert first["type"] == 21
    assert first["referenced_message"]["content"] == "to be discussed"

    told = [(name, data) for name, data in news() if name != "THREAD_ROSTER"]
    assert [name for name, _ in told] == [
        "GUILD_AUDIT_LOG_ENTRY_CREATE", "THREAD_CREATE", "THREAD_MEMBERS_UPDATE",
        "THREAD_MEMBER_UPDATE", "MESSAGE_CREATE", "MESSAGE_UPDATE",
    ]  # fmt: skip
    assert told[1][1]["newly_created"] is True
    assert told[2][1]["added_members"][0]["member"]["user"]["username"] == "ada"
    refused(start(as_, hall.ada, hall.channel, sent), 400, 160004)


def test_a_thread_from_an_older_message_is_told_of_at_the_channels_end(as_, hall):
    old = say(hall.bob, hall.channel, "old")
    new = say(hall.bob, hall.channel, "new")
    start(as_, hall.ada, hall.channel, new)
    start(as_, hall.ada, hall.channel, old, name="late")
    page = as_(hall.bob)("GET", f"/channels/{hall.channel.id}/messages").json()
    assert [(m["type"], m["content"]) for m in page] == [(18, "late"), (0, "new"), (0, "old")]
    assert page[0]["message_reference"]["channel_id"] == str(old.id)


def test_threads_without_a_message_are_private_unless_asked_otherwise(as_, hall):
    bob = as_(hall.bob)
    deny(hall.channel, hall.guild, 0)
    allow(hall.channel, hall.guild, Permissions.CREATE_PRIVATE_THREADS)
    path = f"/channels/{hall.channel.id}/threads"
    private = bob("POST", path, {"name": "whisper", "invitable": False}).json()
    public = bob("POST", path, {"name": "talk", "type": 11}).json()
    assert (private["type"], private["thread_metadata"]["invitable"]) == (12, False)
    assert public["type"] == 11
    notices = bob("GET", f"/channels/{hall.channel.id}/messages").json()
    assert [(m["type"], m["content"]) for m in notices] == [(18, "talk")]

    carol = make_member(hall.guild, "carol")
    refused(as_(carol)("GET", f"/channels/{private['id']}"), 403, 50001)
    assert as_(carol)("GET", f"/channels/{public['id']}").status_code == 200
    assert as_(hall.ada)("GET", f"/channels/{private['id']}").status_code == 200


@pytest.mark.parametrize(
    ("denied", "kind"),
    [(Permissions.CREATE_PUBLIC_THREADS, 11), (Permissions.CREATE_PRIVATE_THREADS, 12)],
)
def test_starting_a_thread_needs_its_permission(as_, hall, denied, kind):
    path = f"/channels/{hall.channel.id}/threads"
    allow(hall.channel, hall.guild, denied)
    assert as_(hall.bob)("POST", path, {"name": "x", "type": kind}).status_code == 201
    deny(hall.channel, hall.guild, denied)
    refused(as_(hall.bob)("POST", path, {"name": "x", "type": kind}), 403, 50013)
    sent = say(hall.ada, hall.channel)
    status = start(as_, hall.bob, hall.channel, sent).status_code
    assert status == (403 if kind == 11 else 201)


def test_threads_start_only_where_they_can(as_, hall):
    voice = hall.guild.channels.get(type=ChannelType.GUILD_VOICE)
    thread = open_thread(as_, hall.ada, hall.channel)
    body = {"name": "x", "type": 11}
    for channel in (voice, thread):
        refused(as_(hall.ada)("POST", f"/channels/{channel.id}/threads", body), 400, 50024)
    path = f"/channels/{hall.channel.id}/threads"
    refused(as_(hall.ada)("POST", path, {"name": "x", "type": 10}), 400, 50024)
    refused(as_(hall.ada)("POST", path, {"name": "", "type": 11}), 400, 50035)
    refused(
        as_(hall.ada)("POST", path, {"name": "x", "type": 11, "auto_archive_duration": 61}),
        400, 50035,
    )  # fmt: skip
    stranger = make_user("stranger")
    refused(as_(stranger)("POST", path, body), 403, 50001)
    refused(
        as_(hall.ada)("POST", f"/channels/{hall.channel.id}/messages/1/threads", {"name": "x"}),
        404, 10008,
    )  # fmt: skip


# Writing


def test_writing_counts_and_makes_one_follow(as_, hall, log):
    thread = open_thread(as_, hall.ada, hall.channel)
    news = News(log)
    sent = say(hall.bob, thread, f"hello <@{hall.ada.id}>")
    say(hall.bob, thread, "again")
    thread.refresh_from_db()
    assert (thread.message_count, thread.total_message_sent, thread.member_count) == (2, 2, 2)
    assert news.names() == [
        "MESSAGE_CREATE", "THREAD_MEMBERS_UPDATE", "THREAD_MEMBER_UPDATE", "MESSAGE_CREATE",
    ]  # fmt: skip
    as_(hall.bob)("DELETE", f"/channels/{thread.id}/messages/{sent.id}")
    thread.refresh_from_db()
    assert (thread.message_count, thread.total_message_sent) == (1, 2)


def test_whom_a_message_mentions_follows_the_thread_if_they_see_its_channel(as_, hall):
    carol = make_member(hall.guild, "carol")
    dave = make_member(hall.guild, "dave")
    deny(hall.channel, dave, Permissions.VIEW_CHANNEL)
    thread = open_thread(as_, hall.ada, hall.channel)
    say(hall.bob, thread, f"<@{carol.id}> <@{dave.id}>")
    followers = set(thread.thread_members.values_list("user_id", flat=True))
    assert followers == {hall.ada.id, hall.bob.id, carol.id}


def test_writing_needs_the_permission_for_threads_not_that_for_channels(as_, hall):
    thread = open_thread(as_, hall.ada, hall.channel)
    path = f"/channels/{thread.id}/messages"
    deny(hall.channel, hall.guild, Permissions.SEND_MESSAGES)
    assert as_(hall.bob)("POST", path, {"content": "x"}).status_code == 200
    deny(hall.channel, hall.guild, Permissions.SEND_MESSAGES_IN_THREADS)
    refused(as_(hall.bob)("POST", path, {"content": "x"}), 403, 50013)


# Members


def test_members_join_are_added_removed_and_leave(as_, hall):
    thread = open_thread(as_, hall.ada, hall.channel)
    base = f"/channels/{thread.id}/thread-members"
    bob, ada = as_(hall.bob), as_(hall.ada)
    carol = make_member(hall.guild, "carol")
    assert bob("PUT", f"{base}/@me").status_code == 204
    assert bob("PUT", f"{base}/{carol.id}").status_code == 204
    listed = bob("GET", base).json()
    assert {one["user_id"] for one in listed} == {str(u.id) for u in (hall.ada, hall.bob, carol)}
    assert "member" not in listed[0]
    page = bob("GET", f"{base}?with_member=true&limit=1&after={listed[0]['user_id']}").json()
    assert len(page) == 1
    assert page[0]["member"]["user"]["id"] == page[0]["user_id"]
    one = bob("GET", f"{base}/{carol.id}?with_member=true").json()
    assert one["member"]["user"]["username"] == "carol"

    refused(bob("DELETE", f"{base}/{carol.id}"), 403, 50013)
    assert ada("DELETE", f"{base}/{carol.id}").status_code == 204
    refused(bob("GET", f"{base}/{carol.id}"), 404, 10007)
    assert bob("DELETE", f"{base}/@me").status_code == 204
    thread.refresh_from_db()
    assert thread.member_count == 1
    refused(bob("PUT", f"{base}/{make_user('stranger').id}"), 404, 10007)
    refused(bob("GET", f"/channels/{hall.channel.id}/thread-members"), 400, 50024)


def test_whoever_leaves_a_private_thread_sees_it_no_more(as_, hall):
    allow(hall.channel, hall.guild, Permissions.CREATE_PRIVATE_THREADS)
    carol = make_member(hall.guild, "carol")
    thread = open_thread(as_, hall.bob, hall.channel, type=12)
    base = f"/channels/{thread.id}/thread-members"
    path = f"/channels/{thread.id}/messages"
    refused(as_(carol)("POST", path, {"content": "x"}), 403, 50001)
    refused(as_(carol)("PUT", f"{base}/@me"), 403, 50001)
    as_(hall.bob)("PUT", f"{base}/{carol.id}")
    assert as_(carol)("POST", path, {"content": "x"}).status_code == 200
    as_(hall.bob)("DELETE", f"{base}/{carol.id}")  # who started it may
    refused(as_(carol)("POST", path, {"content": "x"}), 403, 50001)
    as_(hall.bob)("DELETE", f"{base}/@me")
    refused(as_(hall.bob)("GET", path), 403, 50001)


def test_only_its_founder_and_moderators_invite_to_a_closed_private_thread(as_, hall):
    allow(hall.channel, hall.guild, Permissions.CREATE_PRIVATE_THREADS)
    carol, dave = make_member(hall.guild, "carol"), make_member(hall.guild, "dave")
    thread = open_thread(as_, hall.bob, hall.channel, type=12, invitable=False)
    base = f"/channels/{thread.id}/thread-members"
    assert as_(hall.bob)("PUT", f"{base}/{carol.id}").status_code == 204
    refused(as_(carol)("PUT", f"{base}/{dave.id}"), 403, 50013)
    as_(hall.bob)("PATCH", f"/channels/{thread.id}", {"invitable": True})
    assert as_(carol)("PUT", f"{base}/{dave.id}").status_code == 204


def test_whoever_leaves_the_guild_leaves_its_threads(as_, hall):
    thread = open_thread(as_, hall.bob, hall.channel)
    assert ThreadMember.objects.filter(user=hall.bob).exists()
    leave_guild(hall.bob, hall.guild)
    thread.refresh_from_db()
    assert not ThreadMember.objects.filter(user=hall.bob).exists()
    assert thread.member_count == 0


# Archiving and locking


def test_an_archived_thread_opens_again_when_somebody_writes(as_, hall, log):
    thread = open_thread(as_, hall.bob, hall.channel)
    sent = say(hall.bob, thread, "before")
    bob = as_(hall.bob)
    archived = bob("PATCH", f"/channels/{thread.id}", {"archived": True}).json()
    assert archived["thread_metadata"]["archived"] is True
    message = f"/channels/{thread.id}/messages/{sent.id}"
    refused(bob("PATCH", message, {"content": "x"}), 400, 50083)
    refused(bob("PUT", f"{message}/reactions/%F0%9F%8E%89/@me"), 400, 50083)
    refused(bob("PUT", f"/channels/{thread.id}/thread-members/@me"), 400, 50083)
    refused(bob("PATCH", f"/channels/{thread.id}", {"name": "x"}), 400, 50083)
    news = News(log)
    assert bob("POST", f"/channels/{thread.id}/messages", {"content": "x"}).status_code == 200
    assert news.names() == ["THREAD_ROSTER", "THREAD_UPDATE", "MESSAGE_CREATE"]
    thread.refresh_from_db()
    assert thread.archived is False


def test_only_moderators_write_in_and_open_a_locked_thread(as_, hall):
    thread = open_thread(as_, hall.bob, hall.channel)
    path, messages = f"/channels/{thread.id}", f"/channels/{thread.id}/messages"
    refused(as_(hall.bob)("PATCH", path, {"locked": True}), 403, 50013)
    locked = as_(hall.ada)("PATCH", path, {"locked": True}).json()
    assert locked["thread_metadata"]["locked"] is True
    refused(as_(hall.bob)("POST", messages, {"content": "x"}), 403, 160005)
    assert as_(hall.ada)("POST", messages, {"content": "x"}).status_code == 200
    as_(hall.ada)("PATCH", path, {"archived": True})
    refused(as_(hall.bob)("POST", messages, {"content": "x"}), 400, 50083)
    refused(as_(hall.bob)("PATCH", path, {"archived": False}), 403, 160005)
    assert as_(hall.ada)("POST", messages, {"content": "x"}).status_code == 200
    thread.refresh_from_db()
    assert (thread.archived, thread.locked) == (False, True)


def test_who_started_a_thread_changes_it_and_others_do_not(as_, hall):
    carol = make_member(hall.guild, "carol")
    thread = open_thread(as_, hall.bob, hall.channel)
    path = f"/channels/{thread.id}"
    changed = as_(hall.bob)("PATCH", path, {"name": " New Name ", "auto_archive_duration": 1440})
    assert changed.json()["name"] == "New Name"
    for change in ({"name": "x"}, {"archived": True}, {"rate_limit_per_user": 5}):
        refused(as_(carol)("PATCH", path, change), 403, 50013)
    refused(as_(hall.bob)("PATCH", path, {"rate_limit_per_user": 5}), 403, 50013)
    assert as_(hall.ada)("PATCH", path, {"rate_limit_per_user": 5}).status_code == 200
    as_(hall.bob)("PATCH", path, {"archived": True})
    # Whoever may write in it may take it out of the archive.
    assert as_(carol)("PATCH", path, {"archived": False}).status_code == 200
    refused(as_(hall.bob)("DELETE", path), 403, 50013)
    refused(as_(hall.bob)("PATCH", path, {"auto_archive_duration": 5}), 400, 50035)


def test_a_deleted_thread_takes_its_messages_and_the_mark_along(as_, hall, log):
    sent = say(hall.bob, hall.channel, "about")
    start(as_, hall.bob, hall.channel, sent)
    thread = Channel.objects.get(id=sent.id)
    say(hall.bob, thread, "inside")
    news = News(log)
    headers = {"X-Audit-Log-Reason": "done"}
    answer = as_(hall.ada)("DELETE", f"/channels/{thread.id}", headers=headers)
    assert answer.json()["id"] == str(thread.id)
    told = dict(news())
    assert told["THREAD_DELETE"] == {
        "id": str(thread.id),
        "guild_id": str(hall.guild.id),
        "parent_id": str(hall.channel.id),
        "type": 11,
    }
    message = as_(hall.bob)("GET", f"/channels/{hall.channel.id}/messages/{sent.id}").json()
    assert not message["flags"] & 32
    assert "thread" not in message
    refused(as_(hall.bob)("GET", f"/channels/{thread.id}/messages"), 404, 10003)
    refused(as_(hall.bob)("POST", f"/channels/{thread.id}/messages", {"content": "x"}), 404, 10003)
    log_path = f"/guilds/{hall.guild.id}/audit-logs"
    other = open_thread(as_, hall.ada, hall.channel, name="still there")
    shown = as_(hall.ada)("GET", log_path).json()
    assert [one["id"] for one in shown["threads"]] == [str(other.id)]
    entry = AuditLogEntry.objects.filter(action_type=AuditLogEvent.THREAD_DELETE).get()
    assert (entry.target_id, entry.reason) == (thread.id, "done")
    assert start(as_, hall.bob, hall.channel, sent).status_code == 201


def test_idle_threads_are_archived_but_not_those_that_are_written_in(as_, hall):
    idle = open_thread(as_, hall.bob, hall.channel, auto_archive_duration=60)
    busy = open_thread(as_, hall.bob, hall.channel, auto_archive_duration=60)
    slow = open_thread(as_, hall.bob, hall.channel, auto_archive_duration=1440)
    assert archive_idle_threads() == 0
    Channel.objects.filter(id__in=[idle.id, busy.id, slow.id]).update(
        archive_timestamp=datetime.now(UTC) - timedelta(hours=2)
    )
    say(hall.bob, busy, "still here")
    assert archive_idle_threads() == 1
    assert archive_idle_threads() == 0
    for thread in (idle, busy, slow):
        thread.refresh_from_db()
    assert (idle.archived, busy.archived, slow.archived) == (True, False, False)


# Lists


def test_active_threads_are_those_one_sees(as_, hall):
    allow(hall.channel, hall.guild, Permissions.CREATE_PRIVATE_THREADS)
    carol = make_member(hall.guild, "carol")
    hidden = make_channel(hall.guild, "hidden")
    deny(hidden, hall.guild, Permissions.VIEW_CHANNEL)
    open_thread(as_, hall.ada, hidden, name="in hidden")
    public = open_thread(as_, hall.bob, hall.channel, name="public")
    private = open_thread(as_, hall.bob, hall.channel, type=12, name="private")
    path = f"/guilds/{hall.guild.id}/threads/active"

    def listed(who):
        answer = as_(who)("GET", path).json()
        return {one["name"] for one in answer["threads"]}, {m["id"] for m in answer["members"]}

    assert listed(carol) == ({"public"}, set())
    assert listed(hall.bob) == ({"public", "private"}, {str(public.id), str(private.id)})
    assert listed(hall.ada)[0] == {"public", "private", "in hidden"}
    as_(hall.bob)("PATCH", f"/channels/{public.id}", {"archived": True})
    assert listed(carol)[0] == set()


def test_archived_threads_are_paged_by_when_they_were_archived(as_, hall):
    allow(hall.channel, hall.guild, Permissions.CREATE_PRIVATE_THREADS)
    bob = as_(hall.bob)
    made = {}
    for number, kind in enumerate((11, 11, 12, 12)):
        thread = open_thread(as_, hall.bob, hall.channel, type=kind, name=str(number))
        bob("PATCH", f"/channels/{thread.id}", {"archived": True})
        made[str(number)] = thread
    base = f"/channels/{hall.channel.id}"

    def listed(who, path):
        answer = as_(who)("GET", path).json()
        return [one["name"] for one in answer["threads"]], answer["has_more"], answer

    found, more, answer = listed(hall.bob, f"{base}/threads/archived/public?limit=1")
    assert (found, more) == (["1"], True)
    before = answer["threads"][0]["thread_metadata"]["archive_timestamp"].replace("+", "%2B")
    assert listed(hall.bob, f"{base}/threads/archived/public?before={before}")[:2] == (["0"], False)
    refused(bob("GET", f"{base}/threads/archived/private"), 403, 50013)
    assert listed(hall.ada, f"{base}/threads/archived/private")[0] == ["3", "2"]
    own = f"{base}/users/@me/threads/archived/private"
    assert listed(hall.bob, f"{own}?limit=1")[:2] == (["3"], True)
    assert listed(hall.bob, f"{own}?before={made['3'].id}")[:2] == (["2"], False)
    assert listed(hall.ada, own)[0] == []
    deny(hall.channel, hall.guild, Permissions.READ_MESSAGE_HISTORY)
    refused(bob("GET", f"{base}/threads/archived/public"), 403, 50013)


# Forums


@pytest.fixture
def forum(hall):
    tags = [{"name": "bug"}, {"name": "official", "moderated": True}]
    return make_channel(hall.guild, "forum", type=ChannelType.GUILD_FORUM, available_tags=tags)


def post(as_, who, forum, **fields):
    body = {"name": "A question", "message": {"content": "first"}, **fields}
    return as_(who)("POST", f"/channels/{forum.id}/threads", body)


def test_a_posts_first_message_has_its_id(as_, hall, forum):
    bug = forum.available_tags[0]["id"]
    answer = post(as_, hall.bob, forum, applied_tags=[bug])
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["message"]["id"] == made["id"] == made["message"]["channel_id"]
    assert (made["applied_tags"], made["type"]) == ([bug], 11)
    assert made["message_count"] == 0
    assert made["last_message_id"] == made["id"]  # Pycord looks for the message under it
    say(hall.ada, Channel.objects.get(id=made["id"]), "an answer")
    page = as_(hall.ada)("GET", f"/channels/{made['id']}/messages").json()
    assert [message["content"] for message in page] == ["an answer", "first"]
    shown = as_(hall.ada)("GET", f"/channels/{made['id']}").json()
    assert (shown["message_count"], shown["last_message_id"]) == (1, page[0]["id"])
    refused(as_(hall.ada)("POST", f"/channels/{forum.id}/messages", {"content": "x"}), 400, 50008)


def test_a_post_carries_files(as_, api, hall, forum):
    import json

    body = {
        "name": "pictures",
        "message": {"content": "", "attachments": [{"id": 0, "description": "a dot"}]},
    }
    answer = api(hall.bob).request(
        "POST",
        f"/channels/{forum.id}/threads",
        data={"payload_json": json.dumps(body)},
        files={"files[0]": ("dot.png", PNG, "image/png")},
    )
    assert answer.status_code == 201, answer.text
    [file] = answer.json()["message"]["attachments"]
    assert (file["filename"], file["description"]) == ("dot.png", "a dot")
    [message] = as_(hall.ada)("GET", f"/channels/{answer.json()['id']}/messages").json()
    assert [one["id"] for one in message["attachments"]] == [file["id"]]


def test_posts_obey_the_rules_of_their_forum(as_, hall, forum):
    official = forum.available_tags[1]["id"]
    refused(post(as_, hall.bob, forum, message=None), 400, 50035)
    refused(post(as_, hall.bob, forum, message={"content": " "}), 400, 50006)
    refused(post(as_, hall.bob, forum, applied_tags=["1"]), 404, 10087)
    refused(post(as_, hall.bob, forum, applied_tags=[official]), 403, 50013)
    assert post(as_, hall.ada, forum, applied_tags=[official]).status_code == 201
    update_channel(hall.ada, forum, {"flags": 16})
    refused(post(as_, hall.bob, forum), 400, 40067)
    deny(forum, hall.guild, Permissions.SEND_MESSAGES)
    refused(post(as_, hall.bob, forum, applied_tags=[forum.available_tags[0]["id"]]), 403, 50013)
    assert Channel.objects.filter(parent=forum).count() == 1


def test_a_pinned_post_is_the_only_one_and_does_not_fall_asleep(as_, hall, forum):
    first, second = (Channel.objects.get(id=post(as_, hall.bob, forum).json()["id"]) for _ in "12")
    pin = {"flags": 2}
    refused(as_(hall.bob)("PATCH", f"/channels/{first.id}", pin), 403, 50013)
    assert as_(hall.ada)("PATCH", f"/channels/{first.id}", pin).json()["flags"] == 2
    refused(as_(hall.ada)("PATCH", f"/channels/{second.id}", pin), 400, 30047)
    Channel.objects.filter(parent=forum).update(
        archive_timestamp=datetime.now(UTC) - timedelta(days=30), last_message_id=None
    )
    assert archive_idle_threads() == 1
    first.refresh_from_db()
    assert first.archived is False
    archived = as_(hall.ada)("PATCH", f"/channels/{first.id}", {"archived": True}).json()
    assert archived["flags"] == 0


def test_slowmode_holds_for_starting_threads(as_, hall):
    update_channel(hall.ada, hall.channel, {"rate_limit_per_user": 60})
    path = f"/channels/{hall.channel.id}/threads"
    assert as_(hall.bob)("POST", path, {"name": "x", "type": 11}).status_code == 201
    refused(as_(hall.bob)("POST", path, {"name": "x", "type": 11}), 429, 20016)


def test_threads_of_announcements_have_a_limit_of_their_own(as_, hall, monkeypatch):
    monkeypatch.setattr(limits, "ACTIVE_THREADS_PER_GUILD", 1)
    monkeypatch.setattr(limits, "ACTIVE_ANNOUNCEMENT_THREADS_PER_GUILD", 1)
    news = make_channel(hall.guild, "news", type=ChannelType.GUILD_ANNOUNCEMENT)
    for channel, kind, code in ((news, 10, 160007), (hall.channel, 11, 160006)):
        path = f"/channels/{channel.id}/threads"
        assert as_(hall.ada)("POST", path, {"name": "first", "type": kind}).status_code == 201
        refused(as_(hall.ada)("POST", path, {"name": "second", "type": kind}), 400, code)


def test_a_page_of_a_thread_does_not_end_before_its_beginning(as_, hall):
    thread = open_thread(as_, hall.bob, hall.channel)
    path = f"/channels/{thread.id}/messages?before="
    assert as_(hall.bob)("GET", f"{path}{thread.id}").json() == []
    refused(as_(hall.bob)("GET", f"{path}{thread.id - 1}"), 400, 50085)
    assert as_(hall.bob)("GET", f"/channels/{hall.channel.id}/messages?before=1").json() == []
