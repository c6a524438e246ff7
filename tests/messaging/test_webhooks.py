"""Webhooks: made by managers, used by whoever has the address, and their messages."""

from __future__ import annotations

import base64
import hmac
import io
import time

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from PIL import Image

from config.kernel import outbound
from config.settings import limits
from guilds.models import AuditLogEntry, AuditLogEvent, Webhook
from guilds.permissions import Permissions
from messaging.services.webhook_avatars import fetch_avatar
from tests.builders import (
    deny,
    make_bot,
    make_channel,
    make_guild,
    make_member,
    make_user,
    text_channel,
)
from tests.helpers.openapi import assert_documented
from tests.messaging.conftest import say


def picture() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 40, 90)).save(output, "PNG")
    return output.getvalue()


def data_uri() -> str:
    return "data:image/png;base64," + base64.b64encode(picture()).decode()


@pytest.fixture
def hook(api, hall):
    answer = api(hall.ada).post(
        f"/channels/{hall.channel.id}/webhooks", {"name": "Deploys", "avatar": data_uri()}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def address(hook, rest=""):
    return f"/webhooks/{hook['id']}/{hook['token']}{rest}"


def test_a_webhook_is_made_listed_changed_and_deleted(api, hall, hook, log) -> None:
    path = f"/channels/{hall.channel.id}/webhooks"
    ada = api(hall.ada)
    assert_documented("POST", path, 200, hook)
    assert (hook["name"], hook["type"], hook["user"]["username"]) == ("Deploys", 1, "ada")
    assert hook["url"].endswith(address(hook))
    assert storages["avatars"].exists(f"{hook['id']}/{hook['avatar']}.webp")
    for listing in (path, f"/guilds/{hall.guild.id}/webhooks"):
        listed = ada.get(listing).json()
        assert listed == [hook]
        assert_documented("GET", listing, 200, listed)

    other = make_channel(hall.guild, "other")
    one = f"/webhooks/{hook['id']}"
    changed = ada.patch(one, {"name": "Builds", "avatar": None, "channel_id": str(other.id)}).json()
    assert (changed["name"], changed["avatar"]) == ("Builds", None)
    assert changed["channel_id"] == str(other.id)
    assert ada.get(one).json() == changed
    assert_documented("PATCH", one, 200, changed)
    assert ada.delete(one, headers={"X-Audit-Log-Reason": "spam"}).status_code == 204
    gone = ada.get(one)
    assert (gone.status_code, gone.json()["code"]) == (404, 10015)

    told = [data["channel_id"] for _, data, _ in log("WEBHOOKS_UPDATE")]
    here, there = str(hall.channel.id), str(other.id)
    assert told[0] == here
    assert sorted(told[1:3]) == sorted((here, there))
    assert told[3:] == [there]
    entries = AuditLogEntry.objects.filter(target_id=int(hook["id"])).order_by("id")
    assert [entry.action_type for entry in entries] == [
        AuditLogEvent.WEBHOOK_CREATE, AuditLogEvent.WEBHOOK_UPDATE, AuditLogEvent.WEBHOOK_DELETE,
    ]  # fmt: skip
    assert {change["key"] for change in entries[1].changes} == {"name", "avatar_hash", "channel_id"}
    assert entries[2].reason == "spam"


def test_the_audit_log_shows_the_webhooks_it_names_without_their_tokens(api, hall, hook) -> None:
    found = api(hall.ada).get(f"/guilds/{hall.guild.id}/audit-logs?action_type=50").json()
    assert [webhook["id"] for webhook in found["webhooks"]] == [hook["id"]]
    assert "token" not in found["webhooks"][0]
    assert_documented("GET", f"/guilds/{hall.guild.id}/audit-logs", 200, found)


def test_only_who_manages_webhooks_of_the_channel_sees_or_makes_them(api, hall, hook) -> None:
    manager = make_member(hall.guild, "manager", permissions=Permissions.MANAGE_WEBHOOKS)
    path = f"/channels/{hall.channel.id}/webhooks"
    assert api(manager).get(path).json()[0]["token"] == hook["token"]
    stranger = make_user("stranger")
    make_guild(stranger, "Elsewhere")
    one = f"/webhooks/{hook['id']}"
    for who, code in ((hall.bob, 50013), (stranger, 50001)):
        for method, url, body in (
            ("GET", path, None),
            ("POST", path, {"name": "x"}),
            ("GET", f"/guilds/{hall.guild.id}/webhooks", None),
            ("GET", one, None),
            ("PATCH", one, {"name": "x"}),
            ("DELETE", one, None),
        ):
            answer = api(who).request(method, url, body)
            assert (answer.status_code, answer.json()["code"]) == (403, code), (method, url)
    assert api().get(one).status_code == 401

    deny(hall.channel, manager, Permissions.MANAGE_WEBHOOKS)
    assert api(manager).get(one).json()["code"] == 50013
    assert api(manager).get(f"/guilds/{hall.guild.id}/webhooks").json() == []


def test_a_webhook_is_not_moved_to_where_its_mover_may_not_make_one(api, hall, hook) -> None:
    manager = make_member(hall.guild, "manager", permissions=Permissions.MANAGE_WEBHOOKS)
    allowed, denied = make_channel(hall.guild, "allowed"), make_channel(hall.guild, "denied")
    deny(denied, manager, Permissions.MANAGE_WEBHOOKS)
    one = f"/webhooks/{hook['id']}"
    assert api(manager).patch(one, {"channel_id": str(allowed.id)}).status_code == 200
    assert api(manager).patch(one, {"channel_id": str(denied.id)}).json()["code"] == 50013
    foreign = text_channel(make_guild(make_user("eve"), "Elsewhere"))
    assert api(manager).patch(one, {"channel_id": str(foreign.id)}).json()["code"] == 10003
    assert Webhook.objects.get().channel_id == allowed.id


def test_a_channel_holds_fifteen(api, hall, monkeypatch) -> None:
    monkeypatch.setattr(limits, "WEBHOOKS_PER_CHANNEL", 1)
    path = f"/channels/{hall.channel.id}/webhooks"
    assert api(hall.ada).post(path, {"name": "one"}).status_code == 200
    answer = api(hall.ada).post(path, {"name": "two"})
    assert (answer.status_code, answer.json()["code"]) == (400, 30007)


def test_a_guild_holds_so_many(api, hall, monkeypatch) -> None:
    monkeypatch.setattr(limits, "WEBHOOKS_PER_GUILD", 1)
    rooms = [make_channel(hall.guild, name) for name in ("one", "two")]
    first, second = (
        api(hall.ada).post(f"/channels/{room.id}/webhooks", {"name": "w"}) for room in rooms
    )
    assert (first.status_code, second.json()["code"]) == (200, 30058)


def test_a_category_holds_none(api, hall) -> None:
    category = make_channel(hall.guild, "shelf", type=4)
    answer = api(hall.ada).post(f"/channels/{category.id}/webhooks", {"name": "x"})
    assert (answer.status_code, answer.json()["code"]) == (400, 50024)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "Clyde", "my Discord bot"])
