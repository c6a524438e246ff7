"""A client of the ``udp`` voice protocol with a real socket, written from its documentation."""

from __future__ import annotations

import asyncio
import socket
import struct
from dataclasses import dataclass
from typing import Any

import nacl.secret
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.exceptions import CryptoError

from media_sfu.worker import discovery
from tests.media_sfu.worker.house import House

AES = "aead_aes256_gcm_rtpsize"
XCHACHA = "aead_xchacha20_poly1305_rtpsize"


@dataclass(frozen=True)
class Heard:
    ssrc: int
    sequence: int
    timestamp: int
    payload: bytes


class Bot:
    def __init__(self, house: House, joined: dict[str, Any], mode: str) -> None:
        self.house = house
        self.who = joined["who"]
        self.user_id = joined["body"]["user_id"]
        self.ssrc: int = joined["ssrc"]
        self.mode = mode
        self.server = tuple(joined["addresses"][0])
        self.key = b""
        self.sequence = 7
        self.nonce = 0
        self.raw: list[bytes] = []
        self.open_socket()

    def open_socket(self) -> None:
        family = socket.AF_INET6 if ":" in self.server[0] else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        asyncio.get_running_loop().add_reader(self.socket, self._arrived)

    async def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self.socket)
        self.socket.close()

    async def change_network(self) -> None:
        await self.close()
        self.open_socket()

    def _arrived(self) -> None:
        self.raw.append(self.socket.recv(4096))

    def send_raw(self, data: bytes) -> None:
        self.socket.sendto(data, self.server)

    async def discover(self) -> tuple[int, str, int]:
        self.send_raw(discovery.request(self.ssrc))
        for _ in range(500):
            if answers := [data for data in self.raw if len(data) == discovery.LENGTH]:
                self.raw.remove(answers[0])
                return discovery.read_response(answers[0])
            await asyncio.sleep(0.01)
        raise AssertionError("no answer to IP discovery")

    async def select(self, address: str = "", port: int = 0) -> dict[str, Any]:
        if not address:
            _, address, port = await self.discover()
        body = {**self.who, "mode": self.mode, "address": address, "port": port}
        answer = await self.house.worker.handle("udp_select", body)
        self.key = bytes(answer["secret_key"])
        return answer

    def packet(self, payload: bytes, **fields: Any) -> bytes:
        """Return the next packet, sealed; with a header extension when ``extension`` is given."""
        extension: bytes = fields.get("extension", b"")
        self.sequence = (self.sequence + 1) & 0xFFFF
        header = struct.pack(
            "!BBHII",
            0x90 if extension else 0x80,
            fields.get("payload_type", 120),
            self.sequence,
            (self.sequence * 960) & 0xFFFFFFFF,
            fields.get("ssrc", self.ssrc),
        )
        if extension:
            header += struct.pack("!HH", 0xBEDE, len(extension) // 4)
        counter = struct.pack("!I", self.nonce)
        self.nonce += 1
        return header + self._seal(counter, extension + payload, header) + counter

    def _seal(self, counter: bytes, plain: bytes, header: bytes) -> bytes:
        if self.mode == AES:
            return AESGCM(self.key).encrypt(counter + bytes(8), plain, header)
        box = nacl.secret.Aead(self.key)
        return bytes(box.encrypt(plain, header, counter + bytes(20)).ciphertext)

    def say(self, payload: bytes, **fields: Any) -> bytes:
        packet = self.packet(payload, **fields)
        self.send_raw(packet)
        return packet

    def heard(self) -> list[Heard]:
        """Return what arrived and opens with our key."""
        found = []
        for data in self.raw:
            if len(data) < 32 or data[0] >> 6 != 2:
                continue
            _, kind, sequence, timestamp, ssrc = struct.unpack_from("!BBHII", data)
            assert kind & 0x7F == 120
            try:
                plain = self._open(data[-4:], data[12:-4], data[:12])
            except (InvalidTag, CryptoError):
                continue
            found.append(Heard(ssrc, sequence, timestamp, plain))
        return found

    def _open(self, counter: bytes, sealed: bytes, header: bytes) -> bytes:
        if self.mode == AES:
            return AESGCM(self.key).decrypt(counter + bytes(8), sealed, header)
        return nacl.secret.Aead(self.key).decrypt(sealed, header, counter + bytes(20))

    def payloads(self) -> list[bytes]:
        return [one.payload for one in self.heard()]


async def make_bot(house: House, mode: str = AES, room: str = "lobby", **fields: Any) -> Bot:
    """Return a bot that is in a room and has its key."""
    bot = Bot(house, await house.join(room, **fields), mode)
    house.on_close(bot.close)
    await bot.select()
    return bot
