"""Fetching what strangers name by its address, without reaching into the operator's network.

Every host is resolved first, and only public addresses are connected to: the one that was
checked, so a name that changes its mind in between gains nothing. Redirects are checked alike.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from typing import Final

import httpx

REDIRECTS: Final = 3
CONNECT_SECONDS: Final = 5.0
PORTS: Final = (80, 443)
AGENT: Final = "Mozilla/5.0 (compatible; GuildhallBot/1.0; pictures and previews of links)"


class Unreachable(Exception):
    """The address is not one that may be fetched, or nothing good came from it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave, and which one that was in the end."""

    url: str
    content_type: str
    body: bytes


def fetch(url: str, *, max_bytes: int, seconds: float = 10.0) -> bytes:
    """Return what is at a public http(s) address. Blocks; raises ``Unreachable``."""
    return answer_of(url, max_bytes, seconds, whole=True).body


def fetch_start(url: str, *, max_bytes: int, seconds: float = 10.0) -> Fetched:
    """Return what is at a public http(s) address, or how that begins if it is larger."""
    return answer_of(url, max_bytes, seconds, whole=False)


def post_to_service(
    url: str, body: bytes, *, content_type: str, max_bytes: int, seconds: float
) -> bytes:
    """Return what a service of the operator's answers, which may be in their own network.

    Only for addresses from the settings. Blocks; raises ``Unreachable``.
    """
    deadline = time.monotonic() + seconds
    timeout = httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))
    headers = {"Content-Type": content_type, "User-Agent": AGENT}
    try:
        with (
            httpx.Client(trust_env=False, timeout=timeout) as client,
            client.stream("POST", as_url(url), content=body, headers=headers) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise Unreachable(f"status {response.status_code}")
            return read(response, max_bytes, deadline, whole=True)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise Unreachable(str(error) or type(error).__name__) from None


def answer_of(url: str, max_bytes: int, seconds: float, *, whole: bool) -> Fetched:
    deadline = time.monotonic() + seconds
    target = as_url(url)
    with httpx.Client(trust_env=False, timeout=CONNECT_SECONDS) as client:
        for _ in range(REDIRECTS + 1):
            request = pinned_request(client, target)
            try:
                response = client.send(request, stream=True)
                try:
                    if response.is_redirect:
                        target = target.join(response.headers["location"])
                        continue
                    if response.status_code != httpx.codes.OK:
                        raise Unreachable(f"status {response.status_code}")
                    body = read(response, max_bytes, deadline, whole=whole)
                    kind = response.headers.get("content-type", "")
                    return Fetched(str(target), kind, body)
                finally:
                    response.close()
            except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
                raise Unreachable(str(error)) from None
    raise Unreachable("too many redirects")


def as_url(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, TypeError) as error:
        raise Unreachable(str(error)) from None


def pinned_request(client: httpx.Client, url: httpx.URL) -> httpx.Request:
    """Return a request to the very address that was found to be public."""
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise Unreachable("not a web address")
    port = url.port or (443 if url.scheme == "https" else 80)
    address = public_address(url.host, port)
    return client.build_request(
        "GET",
        url.copy_with(host=address),
        headers={"Host": url.netloc.decode("ascii"), "User-Agent": AGENT},
        extensions={"sni_hostname": url.host},
    )


def public_address(host: str, port: int) -> str:
    """Return an address of the host, if all that it has are public."""
    if port not in PORTS:
        raise Unreachable("a port that no website has")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(str(error)) from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise Unreachable("not a public address")
    return addresses[0]


def is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return parsed.is_global and not parsed.is_multicast


def read(response: httpx.Response, max_bytes: int, deadline: float, *, whole: bool) -> bytes:
    content = bytearray()
    for block in response.iter_bytes():
        content += block
        if len(content) > max_bytes:
            if not whole:
                return bytes(content[:max_bytes])
            raise Unreachable("too large")
        if time.monotonic() > deadline:
            raise Unreachable("too slow")
    return bytes(content)
