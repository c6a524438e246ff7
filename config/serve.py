"""One ASGI process: `python -m config.serve --fd N` on a socket that its parent opened.

Several processes share one listening socket, so when one dies the others go on, and none of
the connections that wait to be accepted is lost.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import resource
import socket
from typing import Final

import uvicorn

from config.kernel.one_write import OneWriteProtocol

MANY: Final = 1_048_576
# Longer than clients keep an idle connection (aiohttp 15 s, nginx 60 s, OkHttp 300 s). The side
# that closes first must be the client's: a request that crosses our closing is lost, and nobody
# may repeat a POST. uvicorn's 5 s are just the window for which a bot waits between messages.
KEEP_ALIVE_SECONDS: Final = 320


def server(*, drain_seconds: int) -> uvicorn.Server:
    """Return uvicorn as Guildhall runs it."""
    config = uvicorn.Config(
        "config.asgi:application",
        loop="uvloop",
        http=OneWriteProtocol,
        ws="websockets-sansio",
        # Far above what is allowed: the gateway itself answers those with its close code.
        ws_max_size=1024 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=os.environ.get("TRUST_PROXY", "") in {"1", "true", "yes", "on"},
        forwarded_allow_ips=os.environ.get("TRUSTED_PROXIES", "127.0.0.1,::1"),
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=drain_seconds,
        backlog=2048,
    )
    return uvicorn.Server(config)


def allow_many_sockets() -> None:
    """Raise the limit of open files as far as we may: every connection takes one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MANY if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def collect_garbage_rarely() -> None:
    """Keep the collector from stopping everybody.

    With thousands of sessions a full collection takes up to half a second, and Python's thresholds
    bring one about every few seconds while people connect: a third of the CPU then. Nearly all
    garbage is freed by reference counts; what hangs in cycles may wait.
    """
    gc.set_threshold(50_000, 20, 100)


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve HTTP and WebSockets.")
    parser.add_argument("--fd", type=int, required=True, help="a listening socket")
    parser.add_argument("--drain", type=int, default=5, help="seconds for answers under way")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    allow_many_sockets()
    collect_garbage_rarely()
    # The family is read from the socket; uvicorn's own --fd takes every socket for a Unix one.
    listener = socket.socket(fileno=arguments.fd)
    server(drain_seconds=arguments.drain).run(sockets=[listener])


if __name__ == "__main__":
    main()
