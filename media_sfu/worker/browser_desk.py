"""What browsers ask for: to publish, to watch, and to be found again after a change of network."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from typing import Any, Final

from aiortc import RTCCertificate

from media_sfu.worker import answers, commands, descriptions, fanout
from media_sfu.worker.browsers import PUBLISH, SUBSCRIBE, BrowserLink
from media_sfu.worker.datagrams import Datagrams
from media_sfu.worker.descriptions import Description
from media_sfu.worker.dtls import ServerDtls
from media_sfu.worker.errors import CommandRefused
from media_sfu.worker.ice import CONSENT_SECONDS, Ice
from media_sfu.worker.membership import Membership
from media_sfu.worker.rooms import Peer, Room
from media_sfu.worker.srtp import Context
from media_sfu.worker.stage import Stage
from media_sfu.worker.table import Table

SESSION_BITS: Final = 62


class BrowserDesk:
    def __init__(
        self,
        table: Table,
        members: Membership,
        datagrams: Datagrams,
        stage: Stage,
        addresses: Sequence[Sequence[Any]],
        clock: Callable[[], float],
    ) -> None:
        self.table = table
        self.members = members
        self.datagrams = datagrams
        self.stage = stage
        self.addresses = addresses
        self.clock = clock
        self.ice = Ice(table, datagrams, clock)
        self.certificate = RTCCertificate.generateCertificate()
        (self.fingerprint,) = (
            (one.algorithm, one.value)
            for one in self.certificate.getFingerprints()
            if one.algorithm == "sha-256"
        )
        self.session = secrets.randbits(SESSION_BITS)
        self._closing: set[asyncio.Task[None]] = set()

    def publish_offer(self, body: commands.Describe) -> dict[str, Any]:
        """Answer a browser's offer, on the connection that is there if it is about that one."""
        peer = self._browser(body)
        offer = read(body.sdp)
        if offer.setup == "passive":
            raise CommandRefused("unsupported", "The worker is the passive side of DTLS")
        link = peer.publish
        if link is not None and not is_about(offer, link):
            self.close(link)
            link = None
        if link is None:
            link = peer.publish = self._open(peer, PUBLISH)
            self._start_dtls(link, offer)
        elif link.description is not None and link.description.fragment != offer.fragment:
            self.ice.restart(link)
        link.description = offer
        peer.has_published = True
        self.stage.publish(link, offer)
        self.renew_offers(peer.room)
        link.version += 1
        transport = self._transport(link, "passive")
        return {"sdp": answers.answer(offer, transport, self.session, link.version)}

    def subscribe(self, body: commands.Command) -> dict[str, Any]:
        """Offer a room's lines on a new connection; again the same while it is not answered."""
        peer = self._browser(body)
        if peer.subscribe is not None and peer.subscribe.description is not None:
            self.close(peer.subscribe)
        if peer.subscribe is None:
            peer.subscribe = self._open(peer, SUBSCRIBE)
        self.stage.prepare(peer.room)
        return {"sdp": self._offer(peer.subscribe)}

    def subscribe_answer(self, body: commands.Describe) -> None:
        peer = self.members.find(body)
        link = peer.subscribe
        if link is None or not link.offered:
            raise CommandRefused("invalid", "Nothing was offered")
        answer = read(body.sdp)
        if answer.setup not in {"active", "actpass"}:
            raise CommandRefused("unsupported", "The worker is the passive side of DTLS")
        if len(answer.sections) > link.offered:
            raise CommandRefused("invalid", "It answers to more than was offered")
        if link.description is None:
            self._start_dtls(link, answer)
        elif link.description.fingerprints != answer.fingerprints:
            raise CommandRefused("invalid", "It is of another connection")
        link.description = answer
        link.described = len(answer.sections)
        fanout.renew(peer.room)
        self.stage.watch(peer)
        self._renew_offer(peer)

    def restart_ice(self, body: commands.RestartIce) -> dict[str, Any]:
        """Take an offer with new credentials of who publishes; make one for who watches."""
        if body.connection == "publish":
            known = self.members.find(body)
            if known.publish is None and known.has_published:
                # Its end of the handshake is gone, which only a new connection would make again.
                raise CommandRefused("invalid", "The connection has ended")
            return self.publish_offer(
                commands.Describe(
                    room=body.room, peer=body.peer, generation=body.generation, sdp=body.sdp
                )
            )
        peer = self._browser(body)
        if peer.subscribe is None:
            raise CommandRefused("invalid", "There is no such connection")
        self.ice.restart(peer.subscribe)
        return {"sdp": self._offer(peer.subscribe)}

    def candidate(self, body: commands.Candidate) -> None:
        """Pass over a browser's candidate: it is found by its checks."""
        self._browser(body)

    def renew_offers(self, room: Room) -> None:
        """Offer lines that viewers were not told of yet."""
        self.stage.prepare(room)
        for peer in list(room.peers.values()):
            self._renew_offer(peer)

    def _renew_offer(self, peer: Peer) -> None:
        link = peer.subscribe
        is_waiting = link is not None and link.description is not None
        if (
            link is not None
            and is_waiting
            and link.offered == link.described < len(peer.room.lines)
        ):
            self.members.tell("offer", peer, sdp=self._offer(link))

    def _offer(self, link: BrowserLink) -> str:
        link.version += 1
        link.offered = len(link.peer.room.lines)
        transport = self._transport(link, "actpass")
        return answers.offer(link.peer.room.lines, transport, self.session, link.version)

    def _browser(self, body: commands.Command) -> Peer:
        peer = self.members.find(body)
        if peer.bot is not None and peer.bot.session is not None:
            raise CommandRefused("invalid", "The session uses udp")
        return peer

    def _open(self, peer: Peer, kind: int) -> BrowserLink:
        link = BrowserLink(peer, kind, self.clock())
        self.ice.register(link)
        return link

    def _transport(self, link: BrowserLink, setup: str) -> answers.Transport:
        return answers.Transport(link.credentials, self.fingerprint, self.addresses, setup)

    def _start_dtls(self, link: BrowserLink, remote: Description) -> None:
        def send(data: bytes) -> None:
            if link.target is not None:
                self.datagrams.put(data, link.target)
                self.datagrams.flush()

        def connected(rx: Context, tx: Context) -> None:
            link.set_contexts(rx, tx)
            fanout.renew(link.peer.room)
            self.stage.watch(link.peer)
            self.members.connected(link.peer)

        link.dtls = ServerDtls(
            self.certificate,
            remote.fingerprints,
            send=send,
            on_keys=connected,
            on_end=lambda: self.close(link),
        )

    def look_for_the_gone(self) -> None:
        """Close the connections of browsers that have stopped to check them."""
        oldest = self.clock() - CONSENT_SECONDS
        for peer in list(self.table.peers.values()):
            links = [link for link in (peer.publish, peer.subscribe) if link is not None]
            gone = [link for link in links if link.source is not None and link.heard_at < oldest]
            for link in gone:
                self.close(link)
            if gone and len(gone) == len(links):
                self.members.remove(peer, "gone")

    def close(self, link: BrowserLink) -> None:
        """End a connection and free what it holds."""
        peer = link.peer
        if peer.publish is link:
            peer.publish = None
            self.stage.unpublish(link)
        elif peer.subscribe is link:
            peer.subscribe = None
            self.stage.unwatch(peer)
        if link.dtls is not None:
            task = asyncio.create_task(link.dtls.close())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
            link.dtls = None
        link.rx_session = link.tx_session = None
        fanout.renew(peer.room)
        self.ice.forget(link)
        link.free_contexts()

    async def closed(self) -> None:
        """Wait until all goodbyes are said."""
        await asyncio.gather(*self._closing, return_exceptions=True)


def read(sdp: str) -> Description:
    try:
        return descriptions.read(sdp)
    except descriptions.MalformedDescription as error:
        raise CommandRefused("invalid", str(error)) from None


def is_about(offer: Description, link: BrowserLink) -> bool:
    """Return whether an offer is about the connection that is there, and not of a new one."""
    known = link.description
    return known is not None and (known.session_id, known.fingerprints) == (
        offer.session_id,
        offer.fingerprints,
    )
