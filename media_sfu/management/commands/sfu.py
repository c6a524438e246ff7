"""`manage.py sfu`: one worker that forwards voice and video, on one UDP port."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Forward voice and video. Run one per core, each with a number of its own."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--number", type=int, default=0, help="added to SFU_UDP_PORT (default: 0)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        import uvloop

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve(settings.SFU_UDP_PORT + options["number"]))


async def serve(port: int) -> None:
    from config.kernel import aio, log
    from media_sfu.serving import WorkerProcess

    aio.adopt_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    worker = WorkerProcess(host=settings.SFU_HOST, port=port, external_ips=settings.SFU_EXTERNAL_IP)
    try:
        await worker.start()
    except OSError as error:
        raise CommandError(
            f"UDP port {port} cannot be used ({error.strerror or error}): set SFU_UDP_PORT"
        ) from error
    try:
        await stopping.wait()
    finally:
        await worker.close()
        await log.close()
