"""A real coturn, set up as `deploy/turnserver.conf` says, between a browser and a worker."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aioice import stun, turn
from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection
from aiortc.rtcconfiguration import RTCIceTransportPolicy

from config.embedded.ports import free_port
from config.settings.environment import BASE_DIR
from media_sfu.ice_servers import turn_password
from tests import builders
from tests.media_sfu.worker.browser import Browser, Tone, make_browser
from tests.media_sfu.worker.house import House, until

SECRET = "between us and coturn"
START_SECONDS = 20
# What of the configuration is another machine's: its certificate, its address, where it logs.
ELSEWHERE = re.compile(r"^(cert|pkey|tls-listening-port|syslog)\b.*\n", re.MULTILINE)


@pytest.fixture
def coturn(tmp_path: Path) -> Iterator[int]:
    """Run one on loopback that relays to loopback only; return its port."""
    found = shutil.which("turnserver")
    assert found, "the tests need coturn: `make test` installs it as root, else do it yourself"
    port = free_port()
    written = (BASE_DIR / "deploy" / "turnserver.conf").read_text()
    changed = ELSEWHERE.sub("", written)
    for before, after in (
        ("listening-port=3478", f"listening-port={port}"),
        ("static-auth-secret=CHANGE-ME", f"static-auth-secret={SECRET}"),
        ("allowed-peer-ip=203.0.113.4", "allowed-peer-ip=127.0.0.1"),
    ):
        assert before in changed
        changed = changed.replace(before, after)
    # Loopback is no place to relay to but in tests.
    changed += (
        "listening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nallow-loopback-peers\nno-tls\nno-dtls\n"
        f"log-file=stdout\nsimple-log\npidfile={tmp_path}/pid\nuserdb={tmp_path}/db\n"
    )
    file = tmp_path / "turnserver.conf"
    file.write_text(changed)
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([found, "-c", str(file)], stdout=log, stderr=log, cwd=tmp_path)
    try:
        wait_for(server, port, tmp_path / "log")
        yield port
    finally:
        server.terminate()
        server.wait()


def wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    made = House()
    await made.open()
    yield made
    await made.close()


@pytest.fixture
def given(api: Any, settings: Any, coturn: int) -> dict[str, Any]:
    """Return what somebody's browser is handed out for its connections."""
    ways = [f"turn:127.0.0.1:{coturn}?transport={transport}" for transport in ("udp", "tcp")]
    settings.TURN_URLS, settings.TURN_SECRET = ways, SECRET
    (server,) = api(builders.make_user("ada")).get("/voice/ice-servers").json()["ice_servers"]
    return dict(server)


async def allocate(port: int, username: str, password: str) -> turn.TurnTransport:
    transport, _ = await turn.create_turn_endpoint(
        asyncio.DatagramProtocol, ("127.0.0.1", port), username, password
    )
    return transport


async def refusal(make: Callable[[], Any]) -> int:
    with pytest.raises(stun.TransactionFailed) as refused:
        await make()
    code: int = refused.value.response.attributes["ERROR-CODE"][0]
    return code


@pytest.mark.parametrize("way", [0, 1], ids=["udp", "tcp"])
async def test_who_gets_through_by_the_relay_alone_is_heard_and_hears(given, house, way):
    server = RTCIceServer(**given | {"urls": given["urls"][way]})
    relayed = RTCConfiguration([server], iceTransportPolicy=RTCIceTransportPolicy.RELAY)
    ada, bob = await make_browser(house), await make_browser(house)
    await relay(ada, relayed)
    await ada.publish(Tone(440))
    await bob.publish(Tone(880))
    await ada.watch()
    await bob.watch()
    await until(lambda: bob.hears(ada.ssrc, 440), "ada is heard")
    await until(lambda: ada.hears(bob.ssrc, 880), "ada hears")


async def relay(browser: Browser, configuration: RTCConfiguration) -> None:
    """Let somebody's connections begin anew, with no way but the relay's."""
    await browser.pc.close()
    await browser.viewer.close()
    browser.pc = RTCPeerConnection(configuration)
    browser.viewer = RTCPeerConnection(configuration)


async def test_the_relay_refuses_wrong_and_old_credentials_and_leads_nowhere_else(given, coturn):
    name, password = given["username"], given["credential"]
    way = await allocate(coturn, name, password)
    protocol: Any = way._TurnTransport__inner_protocol
    await protocol.channel_bind(0x4000, ("127.0.0.1", 9))
    assert await refusal(lambda: protocol.channel_bind(0x4001, ("192.0.2.9", 9))) == 403
    way.close()

    old = f"{int(time.time()) - 10}:1"
    for username, credential in (
        (name, "guessed"),
        (name + "0", password),
        (old, turn_password(old)),
    ):
        assert await refusal(lambda u=username, c=credential: allocate(coturn, u, c)) == 401
