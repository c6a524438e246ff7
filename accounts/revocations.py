"""Telling every process at once that what it remembers of a user's credentials is void.

One thread per process listens on a Redis channel. While it cannot listen, the process remembers
nothing, so a revocation is never missed.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Final

import redis
from django.conf import settings

logger = logging.getLogger("guildhall.accounts")

CHANNEL: Final = "credentials:revoked"
RETRY_SECONDS: Final = 1.0
SILENCE_SECONDS: Final = 5.0

_lock = threading.Lock()
_thread: threading.Thread | None = None
_pid = 0
_is_listening = threading.Event()
_is_over = threading.Event()


def publish(user_id: int) -> None:
    """Make all processes forget a user's credentials; call it after the commit."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
    try:
        client.publish(CHANNEL, str(user_id))
    except (redis.RedisError, OSError) as error:
        # The others lost the connection too, and with it what they remembered.
        logger.warning("a revocation could not be published: %s", error)
    finally:
        client.close()


def listening(forget: Callable[[int], None], clear: Callable[[], None]) -> bool:
    """Return whether this process hears of revocations; starts to listen when asked first."""
    global _thread, _pid
    if _thread is None or _pid != os.getpid():
        with _lock:
            if _thread is None or _pid != os.getpid():
                _is_listening.clear()
                _thread = threading.Thread(
                    target=_listen, args=(forget, clear), name="revocations", daemon=True
                )
                _pid = os.getpid()
                atexit.register(_is_over.set)
                _thread.start()
    return _is_listening.is_set()


def _listen(forget: Callable[[int], None], clear: Callable[[], None]) -> None:
    while not _is_over.is_set():
        try:
            _listen_once(forget)
        except (redis.RedisError, OSError) as error:
            if _is_listening.is_set() and not _is_over.is_set():
                logger.warning("not hearing of revocations: %s", error)
        _is_listening.clear()
        clear()
        _is_over.wait(RETRY_SECONDS)


def _listen_once(forget: Callable[[int], None]) -> None:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=SILENCE_SECONDS * 2, socket_connect_timeout=2
    )
    with client, client.pubsub() as pubsub:  # type: ignore[no-untyped-call]
        pubsub.subscribe(CHANNEL)
        heard = time.monotonic()
        while True:
            message = pubsub.get_message(timeout=SILENCE_SECONDS)
            if message is None:
                # A dead peer says nothing either: make it answer.
                if time.monotonic() - heard > SILENCE_SECONDS * 3:
                    raise redis.ConnectionError("Redis does not answer")
                pubsub.ping()
                continue
            heard = time.monotonic()
            if message["type"] == "subscribe":
                _is_listening.set()
            elif message["type"] == "message":
                forget(int(message["data"]))
