"""`manage.py doctor`: look at the configuration and the servers, and say what is wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import redis
from django.conf import settings
from django.core import checks
from django.core.files.base import ContentFile
from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from config.kernel import fence
from config.kernel.telemetry.health import HEARTBEAT_KEY

OLDEST_POSTGRES = 140_000
OLDEST_REDIS = (6, 2)
LEAST_FREE_BYTES = 1024**3
# The proxy redirects to https (W008); the others follow from PUBLIC_URL.
ABOUT_HTTPS = {"security.W004", "security.W008", "security.W010", "security.W011",
               "security.W012", "security.W016"}  # fmt: skip


class Trouble(Exception):
    """What is wrong, and what to do, in one line."""


class Command(BaseCommand):
    help = "Check the configuration, the database, Redis, storage, mail and voice of this instance."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        failures = 0
        for name, examine in EXAMINATIONS.items():
            try:
                detail = examine()
            except Trouble as trouble:
                failures += 1
                self.stdout.write(self.style.ERROR(f"FAIL  {name}: {trouble}"))
            else:
                self.stdout.write(f"ok    {name}: {detail}")
        for message in configuration_messages():
            is_error = message.level >= checks.ERROR
            failures += is_error
            mark = "FAIL" if is_error else "warn"
            hint = f" {message.hint}" if message.hint else ""
            self.stdout.write(f"{mark}  {message.id}: {message.msg}{hint}")
        if failures:
            raise CommandError(f"{failures} problems", returncode=1)


def configuration_messages() -> Iterator[checks.CheckMessage]:
    """Return what Django's and our own checks say, without those that only concern developers."""
    try:
        messages = checks.run_checks(include_deployment_checks=True)
    except Exception as error:  # noqa: BLE001  without a database some checks cannot run
        yield checks.Warning(f"Not all checks could run: {error}", id="guildhall.W003")
        return
    for message in messages:
        name = message.id or ""
        is_about_https = name in ABOUT_HTTPS and not settings.IS_HTTPS  # W001 of ours says it once
        if not (message.is_silenced() or is_about_https):
            yield message


def examine_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            number = int(cursor.fetchone()[0])
            cursor.execute("SHOW server_encoding")
            encoding = cursor.fetchone()[0]
    except DatabaseError as error:
        raise Trouble(f"{str(error).splitlines()[0]} (is `make run` running?)") from None
    if number < OLDEST_POSTGRES:
        raise Trouble(f"PostgreSQL {number // 10_000} is too old: 14 or newer is needed.")
    if encoding != "UTF8":
        raise Trouble(f"The database's encoding is {encoding}: create it with UTF8.")
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Trouble(f"{len(plan)} migrations wait: run `manage.py migrate`.")
    return f"PostgreSQL {number // 10_000}.{number % 10_000}, migrations in step"


def examine_fence() -> str:
    if not settings.ROW_LEVEL_SECURITY:
        return "off (ROW_LEVEL_SECURITY)"
    try:
        if fence.is_usable_sync():
            return f"private things are read as {fence.ROLE}"
    except DatabaseError as error:
        raise Trouble(str(error).splitlines()[0]) from None
    return (
        f"off, the database's user may not become {fence.ROLE}:"
        " docs/operating.md has the SQL to run as an administrator"
    )


def examine_redis() -> str:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=3) as client:
            version = str(client.info("server")["redis_version"])
            policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "")
            worker = client.exists(HEARTBEAT_KEY)
    except redis.RedisError as error:
        raise Trouble(f"{error} (is `make run` running?)") from None
    if tuple(map(int, version.split(".")[:2])) < OLDEST_REDIS:
        raise Trouble(f"Redis {version} is too old: 6.2 or newer is needed.")
    if policy not in {"noeviction", ""}:
        raise Trouble(f"maxmemory-policy is {policy}: with it Redis drops events; use noeviction.")
    return f"Redis {version}, {'a worker is there' if worker else 'but no worker has reported'}"


def examine_storage() -> str:
    from config.kernel.storage import bucket, delete_file, save_file

    name = f"doctor/{os.getpid()}"
    try:
        save_file("attachments", name, ContentFile(b"doctor"))
        with bucket("attachments").open(name) as file:
            content = file.read()
        delete_file("attachments", name)
    except Exception as error:  # noqa: BLE001  boto3 and the file system raise their own
        raise Trouble(f"A file could not be stored and read back: {error}") from None
    if content != b"doctor":
        raise Trouble("A file came back with other content.")
    if settings.S3_BUCKET:
        return f"S3 bucket {settings.S3_BUCKET}"
    free = shutil.disk_usage(settings.MEDIA_ROOT).free
    if free < LEAST_FREE_BYTES:
        raise Trouble(f"Only {free / 1024**2:.0f} MB are free below {settings.MEDIA_ROOT}.")
    return f"{settings.MEDIA_ROOT}, {free / 1024**3:.0f} GB free"


def examine_mail() -> str:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return f"not sent ({settings.EMAIL_BACKEND})"
    try:
        with get_connection(timeout=10):
            return f"{settings.EMAIL_HOST} takes mail"
    except OSError as error:
        raise Trouble(f"The mail server {settings.EMAIL_HOST} does not answer: {error}") from None


def examine_voice() -> str:
    from media_sfu.reachability import Unreachable, examine

    try:
        return examine()
    except Unreachable as problem:
        raise Trouble(str(problem)) from None
    except (redis.RedisError, OSError) as error:
        raise Trouble(f"The media workers could not be asked for: {error}") from None


EXAMINATIONS: dict[str, Callable[[], str]] = {
    "database": examine_database,
    "row-level security": examine_fence,
    "redis": examine_redis,
    "storage": examine_storage,
    "mail": examine_mail,
    "voice": examine_voice,
}
