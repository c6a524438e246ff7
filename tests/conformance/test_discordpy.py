"""A driver of 77 checks, written with discord.py by others, where it is at hand."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.conformance, pytest.mark.instance(processes=1)]


if folder := os.environ.get("CONFORMANCE_DIR"):

    def test_the_conformance_driver_finds_nothing_wrong(instance, settings):
        from config.demo.fixture import Fixture

        settings.PUBLIC_URL = instance.base_url
        fixture = Fixture(say=lambda line: None)
        fixture.restore()
        facts = json.loads(json.dumps(fixture.as_json(fixture.guests(6))))
        answer = subprocess.run(
            [sys.executable, str(Path(folder) / "discordpy_check.py")],
            env={
                **os.environ,
                "API_BASE": f"{facts['base_url']}/api",
                "BOT_TOKEN": facts["bot_token"],
                "GUILD_ID": facts["guild_id"],
                "OTHER_GUILD_ID": facts["other_guild_id"],
                "HISTORY": "110",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )
        failed = [line for line in answer.stdout.splitlines() if line.startswith("FAIL")]
        assert not failed
        assert answer.returncode == 0, answer.stderr

    def test_the_conformance_driver_of_voice_finds_nothing_wrong(instance, settings):
        from config.demo.fixture import Fixture

        settings.PUBLIC_URL = instance.base_url
        fixture = Fixture(say=lambda line: None)
        fixture.restore()
        facts = json.loads(json.dumps(fixture.as_json(fixture.guests(2))))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        worker = instance.start_worker(port)
        try:
            answer = subprocess.run(
                [sys.executable, str(Path(folder) / "discordpy_voice_check.py")],
                env={
                    **os.environ,
                    "API_BASE": f"{facts['base_url']}/api",
                    "BOT_TOKEN": facts["bot_token"],
                    "BOT2_TOKEN": facts["bot2_token"],
                    "GUILD_ID": facts["guild_id"],
                    "VOICE_TLS": "0",
                    "FRAMES": "25",
                },
                capture_output=True,
                text=True,
                check=False,
                timeout=200,
            )
        finally:
            worker.terminate()
            worker.wait(15)
        failed = [line for line in answer.stdout.splitlines() if line.startswith("FAIL")]
        assert not failed
        assert answer.returncode == 0, answer.stderr
