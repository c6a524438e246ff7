"""Whatever is sent to the API, it answers as it says it does, and never with a 500.

Inputs are made from the API's own description: right ones and broken ones, sent by nobody, by the
owner of a guild and by a bot that may do everything in it. `make fuzz` sends many more.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from copy import deepcopy
from itertools import count
from typing import Any

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import User
from config.kernel import aio
from config.openapi.document import document
from guilds.models import Channel, Guild, Member
from guilds.permissions import Permissions
from guilds.services.invites import create_invite
from guilds.services.webhooks import create_webhook
from messaging.models import Message
from tests.builders import (
    authorization,
    make_bot,
    make_guild,
    make_member,
    make_role,
    make_user,
    text_channel,
)
from tests.helpers.api import Api

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "2"))
ONLY = os.environ.get("FUZZ_ONLY", "")
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
BASE = "http://testserver/api/v10"
QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=EXAMPLES <= 2,
)


class World:
    """A guild with some of everything; made anew when what was sent has destroyed it."""

    def __init__(self) -> None:
        self.round = count()
        self.build()

    def build(self) -> None:
        number = next(self.round)
        self.owner = make_user(f"owner{number}")
        self.guild = make_guild(self.owner)
        self.bot = make_bot(f"helper{number}", owner=self.owner)
        role = make_role(self.guild, permissions=Permissions.ADMINISTRATOR)
        make_member(self.guild, self.bot, roles=[role])
        member = make_member(self.guild, f"member{number}")
        channel = text_channel(self.guild)
        sent = Api(self.owner).post(f"/channels/{channel.id}/messages", {"content": "hello"})
        webhook = create_webhook(self.owner, channel, name="hook")
        self.values: dict[str, Any] = {
            "guild_id": self.guild.id,
            "channel_id": channel.id,
            "message_id": int(sent.json()["id"]),
            "user_id": member.id,
            "role_id": role.id,
            "overwrite_id": role.id,
            "application_id": self.bot.id,
            "webhook_id": webhook.id,
            "token": webhook.token,
            "code": create_invite(self.owner, channel).code,
            "emoji": "👍",
        }

    def stands(self) -> bool:
        return (
            Guild.objects.filter(id=self.guild.id, owner=self.owner).exists()
            and Channel.objects.filter(id=self.values["channel_id"]).exists()
            and Message.objects.filter(id=self.values["message_id"]).exists()
            and Member.objects.filter(guild=self.guild).count() >= 3
            and User.objects.filter(id__in=(self.owner.id, self.bot.id), is_active=True).count()
            == 2
        )

    def callers(self) -> Iterator[tuple[str, dict[str, str]]]:
        yield "nobody", {}
        yield "the owner", {"Authorization": authorization(self.owner)}
        yield "a bot", {"Authorization": authorization(self.bot)}


def described() -> dict[str, Any]:
    """Return the description without its security: who sends is ours to say."""
    whole = deepcopy(document())
    for methods in whole["paths"].values():
        for operation in methods.values():
            operation["security"] = []
    return whole


addresses = count(1)


async def send(kwargs: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
    from config.asgi import application

    prepared = requests.Request(**{**kwargs, "cookies": None}).prepare()
    assert prepared.body is None or isinstance(prepared.body, bytes | str)
    number = next(addresses)
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    transport = httpx.ASGITransport(
        app=application, client=(address, 1), raise_app_exceptions=False
    )
    async with httpx.AsyncClient(transport=transport) as client:
        return await client.request(
            str(prepared.method),
            str(prepared.url),
            headers={**{name: str(value) for name, value in prepared.headers.items()}, **headers},
            content=prepared.body,
        )


def test_no_input_breaks_the_api_or_its_description(transactional_db: None) -> None:
    load_all_checks()
    world = World()
    problems: dict[str, str] = {}

    def judge(case: Any) -> None:
        if not world.stands():
            world.build()
        kwargs = case.as_transport_kwargs(base_url=BASE)
        for who, headers in world.callers():
            answer = aio.run(send(kwargs, headers))
            try:
                case.validate_response(answer, checks=CHECKS)
            except FailureGroup as failures:
                text = "; ".join(str(failure) for failure in failures.exceptions)
                what = f"{case.operation.label} by {who}: {answer.status_code}"
                problems.setdefault(
                    what, f"{kwargs.get('json', kwargs.get('params'))}: {text[:900]}"
                )

    for number, found in enumerate(
        schemathesis.openapi.from_dict(described()).get_all_operations()
    ):
        assert isinstance(found, Ok), found
        operation = found.ok()
        if ONLY not in operation.label:
            continue
        modes = list(GenerationMode) if EXAMPLES > 2 else [list(GenerationMode)[number % 2]]
        for mode in modes:
            known = {}
            if mode is GenerationMode.POSITIVE:
                names = [parameter.name for parameter in operation.path_parameters]
                known = {name: str(world.values[name]) for name in names if name in world.values}
            cases = operation.as_strategy(generation_mode=mode, path_parameters=known)
            try:
                QUIET(seed(number)(given(cases)(judge)))()
            except Unsatisfiable:
                continue  # there is nothing that could be broken in it

    assert not problems, "\n\n".join(f"{what}\n{why}" for what, why in problems.items())
