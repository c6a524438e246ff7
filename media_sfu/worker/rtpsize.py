"""The ``…_rtpsize`` encryption of Discord's voice protocol.

The RTP header up to and with the four bytes that open a header extension is in the clear and
authenticated; the rest is encrypted. A 32-bit counter follows the packet and opens the nonce.
"""

from __future__ import annotations

import secrets
import struct
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError

TAG_BYTES: Final = 16
COUNTER_BYTES: Final = 4
OVERHEAD: Final = TAG_BYTES + COUNTER_BYTES
KEY_BYTES: Final = 32
WINDOW: Final = 128  # packets that may overtake each other

_COUNTER: Final = struct.Struct("!I")


class Cipher(Protocol):
    def seal(self, counter: bytes, plain: bytes, header: bytes) -> bytes: ...

    def open(self, counter: bytes, sealed: bytes, header: bytes) -> bytes | None:
        """Return None for what was not sealed with our key."""
        ...


class AesGcm:
    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def seal(self, counter: bytes, plain: bytes, header: bytes) -> bytes:
        return self._aead.encrypt(counter + bytes(8), plain, header)

    def open(self, counter: bytes, sealed: bytes, header: bytes) -> bytes | None:
        try:
            return self._aead.decrypt(counter + bytes(8), sealed, header)
        except InvalidTag:
            return None


class XChaCha20:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, counter: bytes, plain: bytes, header: bytes) -> bytes:
        nonce = counter + bytes(20)
        return crypto_aead_xchacha20poly1305_ietf_encrypt(plain, header, nonce, self._key)

    def open(self, counter: bytes, sealed: bytes, header: bytes) -> bytes | None:
        nonce = counter + bytes(20)
        try:
            return crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, header, nonce, self._key)
        except CryptoError:
            return None


# In the order in which they are offered.
MODES: Final[dict[str, type[AesGcm] | type[XChaCha20]]] = {
    "aead_aes256_gcm_rtpsize": AesGcm,
    "aead_xchacha20_poly1305_rtpsize": XChaCha20,
}


class Session:
    """Both directions of a client's packets under one key, as the protocol wants it.

    A key must never see a nonce twice, so our counter stays in that half of the numbers in which
    the client's does not begin.
    """

    HALF: Final = 1 << 31

    def __init__(self, mode: str, key: bytes) -> None:
        self.mode = mode
        self.key = key
        self._cipher: Cipher = MODES[mode](key)
        self._sent = self.HALF
        self._left = self.HALF
        self._highest: int | None = None
        self._seen = 0

    @classmethod
    def new(cls, mode: str) -> Session:
        return cls(mode, secrets.token_bytes(KEY_BYTES))

    def seal(self, header: bytes, plain: bytes) -> bytes:
        """Return the whole packet. Raise OverflowError after two thousand million of them."""
        if self._left <= 0:
            raise OverflowError("the key has no nonce left")
        self._left -= 1
        counter = _COUNTER.pack(self._sent)
        self._sent += 1
        return header + self._cipher.seal(counter, plain, header) + counter

    def open(self, header: bytes, rest: bytes) -> bytes | None:
        """Return the plain rest of a packet, or None if it is forged, or was here before."""
        if len(rest) < OVERHEAD:
            return None
        counter = rest[-COUNTER_BYTES:]
        (number,) = _COUNTER.unpack(counter)
        if not self._is_new(number):
            return None
        plain = self._cipher.open(counter, rest[:-COUNTER_BYTES], header)
        if plain is not None:
            self._note(number)
        return plain

    def _is_new(self, number: int) -> bool:
        if self._highest is None:
            return True
        behind = (self._highest - number) & 0xFFFFFFFF
        return behind >= self.HALF or (behind < WINDOW and not self._seen >> behind & 1)

    def _note(self, number: int) -> None:
        if self._highest is None:
            self._highest, self._seen = number, 1
            if number >= self.HALF:
                self._sent ^= self.HALF
            return
        ahead = (number - self._highest) & 0xFFFFFFFF
        if ahead < self.HALF:
            self._seen = (self._seen << min(ahead, WINDOW) | 1) & ((1 << WINDOW) - 1)
            self._highest = number
        else:
            self._seen |= 1 << ((self._highest - number) & 0xFFFFFFFF)