def test_a_name_that_cannot_be(api, hall, hook, name) -> None:
    path = f"/channels/{hall.channel.id}/webhooks"
    answer = api(hall.ada).post(path, {"name": name})
    assert (answer.status_code, answer.json()["code"]) == (400, 50035)
    assert "name" in answer.json()["errors"]
    if name.strip():
        said = api().post(address(hook), {"content": "x", "username": name})
        assert "username" in said.json()["errors"]


def test_the_token_alone_is_enough_and_a_wrong_one_is_not(api, hall, hook) -> None:
    nobody = api()
    found = nobody.get(address(hook)).json()
    assert found["name"] == "Deploys"
    assert "user" not in found
    changed = nobody.patch(
        address(hook), {"name": "Renamed", "channel_id": str(make_channel(hall.guild).id)}
    ).json()
    assert (changed["name"], changed["channel_id"]) == ("Renamed", str(hall.channel.id))

    wrong = f"/webhooks/{hook['id']}/{'x' * 68}"
    for method, url, body in (
        ("GET", wrong, None),
        ("POST", wrong, {"content": "x"}),
        ("PATCH", wrong, {"name": "x"}),
        ("DELETE", wrong, None),
        ("POST", f"{wrong}/slack", {"text": "x"}),
        ("GET", f"{wrong}/messages/1", None),
        ("PATCH", f"{wrong}/messages/1", {"content": "x"}),
        ("DELETE", f"{wrong}/messages/1", None),
    ):
        answer = nobody.request(method, url, body)
        assert (answer.status_code, answer.json()["code"]) == (401, 50027), (method, url)
    assert nobody.post("/webhooks/1/abc", {"content": "x"}).json()["code"] == 10015
    assert nobody.delete(address(hook)).status_code == 204
    assert AuditLogEntry.objects.get(action_type=AuditLogEvent.WEBHOOK_DELETE).user_id is None
    assert nobody.post(address(hook), {"content": "x"}).json()["code"] == 10015


