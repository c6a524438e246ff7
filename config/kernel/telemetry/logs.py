"""Logging: JSON lines for machines or short lines for people, each with its request's id."""

from __future__ import annotations

import logging
import os
from typing import Any, Literal

from config.kernel.telemetry.context import request_id


class RequestIdFilter(logging.Filter):
    """Puts the id of the request that is being answered on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class TextFormatter(logging.Formatter):
    """`12:00:01 INFO  accounts signed in [4f2a…]`: what a person reads in a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        current = getattr(record, "request_id", "")
        return f"{line} [{current}]" if current else line


def logging_config(*, style: str, level: str) -> dict[str, Any]:
    """Return the LOGGING setting: everything to stderr, as `json` or as `text`."""
    formatter: Literal["json", "text"] = "json" if style == "json" else "text"
    quiet = {"level": "WARNING"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": RequestIdFilter}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.orjson.OrjsonFormatter",
                "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
                "static_fields": {"role": os.environ.get("GUILDHALL_ROLE", "command")},
            },
            "text": {
                "()": TextFormatter,
                "format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s",
                "datefmt": "%H:%M:%S",
            },
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": formatter,
                "filters": ["request_id"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Each request is logged once, by the telemetry middleware.
            "uvicorn.access": quiet,
            "uvicorn.error": quiet,  # two lines for each socket otherwise
            "django.request": {"level": "ERROR"},
            "celery": quiet,
            "botocore": quiet,
            "urllib3": quiet,
            "PIL": quiet,
        },
    }
