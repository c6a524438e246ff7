"""Print a table: what a packet costs the media worker, and what it costs to copy it at all."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import statistics
import sys
from typing import Final

from bench.voice import child, crowd
from bench.voice.ground import LOOPBACK, ROWS, Ground, Row
from media_sfu.worker import datagrams

WARM_UP: Final = 2.5  # a key frame comes every two seconds
HEAD: Final = (
    "| row | offered/s | packets sent/s | µs CPU per packet | share of a core | copying alone, µs | ratio "
    "| added ms p50 / p95 / p99 | lost | not read by the generator | generator late at most, ms |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


class Measured:
    def __init__(self, row: Row, seconds: float, *, is_raw: bool) -> None:
        sink = datagrams.bind(LOOPBACK, 0)
        ground = Ground(row, sink.port)
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        arguments = (theirs, ground.rooms, row.is_video, is_raw)
        process = context.Process(target=child.main, args=arguments, daemon=True)
        process.start()
        try:
            port = ours.recv()
            everybody = crowd.Crowd(
                row, ground, sink, port, is_raw=is_raw, seconds=WARM_UP + seconds
            )
            everybody.run(WARM_UP)
            ours.send("measure")
            cpu, sent = ours.recv()
            outcome = everybody.run(seconds)
            ours.send("measure")
            cpu_after, sent_after = ours.recv()
            ours.send("end")
            process.join(10)
            everybody.close()
        finally:
            process.kill()
            ground.close()
            sink.close()
        self.packets = sent_after - sent
        self.rate = self.packets / seconds
        self.cost = (cpu_after - cpu) / max(self.packets, 1) * 1e6
        self.share = (cpu_after - cpu) / seconds
        self.offered = outcome.sent / seconds
        self.late = outcome.latest * 1000
        expected = outcome.sent * row.copies
        self.lost = max(0.0, 1 - self.packets / expected)
        self.unread = max(0.0, 1 - (outcome.arrived + outcome.probed) / max(self.packets, 1))
        self.ages = [age * 1000 for age in outcome.ages]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.voice", description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0, help="length of each measurement")
    parser.add_argument("--only", help="rows whose name contains this")
    options = parser.parse_args()
    version = f"Python {platform.python_version()}, load {os.getloadavg()[0]:.2f}"
    sys.stdout.write(f"{os.cpu_count()} cores shared with the generator, {version}.\n\n{HEAD}\n")
    for row in ROWS:
        if options.only and options.only not in row.name:
            continue
        raw = Measured(row, options.seconds, is_raw=True)
        ours = Measured(row, options.seconds, is_raw=False)
        sys.stdout.write(line(row, ours, raw) + "\n")
        sys.stdout.flush()


def line(row: Row, ours: Measured, raw: Measured) -> str:
    cuts = statistics.quantiles(ours.ages, n=100) if len(ours.ages) > 1 else [0.0] * 99
    ages = " / ".join(f"{cuts[at - 1]:.2f}" for at in (50, 95, 99))
    return (
        f"| {row.name} | {ours.offered:,.0f} | {ours.rate:,.0f} | {ours.cost:.2f} | {ours.share:.1%} | {raw.cost:.2f} "
        f"| {ours.cost / raw.cost:.2f} | {ages} | {ours.lost:.3%} "
        f"| {ours.unread:.3%} | {ours.late:.1f} |"
    )


if __name__ == "__main__":
    main()
