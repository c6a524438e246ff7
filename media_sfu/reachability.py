"""Whether the workers' UDP ports are reached, for `manage.py doctor`: a STUN round trip to each."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import socket
from collections.abc import Iterable
from typing import Any, Final

import redis
from aioice import stun
from django.conf import settings

from media_sfu.worker import addresses
from media_sfu.worker.browsers import Credentials

REDIS_SECONDS: Final = 3
TRIES: Final = 3
ANSWER_SECONDS: Final = 0.5
LONGEST_ANSWER: Final = 512


class Unreachable(Exception):
    """What is wrong with voice, and what to do, in one line."""


def probe_credentials() -> Credentials:
    """Return what an instance asks its own workers with; strangers get no answer."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"the SFU is reached", "sha256").hex()
    return Credentials("probe" + digest[:16], digest[16:])


def examine() -> str:
    """Return how the workers are reached, or raise Unreachable."""
    workers = live_workers()
    if not workers:
        raise Unreachable(why_none_runs())
    ports, distant = [], set()
    for name, facts in workers.items():
        port = int(facts["port"])
        bound = loopback_of(facts["host"])
        is_here = name.startswith(socket.gethostname() + ":")
        if is_here and not answers(bound, port):
            raise Unreachable(
                f"The media worker does not answer on its own UDP port {port} ({bound}):"
                " a firewall on this machine drops it, or the worker hangs."
            )
        for announced in facts["addresses"].split(","):
            if not answers(announced, port):
                distant |= unreached(announced, port, is_here=is_here)
        ports.append(port)
    check_announced({one for facts in workers.values() for one in facts["addresses"].split(",")})
    listed = ", ".join(map(str, sorted(ports)))
    if not distant:
        return f"UDP port {listed}, answered by all addresses that clients are told"
    return (
        f"UDP port {listed}; nothing came back from {', '.join(sorted(distant))}, which clients are"
        " told: right if your router does not lead back in, else open the port there"
    )


def live_workers() -> dict[str, dict[str, str]]:
    """Return what each worker says of itself with its heartbeat, as `placement.beat` wrote it."""
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_SECONDS, decode_responses=True
    ) as client:
        names: Any = client.smembers("sfu:workers")
        found: dict[str, Any] = {
            name: client.hgetall(f"sfu:worker:{name}") for name in sorted(names)
        }
    return {name: facts for name, facts in found.items() if "addresses" in facts}


def why_none_runs() -> str:
    port = settings.SFU_UDP_PORT
    try:
        bind_once(settings.SFU_HOST, port)
    except OSError as error:
        return (
            f"No media worker runs, and UDP port {port} cannot be used"
            f" ({error.strerror or error}): another program has it; end that or set SFU_UDP_PORT."
        )
    return f"No media worker runs, though UDP port {port} is free (is `make run` running?)"


def bind_once(host: str, port: int) -> None:
    """Bind a port for a moment; OSError if it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as tried:
        tried.bind((host, port))


def unreached(announced: str, port: int, *, is_here: bool) -> set[str]:
    """Return an address that may be right all the same; raises Unreachable for one of our own."""
    if is_here and announced in addresses.offered("::"):
        raise Unreachable(
            f"The media worker does not answer at {announced}, UDP port {port}, where clients are"
            " told to send: SFU_HOST does not listen there, or a firewall drops it."
        )
    return {announced}


def check_announced(told: Iterable[str]) -> None:
    """Raise Unreachable if people elsewhere are sent to an address that is their own machine."""
    if settings.IS_LOOPBACK:
        return
    if all(ipaddress.ip_address(one).is_loopback for one in told):
        raise Unreachable(
            "People are told to send voice to 127.0.0.1, which is their own machine: set"
            " SFU_EXTERNAL_IP to this machine's address."
        )


def loopback_of(host: str) -> str:
    bound = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    if not bound.is_unspecified:
        return str(bound)
    return "127.0.0.1"  # one that is bound to :: takes IPv4 as well


def answers(host: str, port: int) -> bool:
    """Say whether a worker at an address answers a check with our credentials."""
    credentials = probe_credentials()
    key = credentials.password.encode()
    transaction = secrets.token_bytes(12)
    check = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.REQUEST,
        transaction_id=transaction,
        attributes={"USERNAME": f"{credentials.fragment}:doctor"},
    )
    check.add_message_integrity(key)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as asker:
        asker.settimeout(ANSWER_SECONDS)
        for _ in range(TRIES):
            try:
                asker.sendto(bytes(check), (host, port))
                answer = stun.parse_message(asker.recv(LONGEST_ANSWER))
            except (OSError, ValueError):
                continue
            if answer.transaction_id == transaction and answer.check_message_integrity(key):
                return True
    return False
