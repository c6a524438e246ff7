"""Events that are worthless a moment later: typing, presence, speaking.

They go through the channel layer, one group per topic, and are kept nowhere. The gateway's hub
is the one consumer of a process.
"""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from config.kernel.events import Event

_tasks: set[asyncio.Task[None]] = set()


def group_name(topic: str) -> str:
    """Return the channel layer's group of a topic (groups may not hold colons)."""
    return "events." + topic.replace(":", ".")


def message(event: Event) -> dict[str, Any]:
    """Return what is sent through the layer; the data is encoded here, once for all receivers."""
    to = event.to
    return {
        "type": "event",
        "topic": to.topic,
        "name": event.name,
        "channel_id": to.channel_id,
        "but_not": to.but_not,
        "application_id": to.application_id,
        "data": orjson.dumps(event.data),
    }


def send(event: Event) -> None:
    """Send once the current transaction commits; at once where there is none."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        transaction.on_commit(lambda: async_to_sync(deliver)(event))
    else:
        task = loop.create_task(deliver(event))
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)


async def settle() -> None:
    """Wait until what was sent from the running loop has left."""
    loop = asyncio.get_running_loop()
    if leaving := [task for task in _tasks if task.get_loop() is loop]:
        await asyncio.wait(leaving, timeout=5)


async def deliver(event: Event) -> None:
    """Send now. Redis being away loses the event, which is what ephemeral means."""
    import redis

    layer = get_channel_layer()
    if layer is None:
        return
    try:
        await layer.group_send(group_name(event.to.topic), message(event))
    except (redis.RedisError, OSError):
        return
