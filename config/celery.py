"""The Celery application: three queues, and the periodic work that the apps declare.

An app declares periodic tasks as `PERIODIC_TASKS` in its `tasks.py`: a mapping of the task's
name to seconds or a crontab, for example `{"messaging.tasks.purge_deleted": 3600}`, and as
`TASK_QUEUES` those that are not for the queue `chat`: `{"messaging.tasks.purge_deleted": "bulk"}`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
import warnings
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import (
    before_task_publish,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_process_init,
    worker_ready,
)
from kombu import Exchange, Queue

QUEUES = ("chat", "media", "bulk")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

# Tasks are JSON, so a worker that runs as root unpickles nothing.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("guildhall")
app.config_from_object("django.conf:settings", namespace="CELERY")
exchange = Exchange("guildhall")
app.conf.task_queues = [Queue(name, exchange, routing_key=name) for name in QUEUES]
app.conf.update(task_default_exchange=exchange.name, task_default_routing_key=QUEUES[0])
app.autodiscover_tasks()

TASK_MODULES = ("config.kernel", "accounts", "guilds", "messaging", "media_sfu", "realtime")


def declared(name: str) -> dict[str, Any]:
    """Return what the `tasks.py` of all apps declare under a name, together."""
    modules = [f"{package}.tasks" for package in TASK_MODULES]
    found = [getattr(import_module(module), name, {}) for module in modules if find_spec(module)]
    return {key: value for mapping in found for key, value in mapping.items()}


@cache
def queues_of_tasks() -> dict[str, str]:
    return declared("TASK_QUEUES")


def route_task(name: str, *_: object, **__: object) -> dict[str, str]:
    """Return where a task is queued: `chat`, unless its module says otherwise."""
    return {"queue": queues_of_tasks().get(name, QUEUES[0])}


app.conf.update(task_routes=(route_task,))


@app.on_after_finalize.connect
def schedule_periodic_tasks(sender: Celery, **_: object) -> None:
    """Assemble the schedule of beat from what each app declares."""
    for name, schedule in declared("PERIODIC_TASKS").items():
        sender.conf.beat_schedule[name] = {"task": name, "schedule": schedule}


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Leave logging as Django's settings configured it."""


@before_task_publish.connect
def pass_request_id(headers: dict[str, Any], **_: object) -> None:
    from config.kernel.telemetry.context import request_id

    headers["request_id"] = request_id.get()


@task_prerun.connect
def begin_task(task: Any, **_: object) -> None:
    from config.kernel.telemetry.context import request_id

    request_id.set(getattr(task.request, "request_id", None) or task.request.id or "")
    task.request.started = time.perf_counter()


@task_postrun.connect
def end_task(task: Any, state: str | None = None, **_: object) -> None:
    from config.kernel.telemetry.metrics import TASK_SECONDS

    started = getattr(task.request, "started", None)
    if started is not None:
        TASK_SECONDS.labels(task.name, state or "UNKNOWN").observe(time.perf_counter() - started)


@worker_process_init.connect
def begin_worker_process(**_: object) -> None:
    """Forget the parent's connections, and end when the parent is killed."""
    from django.db import connections

    from config.embedded.tether import end_with_parent

    end_with_parent(signal.SIGKILL, os.getppid())
    for connection in connections.all(initialized_only=True):
        connection.close_if_unusable_or_obsolete()


@worker_ready.connect
def start_heartbeat(**_: object) -> None:
    """Let `/health/ready` see that a worker is there."""
    threading.Thread(target=_beat_for_ever, name="heartbeat", daemon=True).start()


def _beat_for_ever() -> None:
    import redis

    from config.kernel.telemetry.health import HEARTBEAT_SECONDS, beat_heart

    while True:
        # Readiness tells that Redis is away; the next beat tries again.
        with contextlib.suppress(redis.RedisError):
            beat_heart()
        time.sleep(HEARTBEAT_SECONDS)
