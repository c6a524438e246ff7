"""What bots of the ``udp`` protocol ask for: their address, a key, and to be recognised."""

from __future__ import annotations

import ipaddress
from typing import Any, Final

from media_sfu.worker import addresses, commands, discovery, fanout
from media_sfu.worker.bots import BotLink
from media_sfu.worker.datagrams import SLOT, Datagrams
from media_sfu.worker.errors import CommandRefused
from media_sfu.worker.membership import Membership
from media_sfu.worker.pump import HEADER, HEADER_BYTES, Pump
from media_sfu.worker.rooms import Peer
from media_sfu.worker.rtpsize import MODES, Session
from media_sfu.worker.table import Table

KEEP_ALIVE_BYTES: Final = 8
ADDRESSES_KEPT: Final = 64  # from which a client may have asked, of which it names one


class BotDesk:
    def __init__(self, table: Table, members: Membership, datagrams: Datagrams) -> None:
        self.table = table
        self.members = members
        self.datagrams = datagrams

    def select(self, body: commands.UdpSelect) -> dict[str, Any]:
        """Choose the encryption. The same choice again keeps its key."""
        peer = self.members.find(body)
        if body.mode not in MODES:
            raise CommandRefused("unsupported", f"Modes are {', '.join(MODES)}")
        try:
            host = str(ipaddress.ip_address(body.address))
        except ValueError:
            raise CommandRefused("invalid", "The address is none") from None
        if peer.publish is not None or peer.subscribe is not None:
            raise CommandRefused("invalid", "The session uses webrtc")
        link = self.link(peer)
        if link.session is None or link.session.mode != body.mode:
            link.session = Session.new(body.mode)
        for source in link.discovered:
            if addresses.unpack(source) == (host, body.port):
                self.settle(link, source)
                break
        fanout.renew(peer.room)
        self.members.connected(peer)
        return {"mode": body.mode, "secret_key": list(link.session.key)}

    def link(self, peer: Peer) -> BotLink:
        if peer.bot is None:
            peer.bot = BotLink(peer)
            fanout.renew(peer.room)
        return peer.bot

    def settle(self, link: BotLink, source: bytes) -> None:
        """Send to a bot where it was proven to be from now on, unless somebody else is there."""
        owner = self.table.by_address.get(source)
        if owner is not None and owner.peer.user_id != link.peer.user_id:
            return
        if link.source is not None and self.table.by_address.get(link.source) is link:
            del self.table.by_address[link.source]
        link.source = source
        link.target = self.datagrams.target(source)
        self.table.by_address[source] = link
        fanout.renew(link.peer.room)

    def discover(self, data: bytes, source: bytes) -> bool:
        """Answer an IP discovery; return whether it was one."""
        ssrc = discovery.asked_for(data)
        if ssrc is None:
            return False
        peer = self.table.by_ssrc.get(ssrc)
        if peer is None or peer.publish is not None or peer.subscribe is not None:
            return True
        discovered = self.link(peer).discovered
        discovered[source] = None
        if len(discovered) > ADDRESSES_KEPT:
            del discovered[next(iter(discovered))]
        host, port = addresses.unpack(source)
        self.datagrams.put(discovery.response(ssrc, host, port), self.datagrams.target(source))
        return True

    def recognise(self, pump: Pump, data: bytes, source: bytes) -> bool:
        """Take a packet from an unknown address if a bot's key opens it: its network changed."""
        if len(data) <= HEADER_BYTES or len(data) > SLOT or not 128 <= data[0] < 192:
            return False
        peer = self.table.by_ssrc.get(HEADER.unpack_from(data)[4])
        if peer is None or peer.bot is None or peer.bot.session is None:
            return False
        self.datagrams.view[: len(data)] = data
        if not pump.from_bot(peer.bot, 0, len(data)):
            return False
        self.settle(peer.bot, source)
        return True

    def keep_alive(self, data: bytes, source: bytes) -> bool:
        """Give back the eight bytes by which clients hold their NAT's mapping open."""
        link = self.table.by_address.get(source)
        if len(data) != KEEP_ALIVE_BYTES or not isinstance(link, BotLink):
            return False
        self.datagrams.put(data, link.target)
        return True

    def close(self, link: BotLink) -> None:
        self.table.forget_addresses(link)
        link.session = link.target = link.source = None