def test_the_token_of_a_bots_webhook_is_the_bots_own(api, hall, bot) -> None:
    path = f"/channels/{hall.channel.id}/webhooks"
    made = api(bot).post(path, {"name": "mine"}).json()
    assert made["application_id"] == str(bot.bot_application.id)
    assert api(bot).get(path).json()[0]["token"] == made["token"]
    assert "token" not in api(hall.ada).get(path).json()[0]
    said = api().post(address(made, "?wait=true"), {"content": "x"}).json()
    assert said["application_id"] == made["application_id"]


def test_it_speaks_under_its_own_name_or_another(api, hall, hook, log) -> None:
    nobody = api()
    silent = nobody.post(address(hook), {"content": "quiet"})
    assert (silent.status_code, silent.content) == (204, b"")
    said = nobody.post(
        address(hook, "?wait=true"),
        {
            "content": f"**done** <@{hall.bob.id}> @everyone",
            "username": "Other Name",
            "embeds": [{"title": "Build"}],
            "allowed_mentions": {"parse": ["users"]},
        },
    )
    assert said.status_code == 200
    message = said.json()
    assert_documented("POST", address(hook), 200, message)
    assert message["webhook_id"] == hook["id"]
    author = message["author"]
    assert (author["id"], author["username"]) == (hook["id"], "Other Name")
    assert (author["bot"], author["discriminator"]) == (True, "0000")
    assert author["avatar"] == hook["avatar"]
    assert [user["id"] for user in message["mentions"]] == [str(hall.bob.id)]
    assert not message["mention_everyone"]
    assert message["embeds"][0]["title"] == "Build"

    page = api(hall.bob).get(f"/channels/{hall.channel.id}/messages").json()
    assert [m["author"]["username"] for m in page[:2]] == ["Other Name", "Deploys"]
    events = [data for _, data, _ in log("MESSAGE_CREATE")][-2:]
    assert [event["author"]["username"] for event in events] == ["Deploys", "Other Name"]
    assert all("member" not in event for event in events)


def test_who_was_mentioned_by_a_webhook_has_it_counted(api, hall, hook) -> None:
    from messaging.selectors.read_states import read_states_for

    api().post(address(hook), {"content": f"<@{hall.bob.id}>"})
    (state,) = read_states_for(hall.bob.id, [hall.channel.id])
    assert state["mention_count"] == 1


def test_it_sends_files(api, hall, hook) -> None:
    answer = api().post(
        address(hook, "?wait=1"),
        files={"files[0]": ("h.txt", b"hook file", "text/plain")},
        data={"payload_json": '{"content": "from a hook"}'},
    )
    (file,) = answer.json()["attachments"]
    assert (file["filename"], file["size"]) == ("h.txt", 9)


