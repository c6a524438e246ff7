"""Voice sockets on several processes: one goes on where another process held it, or died."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from websockets.asyncio.client import connect as open_socket

from config.kernel import aio, log
from tests import builders
from tests.helpers import gateway as helpers
from tests.helpers.gateway import SocketClient
from tests.media_sfu.conftest import build_house
from tests.media_sfu.voice import Participant, running_worker


class Elsewhere:
    """What a participant opens voice sockets with, on a process of its choice."""

    def __init__(self, urls: list[str]) -> None:
        self.urls = [url.replace("http://", "ws://") for url in urls]

    async def voice(self, number: int) -> SocketClient:
        opened = await open_socket(self.urls[number] + "/voice?v=8", compression=None, proxy=None)
        return SocketClient(opened, "")


@pytest.mark.instance(processes=2)
async def test_any_process_goes_on_with_a_session_and_a_dead_one_is_replaced(instance):
    house = await sync_to_async(build_house)()
    sockets = Elsewhere(instance.urls)
    async with running_worker() as worker:
        main = await helpers.connect(instance.gateway_urls[0])
        token = await sync_to_async(builders.token_of)(house.bob)
        await main.identify(token)
        bob = Participant(None, house.bob, main)
        await bob.join(house.lounge)
        assert "ws://" + bob.server["endpoint"] == sockets.urls[0]

        bob.voice = await sockets.voice(0)
        await bob.expect(8)
        await bob.voice.send(0, bob.credentials())
        await bob.expect(2)
        first, heard = bob.voice, bob.seq
        # The first socket may not even have been missed yet.
        bob.voice = await sockets.voice(1)
        await bob.expect(8)
        await bob.voice.send(7, bob.credentials(seq_ack=heard - 1))
        assert (await bob.next())["op"] == 2, "what was not acknowledged is told again"
        assert (await bob.next())["op"] == 9
        assert await first.expect_close() == 4006

        await sync_to_async(instance.kill)(1)
        bob.voice = await sockets.voice(0)
        await bob.voice.send(7, bob.credentials(seq_ack=heard))
        assert await bob.expect_close() == 4006, "nobody knows of it any more"
        bob.voice = await sockets.voice(0)
        await bob.expect(8)
        await bob.voice.send(0, bob.credentials())
        ready = await bob.expect(2)
        [peer] = worker.media.stats()["rooms"][str(house.lounge.id)].values()
        assert peer["ssrc"] == ready["ssrc"]
        await bob.voice.close()
        await main.close()
    await sync_to_async(connections.close_all)()
    await log.close()
    await aio.close()
