"""ICE, the lite half: we answer connectivity checks and never send any.

A link is found by the user name fragment it was given, so a browser may come from any address,
and from another one after its network changed.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

from aioice import stun

from media_sfu.worker import addresses, fanout
from media_sfu.worker.browsers import ADDRESSES_KEPT, BrowserLink, Credentials
from media_sfu.worker.datagrams import Datagrams
from media_sfu.worker.table import Table

BINDING_REQUEST: Final = 0x0001
USERNAME: Final = 0x0006
HEADER: Final = struct.Struct("!HHI12s")
ATTRIBUTE: Final = struct.Struct("!HH")
LONGEST_CHECK: Final = 512
CONSENT_SECONDS: Final = 15.0  # RFC 7675 asks for 30 at most; who is gone shall be seen to be gone

# What aioice raises for messages that are none.
MALFORMED: Final = (ValueError, struct.error, IndexError, KeyError, TypeError, OverflowError)


class Ice:
    def __init__(self, table: Table, datagrams: Datagrams, clock: Callable[[], float]) -> None:
        self.table = table
        self.datagrams = datagrams
        self.clock = clock
        self.probe: Credentials | None = None  # of who only asks whether it is reached

    def register(self, link: BrowserLink) -> None:
        self.table.by_fragment[link.credentials.fragment.encode()] = link

    def restart(self, link: BrowserLink) -> None:
        """Give a link new credentials. The old ones hold until the new ones are used."""
        self._forget_old(link)
        link.old_credentials = link.credentials
        link.credentials = Credentials()
        self.register(link)

    def forget(self, link: BrowserLink) -> None:
        self._forget_old(link)
        self.table.by_fragment.pop(link.credentials.fragment.encode(), None)
        self.table.forget_addresses(link)
        link.addresses.clear()
        link.source = None

    def _forget_old(self, link: BrowserLink) -> None:
        if link.old_credentials is not None:
            self.table.by_fragment.pop(link.old_credentials.fragment.encode(), None)
            link.old_credentials = None

    def take(self, data: bytes, source: bytes) -> bool:
        """Answer a connectivity check; return whether the datagram was a valid one."""
        fragment = called_fragment(data)
        link = self.table.by_fragment.get(fragment) if fragment else None
        if link is None:
            return self._take_probe(data, source, fragment)
        credentials = link.credentials
        if credentials.fragment.encode() != fragment:
            if link.old_credentials is None:
                return False
            credentials = link.old_credentials
        key = credentials.password.encode()
        message = authentic(data, key)
        if message is None:
            return False
        now = self.clock()
        if self._belongs_to_another(link, source, now):
            return False
        if credentials is link.credentials:
            self._forget_old(link)
        link.heard_at = now
        self._note_address(link, source, is_chosen="USE-CANDIDATE" in message.attributes)
        self._answer(message.transaction_id, source, key)
        return True

    def _take_probe(self, data: bytes, source: bytes, fragment: bytes | None) -> bool:
        if self.probe is None or fragment != self.probe.fragment.encode():
            return False
        key = self.probe.password.encode()
        message = authentic(data, key)
        if message is None:
            return False
        self._answer(message.transaction_id, source, key)
        return True

    def _belongs_to_another(self, link: BrowserLink, source: bytes, now: float) -> bool:
        """Return whether a check would take an address away from somebody who is using it."""
        owner = self.table.by_address.get(source)
        if owner is None or owner.peer.user_id == link.peer.user_id:
            return False
        return not isinstance(owner, BrowserLink) or now - owner.heard_at < CONSENT_SECONDS

    def _answer(self, transaction: bytes, source: bytes, key: bytes) -> None:
        answer = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=transaction,
            attributes={"XOR-MAPPED-ADDRESS": addresses.unpack(source)},
        )
        answer.add_message_integrity(key)
        self.datagrams.put(bytes(answer), self.datagrams.target(source))

    def _note_address(self, link: BrowserLink, source: bytes, *, is_chosen: bool) -> None:
        by_address = self.table.by_address
        if by_address.get(source) is not link:
            if len(link.addresses) >= ADDRESSES_KEPT:
                oldest = next(known for known in link.addresses if known != link.source)
                link.addresses.remove(oldest)
                if by_address.get(oldest) is link:
                    del by_address[oldest]
            if source not in link.addresses:
                link.addresses.append(source)
            by_address[source] = link
        if link.source != source and (is_chosen or link.source is None):
            link.source = source
            link.target = self.datagrams.target(source)
            fanout.renew(link.peer.room)


def authentic(data: bytes, key: bytes) -> stun.Message | None:
    """Return a message that was written with a password; None for any other datagram."""
    try:
        message = stun.parse_message(data)
        if "FINGERPRINT" in message.attributes and message.check_message_integrity(key):
            return message
    except MALFORMED:
        pass
    return None


def called_fragment(data: bytes) -> bytes | None:
    """Return the part of the user name that is ours.

    Reads just enough of a datagram to drop strangers' ones cheaply.
    """
    if not HEADER.size < len(data) <= LONGEST_CHECK:
        return None
    kind, length, cookie, _ = HEADER.unpack_from(data)
    if kind != BINDING_REQUEST or cookie != stun.COOKIE or length != len(data) - HEADER.size:
        return None
    at = HEADER.size
    while at + ATTRIBUTE.size <= len(data):
        name, size = ATTRIBUTE.unpack_from(data, at)
        at += ATTRIBUTE.size
        if name == USERNAME:
            return data[at : at + size].partition(b":")[0]
        at += size + (-size & 3)
    return None