def test_a_plain_form_will_do(api, hook) -> None:
    said = api().post(address(hook, "?wait=true"), data={"content": "from curl"})
    assert said.json()["content"] == "from curl"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 50006),
        ({"content": "x" * 2001}, 50035),
        ({"content": "x", "avatar_url": "ftp://a.b/c"}, 50035),
        ({"content": "x", "thread_name": "post"}, 220003),
        ({"content": "x", "embeds": "none"}, 50035),
    ],
)
def test_what_it_cannot_say(api, hook, body, code) -> None:
    answer = api().post(address(hook), body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_its_messages_are_read_changed_and_deleted_by_it_alone(api, hall, hook, log) -> None:
    nobody = api()
    said = nobody.post(address(hook, "?wait=true"), {"content": "first"}).json()
    path = address(hook, f"/messages/{said['id']}")
    changed = nobody.patch(path, {"content": "second", "embeds": [{"title": "e"}]})
    assert changed.status_code == 200
    assert changed.json()["edited_timestamp"]
    assert_documented("PATCH", path, 200, changed.json())
    (event,) = (data for _, data, _ in log("MESSAGE_UPDATE"))
    assert (event["author"]["id"], event["content"]) == (hook["id"], "second")
    assert nobody.get(path).json()["content"] == "second"
    assert_documented("GET", path, 200, nobody.get(path).json())

    theirs = say(hall.bob, hall.channel, "mine")
    other = api(hall.ada).post(f"/channels/{hall.channel.id}/webhooks", {"name": "two"}).json()
    for url in (address(hook, f"/messages/{theirs.id}"), address(other, f"/messages/{said['id']}")):
        for method, body in (("GET", None), ("PATCH", {"content": "x"}), ("DELETE", None)):
            answer = nobody.request(method, url, body)
            assert (answer.status_code, answer.json()["code"]) == (404, 10008)
    assert nobody.delete(path).status_code == 204
    assert nobody.get(path).json()["code"] == 10008


def test_people_answer_it_react_pin_and_moderate(api, hall, hook) -> None:
    said = api().post(address(hook, "?wait=true"), {"content": "hello"}).json()
    path = f"/channels/{hall.channel.id}/messages"
    answer = api(hall.bob).post(
        path, {"content": "hi", "message_reference": {"message_id": said["id"]}}
    )
    assert answer.json()["referenced_message"]["author"]["id"] == hook["id"]
    assert answer.json()["mentions"] == []
    assert api(hall.bob).put(f"{path}/{said['id']}/reactions/%F0%9F%8E%89/@me").status_code == 204
    assert api(hall.ada).put(f"{path}/pins/{said['id']}").status_code == 204
    assert api(hall.bob).patch(f"{path}/{said['id']}", {"content": "x"}).json()["code"] == 50005
    assert api(hall.bob).delete(f"{path}/{said['id']}").json()["code"] == 50013
    assert api(hall.ada).delete(f"{path}/{said['id']}").status_code == 204
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.MESSAGE_DELETE)
    assert entry.target_id == int(hook["id"])


def test_it_is_limited_to_five_messages_in_two_seconds_whoever_sends(api, hook) -> None:
    answers = [api().post(address(hook), {"content": "x"}) for _ in range(6)]
    assert [answer.status_code for answer in answers[:5]] == [204] * 5
    assert answers[0].headers["X-RateLimit-Limit"] == "5"
    # Unless the machine was slow and the window has passed.
    if answers[5].status_code != 204:
        assert answers[5].status_code == 429
        assert answers[5].json()["retry_after"] <= 2


