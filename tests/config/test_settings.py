"""What operators read is what the code does."""

from __future__ import annotations

import json
import re

import pytest

from config.settings.environment import BASE_DIR, local_url, rate

READ = re.compile(
    r"""(?:env(?:\.\w+)?\(|environ\.get\(|in env\b|secret\()\s*\n?\s*"([A-Za-z0-9_]+)\""""
)
INTERNAL = {"GUILDHALL_ROLE", "DJANGO_SETTINGS_MODULE", "PROMETHEUS_MULTIPROC_DIR"}
GENERATED = {"POSTGRES_PASSWORD", "REDIS_PASSWORD"}


def test_every_variable_that_is_read_is_explained_and_the_other_way_round():
    read = set()
    for folder in ("config", "accounts", "guilds", "messaging", "realtime", "media_sfu"):
        for file in (BASE_DIR / folder).rglob("*.py"):
            read |= {name.upper() for name in READ.findall(file.read_text())}
    read |= {"DATABASE_URL", "REDIS_URL"}
    explained = set(
        re.findall(r"^#([A-Z0-9_]+)=", (BASE_DIR / ".env.example").read_text(), re.MULTILINE)
    )

    assert read - INTERNAL - GENERATED - explained == set()
    assert explained - read == set()


def test_the_lock_file_of_npm_names_no_registry():
    lock = json.loads((BASE_DIR / "package-lock.json").read_text())

    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]


def test_an_instance_open_to_the_network_knows_an_address_that_others_can_use():
    assert local_url("127.0.0.1", 8000) == "http://localhost:8000"
    assert local_url("::1", 80) == "http://localhost:80"
    assert local_url("10.0.0.5", 80) == "http://10.0.0.5:80"
    assert local_url("fd00::1", 80) == "http://[fd00::1]:80"
    assert local_url("0.0.0.0", 80).startswith("http://")
    assert "0.0.0.0" not in local_url("0.0.0.0", 80)


def test_a_rate_is_read_as_messages_per_seconds_or_refused():
    assert rate("10/60") == (10, 60)
    for wrong in ("10", "10/", "ten/60", "0/5", "5/0", "-1/5"):
        with pytest.raises(ValueError, match="rate"):
            rate(wrong)
