"""How much one person may send: per channel, in all of them, at once, and while they are new."""

from __future__ import annotations

import asyncio
from collections import Counter

import httpx
import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed

from config.settings import limits
from guilds.models import ChannelType
from guilds.permissions import Permissions
from messaging.models import Message
from tests.builders import authorization, limited, make_bot, make_channel, make_member
from tests.messaging.conftest import say


def statuses(api, who, channels, count=1) -> list[int]:
    calls = api(limited(who))
    return [
        calls.post(f"/channels/{channel.id}/messages", {"content": "hi"}).status_code
        for _ in range(count)
        for channel in channels
    ]


def test_all_channels_together_have_a_limit_of_their_own(api, hall, monkeypatch) -> None:
    monkeypatch.setattr(limits, "MESSAGE_BURST_RATE", (100, 1))
    rooms = [make_channel(hall.guild, f"room {n}") for n in range(11)]
    assert statuses(api, hall.bob, rooms) == [200] * 10 + [429]
    refused = api(hall.bob).post(f"/channels/{rooms[0].id}/messages", {"content": "hi"})
    assert refused.json()["retry_after"] > 0
    assert refused.headers["X-RateLimit-Scope"] == "user"
    assert refused.headers["X-RateLimit-Limit"] == "5"


def test_nobody_says_more_than_five_things_in_a_second(api, hall, monkeypatch) -> None:
    monkeypatch.setattr(limits, "MESSAGE_BURST_RATE", (5, 60))
    rooms = [make_channel(hall.guild, f"room {n}") for n in range(6)]
    assert statuses(api, hall.bob, rooms) == [200] * 5 + [429]


def test_a_post_is_a_message(api, hall, monkeypatch) -> None:
    monkeypatch.setattr(limits, "MESSAGE_USER_RATE", (1, 60))
    forum = make_channel(hall.guild, "forum", type=ChannelType.GUILD_FORUM)
    post = {"name": "news", "message": {"content": "hi"}}
    assert api(limited(hall.bob)).post(f"/channels/{forum.id}/threads", post).status_code == 201
    assert statuses(api, hall.bob, [hall.channel]) == [429]


def test_who_is_new_says_little_unless_they_are_a_bot_or_staff(
    api, hall, settings, monkeypatch
) -> None:
    settings.MESSAGE_PROBATION_SECONDS = 600
    monkeypatch.setattr(limits, "MESSAGE_PROBATION_RATE", (2, 60))
    bot = make_member(hall.guild, make_bot(owner=hall.ada))
    hall.ada.is_staff = True
    hall.ada.save(update_fields=["is_staff"])
    assert statuses(api, hall.bob, [hall.channel], 3) == [200, 200, 429]
    assert statuses(api, bot, [hall.channel], 3) == [200] * 3
    assert statuses(api, hall.ada, [hall.channel], 3) == [200] * 3
    settings.MESSAGE_PROBATION_SECONDS = 0
    assert statuses(api, hall.bob, [hall.channel]) == [200]


def test_who_has_no_confirmed_address_says_little_where_mail_is_sent(
    api, hall, settings, monkeypatch
) -> None:
    settings.MESSAGE_PROBATION_UNVERIFIED = True
    monkeypatch.setattr(limits, "MESSAGE_PROBATION_RATE", (2, 60))
    bob = hall.bob
    bob.email = "bob@example.org"
    bob.save(update_fields=["email"])
    address = EmailAddress.objects.create(user=bob, email=bob.email, primary=True, verified=False)
    assert statuses(api, bob, [hall.channel], 3) == [200, 200, 429]
    address.verified = True
    address.save()
    email_confirmed.send(EmailAddress, request=None, email_address=address)
    assert statuses(api, bob, [hall.channel]) == [200]