def test_slacks_form_is_understood(api, hall, hook) -> None:
    body = {
        "text": "Build <https://ci.example/1|#1> &amp; more",
        "username": "CI",
        "attachments": [
            {
                "color": "danger",
                "title": "Failed",
                "title_link": "https://ci.example/1",
                "text": "two tests",
                "fields": [{"title": "Branch", "value": "main", "short": True}],
                "footer": "ci",
                "ts": 1700000000,
            }
        ],
    }
    answer = api().post(address(hook, "/slack"), body)
    assert (answer.status_code, answer.json()) == (200, "ok")
    assert_documented("POST", address(hook, "/slack"), 200, answer.json())
    (said,) = api(hall.bob).get(f"/channels/{hall.channel.id}/messages?limit=1").json()
    assert said["content"] == "Build [#1](https://ci.example/1) & more"
    assert said["author"]["username"] == "CI"
    (embed,) = said["embeds"]
    assert (embed["title"], embed["url"]) == ("Failed", "https://ci.example/1")
    assert embed["fields"] == [{"name": "Branch", "value": "main", "inline": True}]
    assert embed["timestamp"] == "2023-11-14T22:13:20+00:00"
    form = api().post(address(hook, "/slack"), data={"payload": '{"text": "as a form"}'})
    assert form.status_code == 200


def test_githubs_form_is_understood(api, hall, hook) -> None:
    commit = {
        "id": "0123456789abcdef",
        "url": "https://github.com/a/b/commit/0123456",
        "message": "Fix it\n\nAll of it",
        "author": {"name": "Ada", "username": "ada"},
    }
    body = {
        "ref": "refs/heads/main",
        "compare": "https://github.com/a/b/compare/x...y",
        "commits": [commit, commit],
        "head_commit": commit,
        "repository": {
            "id": 1, "name": "b", "full_name": "a/b", "html_url": "https://github.com/a/b",
        },
        "sender": {
            "id": 2, "login": "ada", "html_url": "https://github.com/ada",
            "avatar_url": "https://avatars.example/2",
        },
    }  # fmt: skip
    path = address(hook, "/github")
    assert api().post(path, body, headers={"X-GitHub-Event": "push"}).status_code == 204
    (said,) = api(hall.bob).get(f"/channels/{hall.channel.id}/messages?limit=1").json()
    (embed,) = said["embeds"]
    assert embed["title"] == "[a/b] b:main 2 new commits"
    assert embed["author"]["name"] == "ada"
    assert embed["description"].startswith(f"[`0123456`]({commit['url']}) Fix it - ada")
    assert api().post(path, body, headers={"X-GitHub-Event": "ping"}).status_code == 204
    (last,) = api(hall.bob).get(f"/channels/{hall.channel.id}/messages?limit=1").json()
    assert last["id"] == said["id"]


