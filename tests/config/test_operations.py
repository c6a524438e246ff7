"""Health and metrics, asked of a real server."""

from __future__ import annotations

import httpx
import pytest

from config.kernel.telemetry.health import beat_heart
from tests.helpers.instance import Instance
from tests.services import throwaway


@pytest.mark.instance(processes=1)
def test_readiness_names_the_part_that_is_missing(instance: Instance):
    with httpx.Client(base_url=instance.base_url) as client:
        without_worker = client.get("/health/ready")
        beat_heart()
        complete = client.get("/health/ready")
        throwaway.stop_redis(keep_data=True)
        try:
            without_redis = client.get("/health/ready")
            alive = client.get("/health")
        finally:
            throwaway.start_redis()

    assert without_worker.status_code == 503
    assert without_worker.json()["worker"] is False
    assert complete.status_code == 200
    assert complete.json() == {"status": "ok", "database": True, "redis": True, "worker": True}
    assert without_redis.status_code == 503
    assert without_redis.json()["redis"] is False
    assert alive.status_code == 200


@pytest.mark.instance(processes=1, env={"METRICS_TOKEN": "a-token"})
def test_metrics_are_only_for_who_knows_the_token(instance: Instance):
    with httpx.Client(base_url=instance.base_url) as client:
        client.get("/health")
        refused = client.get("/metrics")
        allowed = client.get("/metrics", headers={"Authorization": "Bearer a-token"})

    assert refused.status_code == 404
    assert allowed.status_code == 200
    for name in (
        "http_requests_total",
        "http_request_duration_seconds",
        "messages_sent_total",
        "active_websocket_connections",
        "voice_sessions_active",
        "recordings_active",
    ):
        assert f"# TYPE {name.removesuffix('_total')}" in allowed.text or name in allowed.text
    assert 'http_requests_total{method="GET",route="health",status="200"}' in allowed.text


@pytest.mark.instance(processes=1)
def test_every_answer_carries_a_request_id(instance: Instance):
    with httpx.Client(base_url=instance.base_url) as client:
        own = client.get("/health", headers={"X-Request-Id": "from-a-proxy-1"})
        hostile = client.get("/health", headers={"X-Request-Id": "a b;c"})

    assert own.headers["X-Request-Id"] == "from-a-proxy-1"
    assert hostile.headers["X-Request-Id"] != "a b;c"
