"""A guild with a text channel, and people who talk in it."""

from __future__ import annotations

import io
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import orjson
import pytest
from PIL import Image

from config.kernel import aio, outbound
from guilds.services.guilds import update_guild
from messaging.content.bodies import NewMessage
from messaging.services.sending import send_message
from tests.builders import make_bot, make_guild, make_member, make_user, text_channel
from tests.helpers.openapi import assert_documented, is_described


@pytest.fixture
def hall(transactional_db):
    """Return a guild of ada's with bob in it: ``.guild .channel .ada .bob``."""
    ada = make_user("ada")
    guild = make_guild(ada)
    guild = update_guild(ada, guild, {"system_channel_flags": 1})  # no notices of joins
    bob = make_member(guild, "bob")
    return SimpleNamespace(guild=guild, channel=text_channel(guild), ada=ada, bob=bob)


@pytest.fixture
def bot(hall):
    """Return a bot with a seat in the hall."""
    return make_member(hall.guild, make_bot(owner=hall.ada), permissions=8)


@pytest.fixture
def call(api):
    """Return a caller, `call(user, "GET", path)`, that checks that answers are as documented."""

    def call(who, method, path, json=None, **options):
        answer = api(who).request(method, path, json, **options)
        body = answer.json() if answer.content else None
        if is_described(method, path):
            assert_documented(method, path.partition("?")[0], answer.status_code, body)
        return answer

    return call


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def say(author, channel, content="hello", **more):
    """Send a message; returns what the sender was answered."""
    options = {key: more.pop(key) for key in ("files", "sent_at") if key in more}
    message = NewMessage(content=content, **more)
    return aio.run(send_message(author, channel.id, message, **options))


@pytest.fixture
def log(transactional_db):
    """Return what was published since, as (name, data, topic) in the order of the log."""
    import redis
    from django.conf import settings

    from config.kernel import log as event_log

    def read(*names):
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            found = []
            for key in client.scan_iter(match=f"{event_log.prefix()}:stream:*"):
                topic = key.decode().split(":", 3)[-1]
                for position, fields in client.xrange(key):
                    header, _, data = fields[b"e"].partition(b"\n")
                    name = orjson.loads(header)[1]
                    if not names or name in names:
                        found.append(
                            (int(position.split(b"-")[0]), name, orjson.loads(data), topic)
                        )
        return [entry[1:] for entry in sorted(found, key=lambda entry: entry[0])]

    return read


@pytest.fixture
def website(monkeypatch):
    """Return a website that counts as public: its ``.url``, ``.answers`` by path, ``.asked`` paths.

    ``.given`` are the bodies that it was sent. An answer is (status, headers, body); 404 where there is none.
    """
    site = SimpleNamespace(answers={}, asked=[], given=[])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            status, headers, body = site.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            site.given.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    really = socket.getaddrinfo

    def resolve(host, port, **options):
        return really("127.0.0.1" if host == "public.test" else host, port, **options)

    running = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    port = running.server_address[1]
    monkeypatch.setattr(outbound, "PORTS", (80, port))
    monkeypatch.setattr(outbound, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(outbound, "socket", SimpleNamespace(getaddrinfo=resolve, SOCK_STREAM=1))
    site.url = f"http://public.test:{port}"
    yield site
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def picture():
    """Return the bytes of a picture, 32 by 16 unless said otherwise."""

    def picture(width=32, height=16):
        out = io.BytesIO()
        Image.new("RGB", (width, height), "red").save(out, "PNG")
        return out.getvalue()

    return picture
