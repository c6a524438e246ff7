"""What the server does for its clients' connections."""

from __future__ import annotations

import http.client
import time
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from config.settings import limits

pytestmark = pytest.mark.instance(processes=1)


def test_a_connection_outlives_the_time_for_which_a_bot_waits(instance) -> None:
    """Else the request after the wait meets a server that is just closing it, and is lost."""
    address = urlsplit(instance.base_url).netloc
    with closing(http.client.HTTPConnection(address, timeout=10)) as connection:
        connection.connect()
        first = connection.sock
        for wait in (0, limits.MESSAGE_CHANNEL_RATE[1] + 1):
            time.sleep(wait)
            connection.request("GET", "/health")
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            assert connection.sock is first