def test_bots_answer_many_people_at_once(api, hall) -> None:
    bot = make_member(hall.guild, make_bot(owner=hall.ada))
    rooms = [make_channel(hall.guild, f"room {n}") for n in range(12)]
    assert statuses(api, bot, rooms) == [200] * 12
    assert statuses(api, bot, rooms[:1], 5)[-1] == 429, "each channel has its limit"


def test_what_is_no_message_takes_no_message_s_place(api, hall) -> None:
    calls = api(limited(hall.bob))
    path = f"/channels/{hall.channel.id}/messages"
    for content in ("x" * (limits.MESSAGE_LENGTH + 1), "") * 3:
        refused = calls.post(path, {"content": content})
        assert refused.status_code == 400
        assert refused.headers["X-RateLimit-Remaining"] == "5"
    assert statuses(api, hall.bob, [hall.channel], 6) == [200] * 5 + [429]


@pytest.mark.instance
def test_two_processes_let_through_exactly_what_one_would(hall, instance) -> None:
    speaker = make_member(hall.guild, "speaker", permissions=Permissions.SEND_MESSAGES)
    headers = {"Authorization": authorization(limited(speaker))}
    path = f"/api/v10/channels/{hall.channel.id}/messages"

    async def rush() -> list[httpx.Response]:
        async with httpx.AsyncClient(headers=headers) as client:
            return await asyncio.gather(
                *(
                    client.post(instance.urls[number % 2] + path, json={"content": "now"})
                    for number in range(20)
                )
            )

    answers = asyncio.run(rush())
    assert Counter(answer.status_code for answer in answers) == {200: 5, 429: 15}
    assert sorted(
        answer.headers["X-RateLimit-Remaining"] for answer in answers if answer.is_success
    ) == ["0", "1", "2", "3", "4"]


def edit(api, who, message, text):
    path = f"/channels/{message.channel_id}/messages/{message.id}"
    return api(who).patch(path, {"content": text})


def test_old_messages_are_changed_three_times_in_a_while(api, hall, monkeypatch) -> None:
    bob = limited(hall.bob)
    monkeypatch.setattr(limits, "OLD_EDIT_RATE", (3, 600))
    new = Message.objects.get(id=say(hall.bob, hall.channel).id)
    assert edit(api, bob, new, "new").status_code == 200
    monkeypatch.setattr(limits, "OLD_EDIT_SECONDS", -1)
    answers = [edit(api, bob, new, f"old {n}") for n in range(4)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429]
    assert answers[3].json()["code"] == 30046
    assert 0 < answers[3].json()["retry_after"] <= 600
    new.refresh_from_db()
    assert new.content == "old 2"
    elsewhere = Message.objects.get(id=say(hall.bob, make_channel(hall.guild, "other")).id)
    assert edit(api, bob, elsewhere, "x").status_code == 200


def test_what_is_published_is_changed_three_times_an_hour(api, hall) -> None:
    news = make_channel(hall.guild, "news", type=ChannelType.GUILD_ANNOUNCEMENT)
    ada = limited(hall.ada)
    message = Message.objects.get(id=say(hall.ada, news).id)
    assert edit(api, ada, message, "draft").status_code == 200
    path = f"/channels/{news.id}/messages/{message.id}"
    assert api(ada).post(f"{path}/crosspost").status_code == 200
    answers = [edit(api, ada, message, str(n)) for n in range(4)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429]
    assert answers[3].json()["code"] == 20022


def test_nobody_opens_many_direct_channels_at_once(api, hall, monkeypatch) -> None:
    monkeypatch.setattr(limits, "OPENING_RATE", (2, 600))
    others = [make_member(hall.guild, f"other{n}") for n in range(3)]
    calls = api(limited(hall.bob))
    answers = [
        calls.post("/users/@me/channels", {"recipient_id": str(other.id)})
        for other in (others[0], others[1], others[0], others[2])
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 403]
    assert answers[3].json()["code"] == 40003
    group = calls.post("/users/@me/channels", {"recipients": []})
    assert group.json()["code"] == 40003
