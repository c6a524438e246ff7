"""DTLS with browsers: aiortc's transport over our socket, always as the server.

Hooks into aiortc that are private, each with a contract test: the constructor's duck-typed
transport (`_recv`, `_send`, `role`, `state`), `_set_role`, `_setup_srtp`, `_ssl` and
`_srtp_profiles`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final

from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_PROFILES,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)

from media_sfu.worker.srtp import Context

logger = logging.getLogger(__name__)

LABEL: Final = b"EXTRACTOR-dtls_srtp"
MOST_WAITING: Final = 32  # datagrams of a handshake; more than that is no handshake
HANDSHAKE_SECONDS: Final = 30.0


class Wire:
    """What RTCDtlsTransport takes for its ICE transport."""

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(MOST_WAITING)
        self._out = send
        self._closed = False

    def feed(self, data: bytes) -> None:
        if not self._queue.full():
            self._queue.put_nowait(data)

    async def _recv(self) -> bytes:
        data = None if self._closed else await self._queue.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        if self._closed:
            raise ConnectionError
        self._out(data)

    def close(self) -> None:
        self._closed = True
        if self._queue.empty():
            self._queue.put_nowait(None)


class _Transport(RTCDtlsTransport):
    """Hands out the SRTP keys instead of making sessions of its own."""

    contexts: tuple[Context, Context] | None = None

    def _setup_srtp(self) -> None:
        ssl: Any = self._ssl
        chosen = ssl.get_selected_srtp_profile()
        profile = next((one for one in self._srtp_profiles if one.openssl_profile == chosen), None)
        if profile is None:
            return
        size = 2 * (profile.key_length + profile.salt_length)
        material = ssl.export_keying_material(LABEL, size)
        theirs, ours = (profile.get_key_and_salt(material, index) for index in (0, 1))
        self.contexts = (
            Context(theirs, profile.libsrtp_profile, inbound=True),
            Context(ours, profile.libsrtp_profile, inbound=False),
        )


class ServerDtls:
    """One handshake, and what the connection says afterwards.

    ``on_keys`` is called with the contexts in and out when the browser has proven to have the
    certificate of its description, ``on_end`` when the connection ended or was never made.
    """

    def __init__(
        self,
        certificate: RTCCertificate,
        fingerprints: list[tuple[str, str]],
        *,
        send: Callable[[bytes], None],
        on_keys: Callable[[Context, Context], None],
        on_end: Callable[[], None],
    ) -> None:
        self._wire = Wire(send)
        self._on_keys = on_keys
        self._on_end = on_end
        self._remote = RTCDtlsParameters(
            [RTCDtlsFingerprint(algorithm, value) for algorithm, value in fingerprints]
        )
        transport: Any = self._wire
        self._transport = _Transport(transport, [certificate])
        # The shorter key is the faster one, and the browsers' own choice.
        self._transport._srtp_profiles = sorted(  # noqa: SLF001
            SRTP_PROFILES, key=lambda profile: profile is not SRTP_AEAD_AES_128_GCM
        )
        self._transport._set_role("server")  # noqa: SLF001
        self._task = asyncio.create_task(self._run())

    def feed(self, data: bytes) -> None:
        self._wire.feed(data)

    async def _run(self) -> None:
        transport = self._transport
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                await transport.start(self._remote)
        except Exception:
            logger.debug("A handshake failed", exc_info=True)
            self._on_end()
            return
        if transport.state != "connected" or transport.contexts is None:
            self._on_end()
            return
        transport.on("statechange", self._changed)
        self._on_keys(*transport.contexts)

    def _changed(self) -> None:
        if self._transport.state in {"closed", "failed"}:
            self._on_end()

    async def close(self) -> None:
        """Say goodbye and end. ``on_end`` is not called."""
        self._transport.remove_all_listeners()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._transport.stop()
        self._wire.close()
