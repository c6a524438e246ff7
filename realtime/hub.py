"""The hub: the one place of a process where events come in and go out to its sessions.

It hears each topic that a local session needs once, takes events strictly in the order of their
positions, and pushes each to the sessions that may hear it. Nothing is delivered while the hub
does not know whether it has missed something.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

import redis
from django.db import connection as database_connection

from config.kernel import aio, log
from config.kernel import ephemeral as ephemeral_events
from config.kernel.gathering import Gathered
from config.kernel.log import Head, LogEvent, LogTrimmed
from config.kernel.log_subscription import Heard, Mark, Reconnected, Subscription
from realtime import control, interpretation, personal
from realtime.dispatches import Dispatch, dispatch_of
from realtime.ephemeral import EphemeralListener
from realtime.guild_view import GuildView
from realtime.intents import INTERNAL, PEOPLE_ONLY, needed
from realtime.outgoing import Outgoing
from realtime.placed import tell_those_within
from realtime.presence import PresenceBoard
from realtime.record_keeping import RecordKeeping
from realtime.sessions import GatewaySession
from realtime.snapshots import LoadedGuild, load_guilds
from realtime.topics import Topic
from realtime.voice import VoiceEnds

if TYPE_CHECKING:
    from realtime.consumer import GatewayConsumer

P = ParamSpec("P")
T = TypeVar("T")
logger = logging.getLogger("guildhall.gateway")

MAINTENANCE_SECONDS: Final = 5.0
IDLE_TOPIC_SECONDS: Final = 60.0
PATIENCE_SECONDS: Final = 15.0
TOPICS_READ_AT_ONCE: Final = 500
GUILDS_READ_AT_ONCE: Final = 20


class HubUnavailable(Exception):
    """The hub cannot reach Redis; nobody can be let in."""


class Hub:
    def __init__(self) -> None:
        self.id = secrets.token_hex(8)
        self.head = Head("", 0, 0)
        self.topics: dict[str, Topic] = {}
        self.sessions: dict[str, GatewaySession] = {}
        # Counts how often everything that was known had to be forgotten.
        self.lives = 0
        self._subscription = Subscription(f"hub:{self.id}")
        self._ephemeral = EphemeralListener(self._hear_ephemeral)
        self._guilds: Gathered[int, LoadedGuild | None] = Gathered(
            self._read_guilds, at_once=GUILDS_READ_AT_ONCE
        )
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="gateway")
        self._tasks: set[asyncio.Task[Any]] = set()
        self._services: set[asyncio.Task[Any]] = set()
        self._waiting_topics: set[str] = set()
        self._waiters: list[asyncio.Future[None]] = []
        self._following: asyncio.Task[None] | None = None
        self._marks: list[asyncio.Future[None]] = []
        self.outgoing = Outgoing()
        self.maintenance: list[Callable[[], Any]] = []
        self.connections: set[GatewayConsumer] = set()
        self.presence = PresenceBoard(self)
        self.voice = VoiceEnds(self)
        self.records = RecordKeeping(self)

    @property
    def position(self) -> int:
        """What all sessions here have heard up to."""
        return self.head.position

    def start(self) -> None:
        self._services = {self.spawn(self._listen()), self.spawn(self._maintain())}
        self._ephemeral.start()
        self._ephemeral.join(control.group_of(self.id))

    def spawn(self, coroutine: Any) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def in_thread(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run code that uses the ORM; its connection goes back to the pool."""

        def work() -> T:
            try:
                return call(*args, **kwargs)
            finally:
                database_connection.close()

        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    # Following topics

    def topic(self, name: str) -> Topic:
        found = self.topics.get(name)
        if found is None:
            found = self.topics[name] = Topic(name)
        return found

    async def follow(self, names: Iterable[str]) -> None:
        """Hear these topics; returns when everything published before has been taken in.

        Callers who come together share one round trip. Listen to the topics first, lest they
        are dropped as idle.
        """
        self._waiting_topics.update(names)
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        if self._following is None:
            self._following = self.spawn(self._follow_waiting())
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await waiter
        except TimeoutError:
            raise HubUnavailable from None

    async def follow_from(self, names: Iterable[str], position: int) -> None:
        """Hear topics, and take in what was published in them after ``position`` until now."""
        lives = self.lives
        wanted = list(names)
        await self.follow(wanted)
        late = [name for name in wanted if position < self.topic(name).floor]
        if not late:
            return
        _, events = await log.read(late, after=position, epoch=self.head.epoch)
        if lives != self.lives:
            return
        missed: dict[str, list[LogEvent]] = {
            name: [] for name in late if position < self.topic(name).floor
        }
        for event in events:
            topic = self.topic(event.topic)
            if event.topic in missed and event.position <= topic.floor:
                self._route(topic, event)
                missed[event.topic].append(event)
        for name, found in missed.items():
            topic = self.topic(name)
            topic.recent.extendleft(reversed(found))
            topic.floor = position

    async def _follow_waiting(self) -> None:
        try:
            while self._waiters:
                waiters, self._waiters = self._waiters, []
                wanted, self._waiting_topics = self._waiting_topics, set()
                new = [name for name in wanted if not self.topic(name).is_followed]
                try:
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        await self._subscription.subscribe(new)
                        await self._pass_mark()
                except (TimeoutError, redis.RedisError, OSError):
                    for waiter in waiters:
                        if not waiter.done():
                            waiter.set_exception(HubUnavailable())
                    continue
                for name in new:
                    self.topic(name).followed_from(self.position)
                # What is ephemeral comes to a user's own topic from friends only.
                self._ephemeral.add(name for name in new if not name.startswith("user:"))
                for waiter in waiters:
                    if not waiter.done():
                        waiter.set_result(None)
        finally:
            self._following = None

    def hear_of_friends(self, user_id: int) -> None:
        """Hear the ephemeral events of a user's own topic: what their friends do."""
        topic = self.topics.get(f"user:{user_id}")
        if topic is not None and not topic.has_friends:
            topic.has_friends = True
            self._ephemeral.add([topic.name])

    async def _pass_mark(self) -> None:
        """Wait until everything that was published before now has been taken in."""
        mark = asyncio.get_running_loop().create_future()
        self._marks.append(mark)
        await log.mark(f"hub:{self.id}")
        await mark

    def listen(self, session: GatewaySession, name: str) -> None:
        self.topic(name).listeners[session] = None
        session.topics.add(name)

    def stop_listening(self, session: GatewaySession, name: str) -> None:
        session.topics.discard(name)
        topic = self.topics.get(name)
        if topic is not None:
            topic.leave(session)

    # Guilds

    def known_view(self, guild_id: int) -> GuildView | None:
        topic = self.topics.get(f"guild:{guild_id}")
        return topic.view if topic is not None else None

    async def view_of(self, guild_id: int) -> GuildView | None:
        """Return the guild as known here, reading it when it is the first time; None: gone."""
        topic = self.topic(f"guild:{guild_id}")
        topic.left_at = time.monotonic()
        if topic.view is not None:
            return topic.view
        if topic.loading is None:
            topic.backlog = []
            topic.loading = self.spawn(self._load(topic))
        return await asyncio.shield(topic.loading)

    async def _read_guilds(self, guild_ids: Sequence[int]) -> list[LoadedGuild | None]:
        return await self.in_thread(load_guilds, guild_ids)

    async def _load(self, topic: Topic) -> GuildView | None:
        try:
            await self.follow([topic.name])
            loaded = await self._guilds.ask(topic.id)
            if loaded is None or topic.backlog is None:
                return None
            view = GuildView(loaded.payload, has_all_members=loaded.has_all_members)
            for presence in loaded.presences:
                view.state.presence_updated(presence)
            for event in topic.backlog:
                interpretation.process(view, event, event.position)
            topic.view = None if view.is_gone else view
            return topic.view
        finally:
            topic.backlog = None
            topic.loading = None

    # Events come in

    async def _listen(self) -> None:
        while not self._subscription.is_closed:
            try:
                async for message in self._subscription.messages():
                    await self._take(message)
            except Exception:
                logger.exception("The hub starts over.")
                self.forget_everything(Head("", 0, 0))
                await asyncio.sleep(0.1)

    async def _take(self, message: Heard | Mark | Reconnected) -> None:
        match message:
            case Heard(epoch, generation, event):
                if epoch != self.head.epoch or generation != self.head.generation:
                    await self._catch_up()
                self.take_event(event)
                self.outgoing.flush_soon()
            case Mark(head):
                if head[:2] != self.head[:2]:
                    await self._catch_up()
                self.head = self.head._replace(position=max(self.position, head.position))
                marks, self._marks = self._marks, []
                for mark in marks:
                    if not mark.done():
                        mark.set_result(None)
            case Reconnected():
                await self._catch_up()
                # Marks may have been lost with the connection.
                marks, self._marks = self._marks, []
                for mark in marks:
                    if not mark.done():
                        mark.set_exception(redis.ConnectionError("lost the log"))

    def take_event(self, event: LogEvent) -> None:
        if event.position <= self.position:
            return
        topic = self.topics.get(event.topic)
        if topic is not None:
            if topic.misses_something_before(event):
                logger.error("the log has a hole before %s of %s", event.position, event.topic)
                self.forget_everything(self.head._replace(position=event.position))
                return
            topic.remember(event)
            try:
                self._route(topic, event)
            except Exception:
                # What is known may be wrong now, so nobody may go on with it.
                logger.exception("%s at %d could not be taken in", event.name, event.position)
                self.forget_everything(self.head._replace(position=event.position))
        self.head = self.head._replace(position=event.position)

    def _route(self, topic: Topic, event: LogEvent) -> None:
        if topic.kind == "guild":
            if topic.view is not None:
                interpretation.process(topic.view, event, self.position)
                if topic.view.is_gone:
                    topic.view = None
            elif topic.backlog is not None:
                topic.backlog.append(event)
        elif topic.kind == "user":
            personal.process(self, topic, event)
        elif event.name not in INTERNAL:
            self._deliver_direct(topic, event.name, dispatch_of(event), event.but_not)
        if event.name == "MESSAGE_CREATE":
            self.outgoing.announced(event.id)

    def _deliver_direct(
        self, topic: Topic, name: str, dispatch: Dispatch, but_not: int | None
    ) -> None:
        """Deliver to all of a topic's listeners who asked for such events outside of guilds."""
        wanted = needed(name, in_guild=False)
        for session in topic.listeners:
            if name in PEOPLE_ONLY and session.identity.is_bot:
                continue
            if session.user_id == but_not or (wanted and not session.intents & wanted):
                continue
            session.push(dispatch)

    def _hear_ephemeral(self, message: dict[str, Any]) -> None:
        if message["type"] == "cut":
            control.cut_here(self, message["session_id"])
            return
        topic = self.topics.get(message["topic"])
        if topic is None:
            return
        name, but_not = message["name"], message["but_not"]
        dispatch = Dispatch(name, self.position, message["data"])
        if topic.kind != "guild":
            self._deliver_direct(topic, name, dispatch, but_not)
        elif topic.view is not None:
            self._deliver_in_guild(topic.view, dispatch, message)
        self.outgoing.flush_soon()

    def _deliver_in_guild(
        self, view: GuildView, dispatch: Dispatch, message: dict[str, Any]
    ) -> None:
        if dispatch.name == "VOICE_CHANNEL_EFFECT_SEND":
            tell_those_within(view, dispatch, message["channel_id"])
            return
        if dispatch.name == "PRESENCE_UPDATE":
            view.state.presence_updated(dispatch.parse())
        view.push(
            dispatch,
            channel_id=message["channel_id"],
            but_not=message["but_not"],
            application_id=message["application_id"],
        )

    # What was missed

    async def _catch_up(self) -> None:
        """Read back what was published while nothing was heard, or start anew where it is lost."""
        while True:
            try:
                now = await log.head()
                if self.head.epoch and not await log.survived(self.head, now):
                    self.forget_everything(now)
                elif self.head.epoch:
                    events = await self._read_back(now)
                    self.head = now._replace(position=self.position)
                    for event in events:
                        self.take_event(event)
                self.head = now
                self.outgoing.flush_soon()
                self.records.bring_up_to_date()
            except LogTrimmed as trimmed:
                logger.warning("the log was trimmed before it could be read back: %s", trimmed)
                self.forget_everything(await self._head_when_back())
            except (redis.RedisError, OSError):
                await asyncio.sleep(0.1)
                continue
            return

    async def _head_when_back(self) -> Head:
        while True:
            try:
                return await log.head()
            except (redis.RedisError, OSError):
                await asyncio.sleep(0.1)

    async def _read_back(self, now: Head) -> list[LogEvent]:
        followed = [name for name, topic in self.topics.items() if topic.is_followed]
        events: list[LogEvent] = []
        for start in range(0, len(followed), TOPICS_READ_AT_ONCE):
            names = followed[start : start + TOPICS_READ_AT_ONCE]
            _, found = await log.read(names, after=self.position, epoch=now.epoch)
            # What comes after ``now`` is heard: the subscription is older than that.
            events += [event for event in found if event.position <= now.position]
        return sorted(events, key=lambda event: event.position)

    def forget_everything(self, head: Head) -> None:
        """Tell all sessions that they are over: what they have missed cannot be told any more."""
        self.lives += 1
        self.head = head
        for topic in self.topics.values():
            topic.view = None
            topic.backlog = None
            topic.recent.clear()
            topic.size = 0
            topic.floor = head.position
        for session in list(self.sessions.values()):
            session.connection.invalidate()
        self.outgoing.flush()

    # Housekeeping

    async def _maintain(self) -> None:
        while True:
            await asyncio.sleep(MAINTENANCE_SECONDS)
            try:
                await self._subscription.check()
                await self._drop_idle_topics()
                self._end_the_silent()
                for work in self.maintenance:
                    result = work()
                    if result is not None:
                        await result
            except (redis.RedisError, OSError) as error:
                logger.warning("housekeeping of the gateway failed: %s", error)
            except Exception:
                logger.exception("housekeeping of the gateway failed")

    async def _drop_idle_topics(self) -> None:
        limit = time.monotonic() - IDLE_TOPIC_SECONDS
        idle = [
            name
            for name, topic in self.topics.items()
            if topic.left_at < limit and topic.is_idle and name not in self._waiting_topics
        ]
        for name in idle:
            del self.topics[name]
        self._ephemeral.remove(idle)
        await self._subscription.unsubscribe(idle)

    def _end_the_silent(self) -> None:
        now = time.monotonic()
        for consumer in list(self.connections):
            consumer.end_if_silent(now)

    def add(self, session: GatewaySession) -> None:
        self.sessions[session.id] = session

    def remove(self, session: GatewaySession) -> None:
        """Forget a session whose socket is gone."""
        if self.sessions.get(session.id) is session:
            del self.sessions[session.id]
        for group in list(session.groups.values()):
            group.view.detach(session)
        for name in list(session.topics):
            self.stop_listening(session, name)

    async def close(self) -> None:
        """Finish what is under way (records, farewells), then stop."""
        errands = self._tasks.difference(self._services)
        if errands:
            await asyncio.wait(errands, timeout=5)
        await ephemeral_events.settle()
        await self._subscription.close()
        await self._ephemeral.close()
        # More than once: a client library may take a cancellation for its own timeout.
        while running := [task for task in self._tasks if not task.done()]:
            for task in running:
                task.cancel()
            await asyncio.wait(running, timeout=0.05)
        self._threads.shutdown(wait=False)


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def current_hub() -> Hub:
    """Return the hub of the running loop, starting it for its first socket."""
    loop = asyncio.get_running_loop()
    found = _hubs.get(loop)
    if found is None:
        aio.adopt_running_loop()
        found = _hubs[loop] = Hub()
        found.start()
    return found


async def close_hub() -> None:
    found = _hubs.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.close()