def test_a_webhook_with_a_secret_takes_only_what_is_signed_once(api, hall, hook) -> None:
    one, body = f"/webhooks/{hook['id']}", b'{"content": "signed"}'
    api(hall.bob).patch(one, {"signing_secret": True})
    assert api().post(address(hook), {"content": "plain"}).status_code == 204, "bob may not"
    api().patch(address(hook), {"signing_secret": True})
    assert api().post(address(hook), {"content": "plain"}).status_code == 204, "nor by the token"
    assert api(hall.ada).patch(one, {"signing_secret": "short"}).json()["code"] == 50035
    answer = api(hall.ada).patch(one, {"signing_secret": True}).json()
    assert_documented("PATCH", one, 200, answer)
    secret = answer["signing_secret"]
    again = api(hall.ada).get(one).json()
    assert again["is_signed"]
    assert "signing_secret" not in again
    with connection.cursor() as cursor:
        cursor.execute("SELECT signing_secret FROM webhooks")
        assert secret not in cursor.fetchone()[0]
    entry = AuditLogEntry.objects.filter(action_type=AuditLogEvent.WEBHOOK_UPDATE).latest("id")
    assert secret not in str(entry.changes)

    def signature(form, moment=0.0, body=body, key=secret):
        time_text = str(int(time.time() + moment))
        name, lead, header = {
            "": ("X-Guildhall-Signature", f"{time_text}.", "X-Guildhall-Timestamp"),
            "/slack": ("X-Slack-Signature", f"v0:{time_text}:", "X-Slack-Request-Timestamp"),
            "/github": ("X-Hub-Signature-256", "", "X-Unused"),
        }[form]
        digest = hmac.new(key.encode(), lead.encode() + body, "sha256").hexdigest()
        prefix = "v0" if form == "/slack" else "sha256"
        return {name: f"{prefix}={digest}", header: time_text, "Content-Type": "application/json"}

    def send(form, headers, body=body):
        # Ada, whom no rate stops; the address is all that counts.
        answer = api(hall.ada).post(address(hook, form), content=body, headers=headers)
        if answer.status_code == 401:
            assert answer.json() == {"message": "Invalid webhook signature", "code": 0}
        return answer.status_code

    def said():
        return len(api(hall.bob).get(f"/channels/{hall.channel.id}/messages").json())

    before = said()
    slack = b'{"text": "signed"}'
    for form, content in (("", body), ("/slack", slack), ("/github", b'{"zen": "x"}')):
        headers = signature(form, body=content)
        assert send(form, {}, content) == 401
        assert send(form, headers, content + b" ") == 401, "another body"
        assert send(form, signature(form, body=content, key="x" * 16), content) == 401
        assert send(form, headers, content) in (200, 204)
        assert send(form, headers, content) == 401, "the same once more"
    for moment in (-301, 302):
        assert send("", signature("", moment)) == 401
    assert send("", {**signature(""), "X-Guildhall-Timestamp": "now"}) == 401
    assert said() == before + 2, "GitHub's ping says nothing"

    empty = b'{"content": ""}'
    headers = signature("", 1, empty)
    assert [send("", headers, empty) for _ in range(2)] == [400, 400], "nothing came of it"
    latest = api(hall.bob).get(f"/channels/{hall.channel.id}/messages?limit=1").json()[0]["id"]
    for path in (address(hook, f"/messages/{latest}"), address(hook)):
        assert api(hall.ada).delete(path).status_code == 401
    assert api(hall.ada).delete(address(hook), headers=signature("", 2, b"")).status_code == 204


def test_a_picture_named_by_its_address_is_fetched_and_stored(api, hook, monkeypatch) -> None:
    url = "https://pictures.example/cat.png"
    said = api().post(address(hook, "?wait=true"), {"content": "x", "avatar_url": url}).json()
    avatar = said["author"]["avatar"]
    assert avatar != hook["avatar"]
    monkeypatch.setattr(outbound, "fetch", lambda url, max_bytes: picture())
    fetch_avatar(int(hook["id"]), url)
    assert storages["avatars"].exists(f"{hook['id']}/{avatar}.webp")


def test_messages_of_a_deleted_webhook_stay(api, hall, hook) -> None:
    api().post(address(hook), {"content": "still here"})
    api(hall.ada).delete(f"/webhooks/{hook['id']}")
    (said,) = api(hall.bob).get(f"/channels/{hall.channel.id}/messages?limit=1").json()
    assert (said["content"], said["author"]["username"]) == ("still here", "Deploys")


def test_webhooks_go_with_their_channel(api, hall, hook) -> None:
    assert api(hall.ada).delete(f"/channels/{hall.channel.id}").status_code == 200
    assert not Webhook.objects.exists()
    assert api().post(address(hook), {"content": "x"}).json()["code"] == 10015


def test_a_bot_needs_the_permission_too(api, hall) -> None:
    bot = make_member(hall.guild, make_bot(owner=hall.ada))
    path = f"/channels/{hall.channel.id}/webhooks"
    assert api(bot).post(path, {"name": "x"}).json()["code"] == 50013


