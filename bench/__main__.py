"""Run the benchmark and print its table."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

import orjson
import psutil

from bench import micro
from bench.crowd import Crowd
from bench.figures import Figure, table
from bench.fixture import Fixture
from bench.instance import InstanceFailed, running_instance
from bench.load import AskGateway, Load
from bench.probe import Probe
from bench.scenarios import BY_NAME, FULL, QUICK, SCENARIOS, Bench, CannotMeasure, tell
from bench.workers import CommandFailed, Worker

LONGEST_SECONDS: Final = 1500


def main() -> int:
    options = parse_options()
    signal.signal(signal.SIGTERM, end_early)
    signal.signal(signal.SIGALRM, end_early)
    signal.alarm(LONGEST_SECONDS)
    try:
        if options.micro:
            sys.stdout.write(micro.table() + "\n")
            return 0
        with ground(options) as (fixture, pid, database_url):
            results, failures = run(options, fixture, pid, database_url)
    except (InstanceFailed, OSError, ValueError) as error:
        tell(str(error))
        return 1
    except CommandFailed as error:
        tell(f"The instance cannot be measured: {last_line(error)}")
        return 1
    except KeyboardInterrupt:
        tell("Ended early.")
        return 130
    report(options, results, failures)
    return 1 if failures else 0


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    add("--only", choices=SCENARIOS, action="append", help="measure this row; may be repeated")
    add("--quick", action="store_true", help="fewer connections and shorter steps")
    add("--users", type=int, default=0, help="members of the guild (default 1000)")
    add("--fixture", type=Path, help="JSON of `manage.py demo --json --users N`, made before")
    add("--base-url", default="", help="address of the running instance that the fixture is of")
    add("--pid", type=int, help="supervisor of the running instance, to see what it uses")
    add("--json", type=Path, help="write everything that was measured to this file, too")
    add("--micro", action="store_true", help="only the micro-benchmarks, without an instance")
    options = parser.parse_args()
    if (options.base_url or options.pid) and not options.fixture:
        parser.error("a running instance needs --fixture")
    return options


@contextmanager
def ground(options: argparse.Namespace) -> Iterator[tuple[Fixture, int | None, str]]:
    """Give what to work with: the fixture, the supervisor, and the database if it is ours."""
    if options.fixture:
        yield Fixture.read(options.fixture, options.base_url), options.pid, ""
        return
    users = options.users or (QUICK.receivers if options.quick else FULL.receivers)
    tell("Starting an instance …")
    with running_instance() as instance:
        tell(f"Filling {instance.base_url} with {users} members …")
        yield instance.fill(users), instance.pid, instance.database_url


def run(
    options: argparse.Namespace, fixture: Fixture, pid: int | None, database_url: str
) -> tuple[list[Figure], dict[str, str]]:
    sender: Worker[Load] = Worker(Load, fixture)
    tokens = tuple(account.token for account in fixture.accounts)
    receivers: Worker[Crowd] = Worker(Crowd, sender.call(AskGateway()), tokens)
    size = QUICK if options.quick else FULL
    results: list[Figure] = []
    failures: dict[str, str] = {}
    try:
        probe = Probe(pid, [sender.pid, receivers.pid])
        bench = Bench(fixture, probe, receivers, sender, size, database_url)
        wanted = options.only or SCENARIOS.keys() - BY_NAME
        for name in (name for name in SCENARIOS if name in wanted):
            tell(f"{name}: {SCENARIOS[name].__doc__}")
            try:
                results += SCENARIOS[name](bench)
            except (CannotMeasure, CommandFailed, TimeoutError) as error:
                tell(f"  not measured: {error}")
                failures[name] = last_line(error)
                bench.disconnect()
    finally:
        sender.stop()
        receivers.stop()
    return results, failures


def report(options: argparse.Namespace, results: list[Figure], failures: dict[str, str]) -> None:
    cores = psutil.cpu_count() or 1
    machine = f"{cores} cores shared with the generator, Python {platform.python_version()}, {platform.system()} {platform.release()}, load {os.getloadavg()[0]:.2f}"
    lines = [f"Measured on {machine}{', quick' if options.quick else ''}.", ""]
    if results:
        lines += [table(results), ""]
    lines += [f"Not measured: {name}: {reason}" for name, reason in failures.items()]
    sys.stdout.write("\n".join(lines).rstrip() + "\n")
    if options.json:
        found = {
            "machine": machine,
            "figures": [one.as_json() for one in results],
            "failures": failures,
        }
        options.json.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))


def last_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[-1]


def end_early(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
