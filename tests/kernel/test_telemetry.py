"""Log lines and the ids that tie them together; the sum of all processes' metrics."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.kernel.telemetry.context import new_request_id, request_id
from config.kernel.telemetry.logs import logging_config
from config.settings.environment import BASE_DIR


def log_line(style: str) -> str:
    options = logging_config(style=style, level="INFO")["formatters"][style].copy()
    factory = options.pop("()")
    if isinstance(factory, str):
        module, name = factory.rsplit(".", 1)
        factory = getattr(__import__(module, fromlist=[name]), name)
        formatter = factory(**options)
    else:
        formatter = factory(options["format"], options["datefmt"])
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger = logging.getLogger("guildhall.test")
    logger.propagate = False
    logger.addHandler(handler)
    for log_filter in logging_config(style=style, level="INFO")["filters"].values():
        handler.addFilter(log_filter["()"]())
    logger.warning("signed in: %s", "ünal", extra={"user_id": "5"})
    logger.removeHandler(handler)
    return stream.getvalue()


@pytest.fixture
def current_request():
    token = request_id.set("abc12345")
    yield "abc12345"
    request_id.reset(token)


def test_a_json_line_can_be_read_by_a_machine(current_request):
    entry = json.loads(log_line("json"))

    assert entry["message"] == "signed in: ünal"
    assert entry["level"] == "WARNING"
    assert entry["logger"] == "guildhall.test"
    assert entry["request_id"] == current_request
    assert entry["user_id"] == "5"
    assert entry["time"]


def test_a_text_line_ends_with_the_request_it_belongs_to(current_request):
    assert log_line("text").endswith(f"guildhall.test: signed in: ünal [{current_request}]\n")


def test_only_harmless_ids_are_taken_over_from_a_proxy():
    assert new_request_id("0123456789abcdef") == "0123456789abcdef"
    for hostile in ("short", "x" * 65, "with space 1", 'quote"12345', "line\nbreak1"):
        assert new_request_id(hostile) != hostile


def test_the_metrics_of_all_processes_are_added_up(tmp_path: Path):
    env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    count = "from config.kernel.telemetry import metrics; metrics.MESSAGES_SENT.inc(2)"
    show = (
        "from config.kernel.telemetry import metrics; metrics.MESSAGES_SENT.inc(3);"
        "print(metrics.exposition()[0].decode())"
    )
    subprocess.run([sys.executable, "-c", count], env=env, cwd=BASE_DIR, check=True)
    shown = subprocess.run(
        [sys.executable, "-c", show], env=env, cwd=BASE_DIR, check=True, capture_output=True
    )

    assert b"messages_sent_total 5.0" in shown.stdout
