"""Pages that are kept ready are as true as fresh ones."""

from __future__ import annotations

import pytest

from config.kernel import aio
from guilds.permissions import Permissions
from guilds.services.moderation import ban_member
from messaging.content.bodies import MessageChange
from messaging.selectors import history, recent
from messaging.services.deleting import bulk_delete_messages, delete_message
from messaging.services.editing import edit_message
from messaging.services.pins import pin_message, unpin_message
from messaging.services.reactions import (
    add_reaction,
    clear_emoji,
    clear_reactions,
    remove_reaction,
)
from tests.builders import deny, make_member
from tests.messaging.conftest import say


@pytest.fixture
def page(api, hall):
    """Return a reader of the channel's newest messages, having seen them already."""
    path = f"/channels/{hall.channel.id}/messages"

    def read(who):
        return api(who).get(path).json()

    for number in range(3):
        say(hall.bob, hall.channel, str(number))
    return read


def test_a_kept_page_is_served_without_reading_messages(hall, page, monkeypatch):
    first = page(hall.ada)

    async def fail(*args):
        raise AssertionError("read again")

    monkeypatch.setattr(recent, "read_as", fail)
    assert page(hall.bob) == page(hall.ada) == first


def changes(hall, ids):
    """Return everything that changes what the newest page shows, in a possible order."""
    ada, bob, channel = hall.ada, hall.bob, hall.channel.id
    carl = make_member(hall.guild, "carl")
    user = {"id": str(bob.id)}
    return {
        "send": lambda: say(ada, hall.channel, "new"),
        "edit": lambda: edit_message(bob, channel, ids[0], MessageChange(content="edited")),
        "hide": lambda: edit_message(ada, channel, ids[0], MessageChange(flags=4)),
        "react": lambda: aio.run(add_reaction(bob.id, channel, ids[0], "👍", user)),
        "join in": lambda: aio.run(add_reaction(ada.id, channel, ids[0], "👍", user)),
        "react otherwise": lambda: aio.run(add_reaction(ada.id, channel, ids[0], "🎉", user)),
        "take back": lambda: aio.run(remove_reaction(bob.id, channel, ids[0], "👍", bob.id)),
        "clear a kind": lambda: clear_emoji(ada, channel, ids[0], "🎉"),
        "clear": lambda: clear_reactions(ada, channel, ids[0]),
        "pin": lambda: pin_message(ada, channel, ids[1]),
        "unpin": lambda: unpin_message(ada, channel, ids[1]),
        "delete": lambda: delete_message(bob, channel, ids[0]),
        "write more": lambda: say(carl, hall.channel, "carl was here"),
        "delete many": lambda: bulk_delete_messages(ada, channel, ids[1:3]),
        "ban": lambda: ban_member(ada, hall.guild, carl.id, delete_message_seconds=60),
    }


def test_every_change_is_seen_at_once(hall, page):
    ids = [int(message["id"]) for message in page(hall.ada)]
    seen = page(hall.ada)
    for name, change in changes(hall, ids).items():
        change()
        for who in (hall.ada, hall.bob):
            shown = page(who)
            assert shown == page(who)
            assert shown == aio.run(history(who.id, hall.channel.id)), name
        assert page(hall.ada) != seen, name
        seen = page(hall.ada)


def test_a_kept_page_is_for_who_may_read_only(api, hall, page):
    assert len(page(hall.bob)) == 3
    deny(hall.channel, hall.bob, Permissions.READ_MESSAGE_HISTORY)
    assert page(hall.bob) == []
    assert len(page(hall.ada)) == 3
    deny(hall.channel, hall.bob, Permissions.VIEW_CHANNEL)
    assert page(hall.bob)["code"] == 50001


def test_the_store_of_pages_is_bounded(hall, page, monkeypatch):
    monkeypatch.setattr(recent, "KEPT_PAGES", 2)
    for limit in range(1, 6):
        aio.run(recent.recent_messages(hall.bob.id, hall.channel.id, limit))
    assert len(recent._pages) <= 2
