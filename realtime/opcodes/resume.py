"""Op 6: going on with a session whose socket was lost, on any process."""

from __future__ import annotations

from typing import Any, NoReturn

import redis

from accounts import presence
from accounts.authentication import Credentials
from config.kernel import log
from config.kernel.log import Head
from config.kernel.websocket import ClosedWith
from realtime import records
from realtime.admission import Admission, StaleCredentials, Superseded
from realtime.close_codes import CloseCode
from realtime.consumer import GatewayConsumer
from realtime.control import cut_elsewhere
from realtime.dispatches import Dispatch
from realtime.hub import HubUnavailable
from realtime.metrics import SESSIONS
from realtime.opcodes import Opcode
from realtime.opcodes.identify import authenticate, authenticate_anew, identity_of
from realtime.parsing import parse_integer, refuse
from realtime.replay import CannotReplay, read_missed, replay
from realtime.sessions import GatewaySession, Identity, Shard

RESUMED = b'{"_trace":[]}'


async def resume(consumer: GatewayConsumer, data: Any) -> None:
    if consumer.session is not None:
        raise ClosedWith(CloseCode.ALREADY_AUTHENTICATED, "Already authenticated")
    if not isinstance(data, dict):
        refuse("resume")
    seq = parse_integer(data.get("seq"), "seq")
    if seq < 0:
        refuse_seq()
    consumer.is_admitting = True
    try:
        await resume_session(consumer, data.get("token"), data.get("session_id"), seq)
    except (CannotReplay, Superseded, StaleCredentials):
        SESSIONS.labels("not resumed").inc()
        consumer.send(Opcode.INVALID_SESSION, False)
    except (HubUnavailable, redis.RedisError) as error:
        raise ClosedWith(CloseCode.UNKNOWN_ERROR, "Try again later") from error
    finally:
        consumer.is_admitting = False


async def resume_session(consumer: GatewayConsumer, token: Any, session_id: Any, seq: int) -> None:
    hub = consumer.hub
    credentials = await authenticate(consumer, token)
    record = await records.load(session_id) if records.is_session_id(session_id) else None
    if record is None:
        raise CannotReplay("no such session")
    identity = Identity(record["user"], record["kind"], record["application"], record["key"])
    if identity != identity_of(credentials):
        raise CannotReplay("another's session")
    if seq < record["since"]:
        raise CannotReplay("not all was told at the beginning")
    await cut_elsewhere(hub, session_id, record["hub"])
    session = GatewaySession(
        session_id,
        identity,
        consumer,
        intents=record["intents"],
        shard=Shard(*record["shard"]),
        large_threshold=record["large_threshold"],
        dirty=hub.outgoing.dirty,
    )
    session.since = record["since"]
    seen = Head(record["epoch"], record["generation"], seq)
    try:
        try:
            await tell_missed(consumer, session, credentials, seen)
        except StaleCredentials:
            session.early, session.held = [], []
            credentials = await authenticate_anew(consumer, credentials, token)
            await tell_missed(consumer, session, credentials, seen)
    except (CannotReplay, Superseded, StaleCredentials):
        await records.forget(session_id)
        await presence.drop(log.client(), session.user_id, session_id)
        hub.voice.add(session_id)
        raise
    SESSIONS.labels("resumed").inc()
    await hub.presence.come_back(session)


async def tell_missed(
    consumer: GatewayConsumer, session: GatewaySession, credentials: Credentials, seen: Head
) -> None:
    hub = consumer.hub
    admission = Admission(hub, session, credentials)
    try:
        await admission.prepare()
        if seen.epoch == hub.head.epoch and seen.position > hub.position:
            refuse_seq()
        read = await read_missed(hub, session, seen)
        await records.save(session, hub.head, hub.id)
        if consumer.close_code is not None:
            admission.abandon()
            return
        admission.attach()
        missed = replay(hub, session, seen, read)
    except BaseException:
        admission.abandon()
        raise
    consumer.session = session
    consumer.beat()
    # What was held back or put aside meanwhile is among what is replayed.
    admission.position = hub.position
    session.held = []
    for dispatch in missed:
        consumer.send_dispatch(dispatch)
    session.seq = hub.position
    consumer.send_dispatch(Dispatch("RESUMED", session.seq, RESUMED))
    admission.begin()


def refuse_seq() -> NoReturn:
    raise ClosedWith(CloseCode.INVALID_SEQ, "Invalid seq")
