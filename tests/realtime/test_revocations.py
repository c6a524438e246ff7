"""What is taken away is gone at once, while messages flow: the heart of the gateway."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from asgiref.sync import sync_to_async

from accounts.services.sessions import revoke_all_sessions, revoke_session
from accounts.services.users import disable_user
from guilds.permissions import Permissions
from guilds.services import (
    ban_member,
    delete_overwrite,
    delete_role,
    kick_member,
    leave_guild,
    remove_member_role,
    update_role,
)
from messaging.content.bodies import NewMessage
from messaging.services.sending import send_message
from tests import builders
from tests.helpers.gateway import GatewayClosed

SENDERS = 3
ENOUGH = 25


class Stage:
    """A guild with a secret channel that bob sees by a role, and ada who writes in it."""

    def __init__(self) -> None:
        self.ada = builders.make_user("ada")
        self.guild = builders.make_guild(self.ada)
        self.secret = builders.make_channel(self.guild, "secret")
        self.role = builders.make_role(self.guild, "insider")
        builders.deny(self.secret, self.guild, Permissions.VIEW_CHANNEL)
        builders.allow(self.secret, self.role, Permissions.VIEW_CHANNEL)
        self.bob = builders.make_member(self.guild, "bob", roles=[self.role])


def public_id(stage: Stage) -> str:
    return str(stage.bob.sessions.get().public_id)


def leave(stage: Stage) -> None:
    leave_guild(stage.bob, stage.guild)


REVOCATIONS = {
    "kick": lambda s: kick_member(s.ada, s.guild, s.bob.id),
    "ban": lambda s: ban_member(s.ada, s.guild, s.bob.id),
    "leaving": leave,
    "role taken": lambda s: remove_member_role(s.ada, s.guild, s.bob.id, s.role.id),
    "role deleted": lambda s: delete_role(s.ada, s.role),
    "overwrite deleted": lambda s: delete_overwrite(s.ada, s.secret, s.role.id),
    "overwrite turned": lambda s: builders.deny(s.secret, s.role, Permissions.VIEW_CHANNEL),
    "member denied": lambda s: builders.deny(s.secret, s.bob, Permissions.VIEW_CHANNEL),
    "session revoked": lambda s: revoke_session(s.bob.id, public_id(s)),
    "all sessions revoked": lambda s: revoke_all_sessions(s.bob.id),
    "account disabled": lambda s: disable_user(s.bob),
}
ENDING = {"session revoked", "all sessions revoked", "account disabled"}
OUT_OF_GUILD = {"kick", "ban", "leaving"}


class Flow:
    """Messages, as fast as they go; each says whether the revocation had been answered."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.phase = "before"
        self._tasks = [asyncio.create_task(self._write(n)) for n in range(SENDERS)]

    async def _write(self, sender: int) -> None:
        number = 0
        while True:
            number += 1
            text = f"{self.phase} {sender} {number}"
            await send_message(self.stage.ada, self.stage.secret.id, NewMessage(content=text))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def hear_until(client, phase: str, count: int) -> None:
    heard = 0
    while heard < count:
        message = await client.next("MESSAGE_CREATE")
        heard += message["content"].startswith(phase)


@pytest.mark.parametrize("kind", REVOCATIONS)
@pytest.mark.parametrize("intents", [None, 1 | 1 << 9 | 1 << 15])
async def test_nothing_written_after_a_revocation_was_answered_is_heard(gateway, kind, intents):
    stage = await sync_to_async(Stage)()
    witness = await gateway.identified(stage.ada)
    victim = await gateway.identified(stage.bob, intents=intents)
    flow = Flow(stage)
    try:
        await hear_until(victim, "before", ENOUGH)  # bob could hear it

        await sync_to_async(REVOCATIONS[kind])(stage)
        flow.phase = "after"

        await hear_until(witness, "after", ENOUGH)
    finally:
        await flow.stop()
    if kind in ENDING:
        assert await victim.expect_close() == 4004
    else:
        await victim.ping()
    texts = [m["d"]["content"] for m in victim.heard if m["t"] == "MESSAGE_CREATE"]
    assert not [text for text in texts if text.startswith("after")]
    if kind in OUT_OF_GUILD:
        assert "GUILD_DELETE" in victim.names()
    elif kind not in ENDING:
        assert victim.names().count("CHANNEL_DELETE") == 1
    await expect_hidden(gateway, stage, kind)


async def expect_hidden(gateway, stage: Stage, kind: str) -> None:
    """Check that a fresh session is told the same as the old one was."""
    if kind in ENDING:
        return
    fresh = await gateway.identified(stage.bob)
    assert str(stage.secret.id) not in str(fresh.ready)


async def test_a_role_without_the_permission_hides_every_channel_of_the_guild(gateway):
    stage = await sync_to_async(Stage)()
    open_channel = await sync_to_async(builders.text_channel)(stage.guild)
    victim = await gateway.identified(stage.bob)
    everyone = await stage.guild.roles.aget(id=stage.guild.id)

    await sync_to_async(update_role)(stage.ada, everyone, {"permissions": 0})
    await send_message(stage.ada, open_channel.id, NewMessage(content="secret now"))
    await send_message(stage.ada, stage.secret.id, NewMessage(content="by the role"))

    assert (await victim.next("MESSAGE_CREATE"))["content"] == "by the role"
    deleted = [m["d"]["id"] for m in victim.heard if m["t"] == "CHANNEL_DELETE"]
    assert str(open_channel.id) in deleted
    assert str(stage.secret.id) not in deleted


async def test_a_session_that_was_revoked_cannot_be_resumed(gateway):
    stage = await sync_to_async(Stage)()
    victim = await gateway.identified(stage.bob)
    await victim.close(1006)
    await sync_to_async(revoke_all_sessions)(stage.bob.id)
    again = gateway.connect()
    await again.resume(victim.token, victim.session_id, victim.seq)
    assert await again.expect_close() == 4004


@pytest.mark.parametrize(
    "kind", ["kick", "role taken", "role deleted", "overwrite turned", "member denied"]
)
async def test_what_was_lost_while_away_is_not_replayed(gateway, kind):
    stage = await sync_to_async(Stage)()
    victim = await gateway.identified(stage.bob)
    await send_message(stage.ada, stage.secret.id, NewMessage(content="heard"))
    await victim.next("MESSAGE_CREATE")
    await victim.close(1006)
    await send_message(stage.ada, stage.secret.id, NewMessage(content="missed"))
    await sync_to_async(REVOCATIONS[kind])(stage)
    await send_message(stage.ada, stage.secret.id, NewMessage(content="not for bob"))

    again = gateway.connect()
    await again.resume(victim.token, victim.session_id, victim.seq)

    assert await again.expect_op(9) is False
    assert "not for bob" not in str(again.heard)


async def test_a_revocation_of_one_session_leaves_the_others(gateway):
    stage = await sync_to_async(Stage)()
    first = await gateway.identified(stage.bob)
    second = await gateway.identified(stage.bob)
    ids = [s.public_id async for s in stage.bob.sessions.order_by("expire_date")]
    await sync_to_async(revoke_session)(stage.bob.id, ids[0])
    codes = []
    for client in (first, second):
        try:
            await client.ping()
        except GatewayClosed as error:
            codes.append(error.code)
    assert codes == [4004]