def test_staff_find_what_a_webhook_wrote(api, hall, hook) -> None:
    said = api().post(address(hook, "?wait=true"), {"content": "x", "username": "Other"}).json()
    hall.ada.is_staff = hall.ada.is_superuser = True
    hall.ada.save()
    client = Client()
    client.force_login(hall.ada, backend="accounts.backends.AuthenticationBackend")
    page = client.get("/admin/messaging/message/", {"q": hook["id"]})
    assert [str(message.id) for message in page.context["cl"].result_list] == [said["id"]]
    assert f"Other (webhook {hook['id']})" in page.content.decode()
    assert client.get(f"/admin/messaging/message/{said['id']}/change/").status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.png",
        "http://localhost/x.png",
        "http://[::1]/x.png",
        "http://[::ffff:10.0.0.1]/x.png",
        "http://169.254.169.254/latest",
        "http://10.0.0.1/x.png",
        "http://0.0.0.0/x.png",
        "https://user:secret@example.org/x.png",
        "http://example.org:6379/",
        "file:///etc/passwd",
        "http://",
        "https://no-such-host.invalid/x.png",
    ],
)
def test_nothing_is_fetched_from_where_strangers_have_no_business(url) -> None:
    with pytest.raises(outbound.Unreachable):
        outbound.fetch(url, max_bytes=10)


def test_what_is_public_is_fetched_within_its_limits(website) -> None:
    website.answers |= {
        "/picture": (200, {}, b"picture"),
        "/large": (200, {}, b"x" * 5000),
        "/away": (302, {"Location": "http://10.0.0.1/"}, b""),
        "/moved": (302, {"Location": "/picture"}, b""),
    }
    assert outbound.fetch(f"{website.url}/picture", max_bytes=100) == b"picture"
    assert outbound.fetch(f"{website.url}/moved", max_bytes=100) == b"picture"
    for path in ("/large", "/gone", "/away"):
        with pytest.raises(outbound.Unreachable):
            outbound.fetch(website.url + path, max_bytes=100)


def test_it_starts_posts_in_forums_and_writes_in_threads(api, hall) -> None:
    forum = make_channel(hall.guild, "ideas", type=15)
    tag = {"name": "open", "moderated": False}
    tags = api(hall.ada).patch(f"/channels/{forum.id}", {"available_tags": [tag]}).json()
    made = api(hall.ada).post(f"/channels/{forum.id}/webhooks", {"name": "Ideas"}).json()
    nobody = api()
    assert nobody.post(address(made), {"content": "x"}).json()["code"] == 220001
    both = {"content": "x", "thread_name": "post"}
    assert nobody.post(address(made, "?thread_id=1"), both).json()["code"] == 220002
    first = nobody.post(
        address(made, "?wait=true"),
        {
            "content": "what if",
            "thread_name": "A thought",
            "applied_tags": [tags["available_tags"][0]["id"]],
        },
    ).json()
    assert_documented("POST", address(made), 200, first)
    assert first["id"] == first["channel_id"]
    assert first["author"]["id"] == made["id"]
    thread = api(hall.bob).get(f"/channels/{first['id']}").json()
    assert (thread["name"], thread["parent_id"]) == ("A thought", str(forum.id))
    assert thread["applied_tags"] == [tags["available_tags"][0]["id"]]

    assert api(hall.ada).patch(f"/channels/{first['id']}", {"archived": True}).status_code == 200
    inside = f"?wait=true&thread_id={first['id']}"
    second = nobody.post(address(made, inside), {"content": "more"}).json()
    assert second["channel_id"] == first["id"]
    reopened = api(hall.bob).get(f"/channels/{first['id']}").json()
    assert reopened["thread_metadata"]["archived"] is False
    path = address(made, f"/messages/{second['id']}?thread_id={first['id']}")
    assert nobody.get(path).json()["content"] == "more"
    elsewhere = f"?thread_id={hall.channel.id}"
    assert nobody.post(address(made, elsewhere), {"content": "x"}).json()["code"] == 10003
