"""Socket addresses in the form the kernel gives them, and as people write them."""

from __future__ import annotations

import ipaddress
import socket
import struct
from typing import Final

import psutil

_FAMILY: Final = struct.Struct("=H")
_PORT: Final = struct.Struct("!H")
LENGTH: Final = {socket.AF_INET: 16, socket.AF_INET6: 28}
_MAPPED: Final = bytes(10) + b"\xff\xff"


def pack(family: socket.AddressFamily, host: str, port: int) -> bytes:
    """Return the ``sockaddr`` of an address.

    IPv4 is mapped into IPv6 for a socket of that family. Raises ValueError for a host that is no
    address, or one that a socket of the family cannot reach.
    """
    address = ipaddress.ip_address(host)
    head = _FAMILY.pack(family) + _PORT.pack(port)
    if family == socket.AF_INET:
        if address.version != 4:
            raise ValueError("not an IPv4 address")
        return head + address.packed + bytes(8)
    packed = address.packed if address.version == 6 else _MAPPED + address.packed
    return head + bytes(4) + packed + bytes(4)


def offered(host: str) -> list[str]:
    """Return the addresses at which a socket bound to ``host`` is reached, as far as we know.

    For one that is bound to all: those of this machine's interfaces, loopback last, so that a
    browser on the same machine gets through without any other network.
    """
    bound = ipaddress.ip_address(host)
    if not bound.is_unspecified:
        return [host]
    families = (socket.AF_INET, socket.AF_INET6) if bound.version == 6 else (socket.AF_INET,)
    found = {
        ipaddress.ip_address(one.address)
        for interface in psutil.net_if_addrs().values()
        for one in interface
        if one.family in families and "%" not in one.address
    }
    return [
        str(one)
        for one in sorted(found, key=lambda one: (one.is_loopback, one.version, int(one)))
        if not one.is_link_local
    ]


def unpack(sockaddr: bytes) -> tuple[str, int]:
    """Return host and port; an IPv4 address that was mapped into IPv6 as IPv4."""
    (port,) = _PORT.unpack_from(sockaddr, 2)
    if len(sockaddr) == LENGTH[socket.AF_INET]:
        return str(ipaddress.IPv4Address(sockaddr[4:8])), port
    host = sockaddr[8:24]
    if host.startswith(_MAPPED):
        return str(ipaddress.IPv4Address(host[12:])), port
    return str(ipaddress.IPv6Address(host)), port
