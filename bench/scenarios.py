"""The rows of the table: what is done to the instance for each."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import psycopg

from bench import bulk, crowd, figures, load, search
from bench.figures import Figure, figure
from bench.fixture import Fixture
from bench.probe import APP, MUCH_FOREIGN, Probe, Snapshot, Used
from bench.spread import Spread
from bench.workers import Worker

SLOWEST_MS: Final = 250
SENDERS: Final = 16
CONNECT_TIMES: Final = 5
PATIENCE: Final = 8  # steps of a search
RATE_REACHED: Final = 0.97
CLOSE_ENOUGH: Final = 1.15


class CannotMeasure(Exception):
    """What the row needs did not work; the message is for the table."""


@dataclass(frozen=True)
class Size:
    """How much of everything: the full run, or a quick one."""

    seconds: float = 6
    receivers: int = 1000
    connects: int = 1000
    idle: int = 10_000
    settle: float = 5
    messages: int = 1_000_000
    searches: int = 10  # of each kind


FULL: Final = Size()
QUICK: Final = Size(
    seconds=3, receivers=300, connects=300, idle=1000, settle=2, messages=100_000, searches=4
)


@dataclass(frozen=True)
class Step:
    """One stretch of posting while receivers listen."""

    rate: float | None
    sent: load.Sent
    heard: crowd.Heard
    used: Used

    @property
    def passes(self) -> bool:
        wanted = self.rate or 0
        return (
            self.heard.verdict.is_clean
            and not self.heard.closed
            and not self.heard.problems
            and self.heard.verdict.delivered > 0
            and self.sent.per_second >= RATE_REACHED * wanted
            and self.heard.to_receiver.p99 < SLOWEST_MS
        )

    @property
    def warnings(self) -> list[str]:
        found = []
        if not self.heard.verdict.is_clean or self.heard.verdict.foreign:
            found.append(str(self.heard.verdict))
        if self.heard.closed:
            codes = ", ".join(f"{n} × {code}" for code, n in self.heard.closed.items())
            found.append(f"the server closed connections ({codes})")
        found += [f"{n} × {what}" for what, n in self.heard.problems.items()]
        found += [f"{n} × {what}" for what, n in self.sent.statuses.items() if what != "200"]
        return found


@dataclass
class Bench:
    """The instance under load, and the processes that load it."""

    fixture: Fixture
    probe: Probe
    receivers: Worker[crowd.Crowd]
    sender: Worker[load.Load]
    size: Size
    database_url: str = ""  # of an instance that may be filled
    steps_made: int = 0
    results: list[Figure] = field(default_factory=list)

    def connect(self, count: int, *, compress: bool = False) -> crowd.Connected:
        done = self.receivers.call(crowd.Connect(count, compress=compress), 60 + count / 20)
        if done.count < count:
            raise CannotMeasure(f"{count - done.count} of {count} did not connect: {done.failures}")
        return done

    def disconnect(self) -> None:
        self.receivers.call(crowd.Disconnect())

    def step(self, rate: float | None, seconds: float, *, channels: int = 1) -> Step:
        self.steps_made += 1
        self.receivers.call(crowd.Listen(self.steps_made))
        before = self.probe.snapshot()
        send = load.Send(self.steps_made, seconds, SENDERS, channels, rate)
        sent = self.sender.call(send, seconds + 60)
        heard = self.receivers.call(crowd.Hear(sent.accepted))
        step = Step(rate, sent, heard, self.probe.since(before))
        if not sent.accepted:
            raise CannotMeasure(f"no message was accepted: {sent.statuses}")
        delivered = heard.verdict.delivered
        tell(
            f"  {'as fast as possible' if rate is None else f'{rate:.4g} msg/s'}: "
            f"{sent.per_second:.1f} msg/s sent, POST {sent.to_answer}; "
            f"{delivered / step.used.seconds:.0f} deliveries/s, {heard.to_receiver}; "
            f"{heard.verdict}; app {step.used.each(delivered).get(APP, 0):.2f} µs per delivery"
        )
        return step

    def since(self, start: Snapshot) -> Used:
        return self.probe.since(start)


def measure_sending(bench: Bench) -> list[Figure]:
    """Post with 16 senders as fast as they get answers; one receiver follows."""
    bench.connect(1)
    channels = min(8, len(bench.fixture.channels))
    bench.step(None, 1.5, channels=channels)
    step = bench.step(None, bench.size.seconds, channels=channels)
    bench.disconnect()
    posted = len(step.sent.accepted)
    late = [] if step.heard.to_receiver.p99 < 50 else ["p99 is not under 50 ms"]
    note = (
        f"{SENDERS} senders, POST {step.sent.to_answer}; to the receiver {step.heard.to_receiver}"
    )
    app_cpu = step.used.each(posted).get(APP)
    return [
        figure(
            figures.SENT, step.sent.per_second, step.used, posted, note,
            warnings=step.warnings + late,
        ),
        figure(figures.SEND_CPU, app_cpu, step.used, posted, "at that rate"),
    ]  # fmt: skip


def measure_fanout(bench: Bench) -> list[Figure]:
    """Post to one channel that everybody reads, at a rate that rises until it is too much."""
    count = bench.size.receivers
    bench.connect(count)
    bench.step(10, 1.5)
    steps = highest_rate(bench, start=40)
    bench.disconnect()
    best = best_of(steps)
    fullest = busiest_of(steps)
    value = (best.rate or 0) if best else 0.0
    shown = best or fullest
    deliveries = shown.heard.verdict.delivered
    note = (
        f"{shown.sent.per_second * count:,.0f} deliveries/s, {shown.heard.to_receiver}"
        if best
        else f"not even {shown.rate:g} msg/s"
    )
    full_count = fullest.heard.verdict.delivered
    return [
        figure(
            figures.FANOUT, value, shown.used, deliveries, note,
            size=count, warnings=shown.warnings,
        ),
        figure(
            figures.FANOUT_CPU, fullest.used.each(full_count).get(APP), fullest.used, full_count,
            f"at {fullest.sent.per_second:.0f} msg/s, the POSTs included",
            size=count,
            warnings=fullest.warnings,
        ),
    ]  # fmt: skip


def measure_zlib_fanout(bench: Bench) -> list[Figure]:
    """Do the same over zlib-stream."""
    count = bench.size.receivers
    bench.connect(count, compress=True)
    bench.step(10, 1.5)
    fullest = busiest_of(highest_rate(bench, start=80, patience=5))
    bench.disconnect()
    delivered = fullest.heard.verdict.delivered
    note = f"at {fullest.sent.per_second:.0f} msg/s × {count}, {fullest.heard.to_receiver}"
    cpu = fullest.used.each(delivered).get(APP)
    return [
        figure(
            figures.ZLIB_CPU, cpu, fullest.used, delivered, note, size=count, warnings=fullest.warnings
        )
    ]  # fmt: skip


def measure_connecting(bench: Bench) -> list[Figure]:
    """Connect, from the TCP handshake to READY, 32 in the making at any time.

    As the machine's own speed changes from second to second, everybody connects several times and
    the time with the least CPU counts; the notes have all of them.
    """
    bench.connect(20)
    times = []
    for _ in range(CONNECT_TIMES):
        before = bench.probe.snapshot()
        done = bench.connect(bench.size.connects)
        used = bench.since(before)
        times.append((used.each(done.count).get(APP), done, used))
        bench.disconnect()
    app_cpu, done, used = min(times, key=lambda time: (time[0] or 0, time[1].seconds))
    members = len(bench.fixture.accounts)
    note = f"{done.to_ready}; READY has {done.ready_bytes / 1024:.0f} KB"
    spent = ", ".join("?" if cpu is None else f"{cpu / 1000:.2f}" for cpu, _, _ in times)
    return [
        figure(
            figures.CONNECTS, done.count / done.seconds, used, done.count, note, size=members
        ),
        figure(
            figures.CONNECT_CPU,
            None if app_cpu is None else app_cpu / 1000,
            used,
            done.count,
            f"the times took {spent} ms",
        ),
    ]  # fmt: skip


def measure_idling(bench: Bench) -> list[Figure]:
    """Open very many connections that only keep their heartbeat."""
    if not bench.probe.sees_instance:
        raise CannotMeasure("the memory of the processes cannot be seen: give --pid")
    count = bench.size.idle
    bench.connect(200)
    bench.disconnect()
    time.sleep(bench.size.settle / 2)
    empty = bench.probe.memory(APP)
    bench.connect(count)
    closed = bench.receivers.call(crowd.Rest(bench.size.settle))
    before = bench.probe.snapshot()
    closed += bench.receivers.call(crowd.Rest(bench.size.settle))
    used = bench.since(before)
    value = (bench.probe.memory(APP) - empty) / 1024 / count
    bench.disconnect()
    share = used.cpu.get(APP, 0) / used.seconds
    warnings = [f"the server closed {closed} connections"] if closed else []
    note = (
        f"PSS of the app processes, {empty / 2**20:.0f} MB without; idle they use {share:.1%} CPU"
    )
    return [
        figure(figures.IDLE_MEMORY, value, used, count, note, size=count, warnings=warnings)
    ]  # fmt: skip


def measure_history(bench: Bench) -> list[Figure]:
    """Get pages of 50 with eight readers, over and over: the newest, then older ones in turn."""
    page = bench.sender.call(load.FindPages())
    if page is None:
        raise CannotMeasure("no channel of the fixture has 50 messages")
    read, used = read_pages(bench, page, older=False)
    older, older_used = read_pages(bench, page, older=True)
    note = (
        f"{read.to_answer}; {read.bytes_each / 1024:.0f} KB with {page.relations} relations; "
        f"older pages {older.count / older.seconds:.0f}/s, {older.to_answer}, "
        f"app {older_used.each(older.count).get(APP, 0):.0f} µs"
    )
    warnings = [f"{n} × {what}" for what, n in read.statuses.items() if what != "200"]
    rate = read.count / read.seconds
    return [figure(figures.HISTORY, rate, used, read.count, note, warnings=warnings)]


def read_pages(bench: Bench, page: load.Page, *, older: bool) -> tuple[load.Read, Used]:
    before = page.messages[::25][1:] if older else ()
    bench.sender.call(load.ReadHistory(1, 8, page.channel, before))
    start = bench.probe.snapshot()
    read = bench.sender.call(load.ReadHistory(bench.size.seconds, 8, page.channel, before))
    used = bench.since(start)
    tell(
        f"  {'older pages' if older else 'newest page'}: {read.count / read.seconds:.0f}/s, "
        f"{read.to_answer}, app {used.each(read.count).get(APP, 0):.0f} µs each"
    )
    return read, used


def measure_search(bench: Bench) -> list[Figure]:
    """Fill the database with a million messages, then ask for some in every way there is."""
    if not bench.database_url:
        raise CannotMeasure("only an instance of the benchmark's own is filled with messages")
    began = time.monotonic()
    ground = search.Filler(bench.fixture, bench.database_url).fill(bench.size.messages)
    tell(f"  {bench.size.messages} messages written in {time.monotonic() - began:.0f} s")
    start = bench.probe.snapshot()
    asked = search.ask(bench.fixture, ground, bench.size.searches)
    used = bench.since(start)
    for kind, spread in asked.by_kind.items():
        tell(f"  {kind}: {spread}")
    slowest = max(asked.by_kind, key=lambda kind: asked.by_kind[kind].p95)
    note = f"{asked.every}; slowest kind: {slowest}, {asked.by_kind[slowest]}"
    return [
        figure(figures.SEARCH, asked.every.p95, used, asked.count, note, size=bench.size.messages)
    ]


def measure_ready(bench: Bench) -> list[Figure]:
    """Put an account into 100 guilds of 100 channels, and connect it one time after the other."""
    if not bench.database_url:
        raise CannotMeasure("only an instance of the benchmark's own is filled with guilds")
    with psycopg.connect(bench.database_url, autocommit=True) as database:
        filler = search.Filler(bench.fixture, bench.database_url)
        reader = filler.user_id(bench.fixture.accounts[0])
        home = filler.value(
            "SELECT guild_id FROM channels WHERE id = %s", int(bench.fixture.channels[0])
        )
        made = bulk.clone_guilds(database, home, 99, 100, first=bulk.FIRST_ID + 10_000_000)
        bulk.let_in(database, reader, made)
        database.execute("VACUUM ANALYZE")
    first = bench.connect(1)
    bench.disconnect()
    start = bench.probe.snapshot()
    took: list[float] = []
    for _ in range(bench.size.searches):
        took.append(bench.connect(1).to_ready.worst)
        bench.disconnect()
    used = bench.since(start)
    # Each process reads the guilds when somebody first needs them there.
    rest = Spread.of(round(one * 1000) for one in took)
    note = (
        f"the first time {first.to_ready.worst:.0f} ms, then {rest}; "
        f"READY has {first.ready_bytes / 1024:.0f} KB"
    )
    worst = max([first.to_ready.worst, *took])
    tell(f"  {note}")
    return [figure(figures.READY, worst, used, len(took), note)]


def highest_rate(bench: Bench, start: float, patience: int = PATIENCE) -> list[Step]:
    """Raise the rate until a step fails, then halve the distance; returns the steps made."""
    steps: list[Step] = []
    good, bad = 0.0, float("inf")
    rate = start
    again = False
    while len(steps) < patience and bad / max(good, 0.01) > CLOSE_ENOUGH and rate >= 1:
        step = bench.step(rate, bench.size.seconds)
        steps.append(step)
        if step.passes:
            good = rate
        elif step.heard.closed or step.heard.verdict.lost:
            break  # what the server still holds of it would spoil the next step
        elif step.used.foreign_cores > MUCH_FOREIGN and not again:
            again = True  # others may be to blame: once more at the same rate
            continue
        else:
            bad = rate
        again = False
        if bad == float("inf"):
            rate = good * 1.7
        elif good:
            rate = (good * bad) ** 0.5
        else:
            rate = bad / 2.5
        time.sleep(0.5)
    return steps


def best_of(steps: list[Step]) -> Step | None:
    return max((s for s in steps if s.passes), key=lambda s: s.rate or 0, default=None)


def busiest_of(steps: list[Step]) -> Step:
    """Return the step with the most deliveries per second, of those that lost nothing if any."""
    clean = [s for s in steps if s.heard.verdict.is_clean and not s.heard.closed]
    return max(clean or steps, key=lambda s: s.heard.verdict.delivered / s.used.seconds)


# In the order of the runs. Idling comes first: later there would be freed memory to reuse. Reading
# comes before posting, which would push the messages with relations off the newest page.
SCENARIOS: Final[dict[str, Callable[[Bench], list[Figure]]]] = {
    "idle": measure_idling,
    "history": measure_history,
    "send": measure_sending,
    "fanout": measure_fanout,
    "zlib": measure_zlib_fanout,
    "connect": measure_connecting,
    "search": measure_search,
    "ready": measure_ready,
}
# Only measured when they are named: filling the database takes longer than everything else.
BY_NAME: Final = frozenset(("search", "ready"))


def tell(line: str) -> None:
    """Progress goes to stderr, so that stdout has the table alone."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
