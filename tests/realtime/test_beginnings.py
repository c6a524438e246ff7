"""How a session of a bot begins: each dispatch has a number of its own."""

from __future__ import annotations

import pytest

from guilds.services.bots import add_bot

pytestmark = pytest.mark.asyncio


@pytest.fixture
async def begun(gateway, make):
    """Return a bot's client that has heard of all its three guilds."""
    from asgiref.sync import sync_to_async

    ada = await make.make_user("ada")
    application = await make.make_application("helper", owner=ada)
    for name in ("one", "two", "three"):
        guild = await make.make_guild(ada, name)
        await sync_to_async(add_bot)(ada, guild, application, 0)
    client = await gateway.identified(application.bot, intents=1)
    for _ in range(3):
        await client.next("GUILD_CREATE")
    return client


async def test_ready_and_each_guild_have_numbers_that_rise(begun):
    assert begun.names()[:4] == ["READY", *["GUILD_CREATE"] * 3]
    numbers = [message["s"] for message in begun.heard[:4]]
    assert numbers == list(range(numbers[0], numbers[0] + 4))


async def test_who_has_not_heard_of_all_guilds_cannot_resume(gateway, begun):
    await begun.close(1006)
    again = gateway.connect()
    await again.resume(begun.token, begun.session_id, begun.heard[2]["s"])
    assert await again.expect_op(9) is False


async def test_who_has_heard_of_all_guilds_can_resume(gateway, begun):
    await begun.close(1006)
    again = gateway.connect()
    await again.resume(begun.token, begun.session_id, begun.heard[3]["s"])
    assert await again.next("RESUMED") == {"_trace": []}
