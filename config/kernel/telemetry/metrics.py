"""The Prometheus metrics of all roles.

With PROMETHEUS_MULTIPROC_DIR set (`manage.py up` sets it), every process writes its numbers to
files there and whichever ASGI process is asked for `/metrics` adds them up.
"""

from __future__ import annotations

import os
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

HTTP_REQUESTS: Final = Counter(
    "http_requests_total", "Answered HTTP requests.", ["method", "route", "status"]
)
HTTP_SECONDS: Final = Histogram(
    "http_request_duration_seconds",
    "Time from the request to its answer.",
    ["route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
MESSAGES_SENT: Final = Counter("messages_sent_total", "Messages written by people and bots.")
DELIVERY_SECONDS: Final = Histogram(
    "message_delivery_seconds",
    "Time from the creation of a message to its delivery to local sessions.",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
WEBSOCKETS: Final = Gauge(
    "active_websocket_connections", "Open gateway sockets.", multiprocess_mode="livesum"
)
VOICE_SESSIONS: Final = Gauge(
    "voice_sessions_active", "People in voice channels.", multiprocess_mode="mostrecent"
)
RECORDINGS: Final = Gauge(
    "recordings_active", "Voice channels being recorded.", multiprocess_mode="mostrecent"
)
SOCKETS_CLOSED: Final = Counter(
    "websocket_closes_total", "Closed gateway sockets by close code.", ["code"]
)
DATABASE_SECONDS: Final = Histogram(
    "database_ping_seconds",
    "Time of a trivial query, taken when readiness is asked for.",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1),
)
REDIS_MEMORY: Final = Gauge(
    "redis_memory_bytes", "Memory that Redis uses.", multiprocess_mode="mostrecent"
)
TASK_SECONDS: Final = Histogram(
    "celery_task_duration_seconds", "Time of background tasks.", ["task", "state"]
)
MEDIA_SCANS: Final = Counter(
    "media_scans_total", "Pictures that the operator's scanner was asked about.", ["result"]
)


def exposition() -> tuple[bytes, str]:
    """Return the numbers of all processes of this machine, and their content type."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry), CONTENT_TYPE_LATEST
