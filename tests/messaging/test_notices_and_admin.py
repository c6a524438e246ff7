"""What the instance says itself, and what its staff see."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from guilds.services.guilds import update_guild
from messaging.events import typing_started
from messaging.models import Message
from messaging.services.direct_messages import open_direct_channel
from tests.builders import make_guild, make_member, make_user, text_channel
from tests.messaging.conftest import say

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_system_channel_says_who_joined(api, log):
    guild = make_guild(make_user("ada"))
    assert not Message.objects.exists(), "the founder did not join"
    bob = make_member(guild, "bob")
    notice = Message.objects.get()
    assert (notice.type, notice.author_id, notice.channel) == (7, bob.id, text_channel(guild))
    assert log("MESSAGE_CREATE")[0][1]["member"]["roles"] == []
    update_guild(guild.owner, guild, {"system_channel_flags": 1})
    make_member(guild, "carl")
    assert Message.objects.count() == 1


def test_typing_is_told_with_the_member(hall, monkeypatch):
    heard = []
    monkeypatch.setattr("messaging.events.announce", lambda *event, to: heard.append((*event, to)))
    typing_started(
        user_id=hall.bob.id, channel_id=hall.channel.id, guild_id=hall.guild.id, member={"a": 1}
    )
    [(name, data, to)] = heard
    assert name == "TYPING_START"
    assert isinstance(data["timestamp"], int)
    assert data["member"] == {"a": 1}
    assert (to.topic, to.channel_id) == (f"guild:{hall.guild.id}", hall.channel.id)


@pytest.fixture
def staff(hall):
    hall.ada.is_staff = hall.ada.is_superuser = True
    hall.ada.save()
    client = Client()
    client.force_login(hall.ada, backend="accounts.backends.AuthenticationBackend")
    return client


def test_staff_find_messages_by_id_author_and_words(hall, staff):
    first = say(hall.bob, hall.channel, "The quick brown fox")
    second = say(hall.ada, hall.channel, "jumps over")
    address = reverse("admin:messaging_message_changelist")
    for term, expected in (
        (str(first.id), {first.id}),
        ("@bob", {first.id}),
        ("@nobody", set()),
        ("brown quick", {first.id}),
        ("over", {second.id}),
        ("\x00", {first.id, second.id}),
        ("elephant", set()),
        ("'; drop --", set()),
    ):
        answer = staff.get(address, {"q": term})
        assert answer.status_code == 200
        assert {row.id for row in answer.context["cl"].result_list} == expected, term
    page = staff.get(reverse("admin:messaging_message_change", args=[first.id]))
    assert page.status_code == 200
    assert b"The quick brown fox" in page.content


def test_staff_delete_messages_through_the_service(hall, staff, log):
    sent = say(hall.bob, hall.channel)
    answer = staff.post(
        reverse("admin:messaging_message_changelist"),
        {"action": "delete_messages", "_selected_action": [sent.id], "reason": "spam"},
    )
    assert answer.status_code == 302
    assert Message.objects.get().deleted_at is not None
    assert log("MESSAGE_DELETE")[0][1]["id"] == str(sent.id)


def test_staff_see_direct_messages_only_with_a_reason_which_is_written_down(hall, staff):
    open_one = say(hall.bob, hall.channel, "in the hall, a secret")
    private = say(hall.bob, open_direct_channel(hall.bob, hall.ada), "between us, a secret")
    address = reverse("admin:messaging_message_changelist")
    page = reverse("admin:messaging_message_change", args=[private.id])
    ask = address + "direct/"

    def found(**query):
        return {row.id for row in staff.get(address, query).context["cl"].result_list}

    assert found() == found(q="secret") == {open_one.id}
    assert found(q=str(private.id)) == set()
    assert b"between us" not in staff.get(page, follow=True).content
    refused = staff.post(ask, {"reason": "  "}, follow=True)
    assert "Type a reason first" in refused.content.decode()
    assert found() == {open_one.id}

    assert staff.post(ask, {"reason": "report 17"}).status_code == 302
    assert found(q="secret") == {open_one.id, private.id}
    assert b"between us" in staff.get(page).content
    assert b"report 17" in staff.get(address).content
    told = list(LogEntry.objects.order_by("id").values_list("change_message", flat=True))
    assert len(told) == 3
    assert all(line.endswith(": report 17") for line in told)
    assert "secret" in told[1]

    staff.post(ask, {"end": "1"})
    assert found() == {open_one.id}
