"""Who may call what: every operation, called by everybody, with what is there and what is not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

import orjson
import pytest
import redis
from django.conf import settings

from accounts.models import User
from config.kernel import aio, ratelimits
from config.kernel.views import JSON
from config.openapi.routes import routes
from guilds.permissions import Permissions
from tests.helpers.api import credentials_header
from tests.helpers.openapi import is_described, validator
from tests.who_may import accounts, channels, commands, events, guilds, messages, webhooks
from tests.who_may.rows import ACTORS, OPEN, Row
from tests.who_may.world import Place, World

# Each is tried in a world of its own, which takes some seconds to make.
PARTS: dict[str, list[Row]] = {
    "accounts": accounts.ROWS,
    "guilds": guilds.ROWS,
    "channels": channels.ROWS,
    "messages": messages.ROWS,
    "webhooks and commands": [*webhooks.ROWS, *commands.ROWS],
    "events": events.ROWS,
}
ROWS = [row for rows in PARTS.values() for row in rows]


@dataclass
class Answer:
    status: int
    data: Any  # where it is JSON


def test_every_operation_has_a_row():
    served = {(route.method, route.path) for route in routes()}
    written = {(row.method, row.path) for row in ROWS}
    assert sorted(served - written) == [], "add rows to the tables in tests/who_may"
    assert sorted(written - served) == [], "the tables name operations that are not there"


@pytest.mark.parametrize("part", PARTS)
def test_everybody_may_what_they_may_and_nothing_else(api, part):
    rows = PARTS[part]
    world = World()
    lift_limits()
    world.lose({kind for row in rows for kind in row.kinds} - {"token", "emoji_text"})
    wrong = []
    for row in rows:
        for variant in row.tried():
            for actor in ACTORS:
                wanted = row.expected(actor, variant, world.everyone)
                if wanted is None:
                    continue
                if row.needs == OPEN or actor == "anonymous":
                    lift_limits()
                try:
                    path, place = address(world, row, variant, is_allowed=wanted == row.ok)
                except AssertionError as error:  # what a surprise before left behind
                    wrong.append(f"{row.method} {row.path} ({variant}) by {actor}: {error}")
                    continue
                body = row.body(place) if callable(row.body) else row.body
                needs = row.needs if isinstance(row.needs, Permissions) else None
                headers = headers_of(world.person(actor, needs))
                answer = aio.run(call(row.method, path + row.query, body, headers))
                got = outcome(answer)
                if got != wanted:
                    wrong.append(
                        f"{row.method} {row.path} ({variant}) by {actor}: {got}, not {wanted}"
                        f" {str(answer.data)[:300]}"
                    )
                else:
                    wrong += undocumented(row, path, answer)
    assert not wrong, "\n".join([f"{len(wrong)} surprises", *wrong])


def lift_limits() -> None:
    """Let those who are not signed in, or use one webhook, ask as often as the table needs."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        if keys := client.keys(f"{ratelimits.PREFIX}*"):
            client.delete(*keys)


@cache
def headers_of(who: User | str | None) -> dict[str, str]:
    return credentials_header(who)


def undocumented(row: Row, path: str, answer: Answer) -> list[str]:
    """Return where an answer has not the published form of the operation, if there is one."""
    checker = validator()
    where = f"/api/v10{path}"
    if checker is None or answer.data is None or not is_described(row.method, where):
        return []
    problems = checker.validate(row.method, where, answer.status, answer.data)
    return [
        f"{row.method} {row.path}: {problem.at}: {problem.message}"
        for problem in checker.errors(problems)
        if problem.kind != "operation"
    ]


def address(world: World, row: Row, variant: str, *, is_allowed: bool) -> tuple[str, Place]:
    """Return the path that a variant of an operation has, and where its parent is."""
    place = world.foreign if variant == "foreign" else world.home
    values: dict[str, str] = {}
    for number, (name, kind) in enumerate(zip(row.names, row.kinds, strict=True)):
        is_last = number == len(row.names) - 1
        source = place
        if is_last and variant == "deleted":
            source = world.gone
        elif is_last and variant == "wrong parent":
            source = world.foreign
        if variant == "deleted" and row.kinds[number:] == ["webhook", "token"]:
            source = world.gone
        if kind == "token":
            webhook_id = values["webhook_id"]
            source = next(one for one in (place, world.gone) if webhook_id in one.tokens)
            values[name] = (
                "wrong" if is_last and variant == "wrong parent" else source.tokens[webhook_id]
            )
        elif variant == "hidden" and kind == "channel":
            values[name] = place.thing("hidden")
        elif kind == row.fresh and is_allowed and source is place:
            values[name] = place.make(kind)
        elif kind == "emoji_text":
            values[name] = "%F0%9F%8E%89" if source is place else "%F0%9F%A5%9E"
        else:
            values[name] = source.thing(kind)
    return row.path.format(**values), place


async def call(method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
    """Call the application without what a client library would add: there are thousands."""
    from config.asgi import application

    content = b"" if body is None else orjson.dumps(body)
    given = {"host": "testserver", "content-type": "application/json", **headers}
    given["content-length"] = str(len(content))
    address, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "scheme": "http",
        "path": unquote(f"/api/v10{address}"),
        "raw_path": f"/api/v10{address}".encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }
    asked = [{"type": "http.request", "body": content}]
    sent: list[Any] = []

    async def receive() -> Any:
        return asked.pop() if asked else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    await application(scope, receive, send)
    fields = {name.lower(): value for name, value in sent[0]["headers"]}
    kind = fields.get(b"content-type", b"").decode()
    data = b"".join(part.get("body", b"") for part in sent[1:])
    return Answer(sent[0]["status"], orjson.loads(data) if kind == JSON and data else None)


def outcome(answer: Answer) -> int:
    """Return the status of a success, the code of a refusal."""
    if answer.status < 400:
        return answer.status
    return (answer.data or {}).get("code") or answer.status
