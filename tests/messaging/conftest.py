"""A guild with a text channel, and people who talk in it."""

from __future__ import annotations

from types import SimpleNamespace

import orjson
import pytest

from config.kernel import aio
from guilds.services.guilds import update_guild
from messaging.content.bodies import NewMessage
from messaging.services.sending import send_message
from tests.builders import make_bot, make_guild, make_member, make_user, text_channel
from tests.helpers.openapi import assert_documented, is_described


@pytest.fixture
def hall(transactional_db):
    """Return a guild of ada's with bob in it: ``.guild .channel .ada .bob``."""
    ada = make_user("ada")
    guild = make_guild(ada)
    guild = update_guild(ada, guild, {"system_channel_flags": 1})  # no notices of joins
    bob = make_member(guild, "bob")
    return SimpleNamespace(guild=guild, channel=text_channel(guild), ada=ada, bob=bob)


@pytest.fixture
def bot(hall):
    """Return a bot with a seat in the hall."""
    return make_member(hall.guild, make_bot(owner=hall.ada), permissions=8)


@pytest.fixture
def call(api):
    """Return a caller, `call(user, "GET", path)`, that checks that answers are as documented."""

    def call(who, method, path, json=None, **options):
        answer = api(who).request(method, path, json, **options)
        body = answer.json() if answer.content else None
        if is_described(method, path):
            assert_documented(method, path.partition("?")[0], answer.status_code, body)
        return answer

    return call


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def say(author, channel, content="hello", **more):
    """Send a message; returns what the sender was answered."""
    options = {key: more.pop(key) for key in ("files", "sent_at") if key in more}
    message = NewMessage(content=content, **more)
    return aio.run(send_message(author, channel.id, message, **options))


@pytest.fixture
def log(transactional_db):
    """Return what was published since, as (name, data, topic) in the order of the log."""
    import redis
    from django.conf import settings

    from config.kernel import log as event_log

    def read(*names):
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            found = []
            for key in client.scan_iter(match=f"{event_log.prefix()}:stream:*"):
                topic = key.decode().split(":", 3)[-1]
                for position, fields in client.xrange(key):
                    header, _, data = fields[b"e"].partition(b"\n")
                    name = orjson.loads(header)[1]
                    if not names or name in names:
                        found.append(
                            (int(position.split(b"-")[0]), name, orjson.loads(data), topic)
                        )
        return [entry[1:] for entry in sorted(found, key=lambda entry: entry[0])]

    return read
