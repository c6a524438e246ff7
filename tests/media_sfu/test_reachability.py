"""What `manage.py doctor` says of the media workers' UDP ports."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from config.kernel import log
from config.settings.environment import outward_address
from media_sfu.reachability import Unreachable, examine
from media_sfu.serving import WorkerProcess
from tests.media_sfu.voice import running_worker


@pytest.fixture
async def redis_of_the_loop() -> AsyncIterator[None]:
    yield
    await log.close()


pytestmark = pytest.mark.usefixtures("redis_of_the_loop")


async def looked_at() -> str:
    return await asyncio.to_thread(examine)


async def test_a_worker_that_answers_everywhere_is_well_and_strangers_get_no_answer(settings):
    async with running_worker() as worker:
        assert (
            await looked_at()
            == f"UDP port {worker.media.port}, answered by all addresses that clients are told"
        )
        settings.IS_LOOPBACK = False
        with pytest.raises(Unreachable, match="set SFU_EXTERNAL_IP"):
            await looked_at()
        settings.SECRET_KEY = "of another instance"
        with pytest.raises(Unreachable, match=r"own UDP port \d+ \(127\.0\.0\.1\)"):
            await looked_at()
        assert not worker.media.pump.counters.faults


async def test_an_address_from_which_nothing_comes_back_is_named():
    told = ["127.0.0.1", "127.0.0.9"]
    worker = WorkerProcess(host="127.0.0.1", port=0, external_ips=told)
    await worker.start()
    try:
        assert "nothing came back from 127.0.0.9" in await looked_at()
        worker.media.external_ips = [outward_address()]  # ours, but it does not listen there
        await worker._beat()
        with pytest.raises(Unreachable, match="SFU_HOST does not listen there"):
            await looked_at()
    finally:
        await worker.close()


async def test_without_a_worker_it_is_said_whether_the_port_is_taken(settings):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        settings.SFU_HOST, settings.SFU_UDP_PORT = other.getsockname()
        with pytest.raises(Unreachable, match="another program has it"):
            await looked_at()
    with pytest.raises(Unreachable, match=r"is free \(is `make run` running\?\)"):
        await looked_at()
