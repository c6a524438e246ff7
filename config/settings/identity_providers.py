"""Identity providers (OpenID Connect) with whose accounts people sign in, as the environment names them.

The first is OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME and OIDC_SCOPES; further ones
have the same names with _2, _3 … behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from config.settings import environment

AT_MOST: Final = 9
NEEDED: Final = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
ID_LENGTH: Final = 200
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Numbered:
    """The variables of one provider."""

    number: int

    def name(self, variable: str) -> str:
        return variable if self.number == 1 else f"{variable}_{self.number}"

    def str(self, variable: str, default: str = "") -> str:
        found: str = environment.env.str(self.name(variable), default=default)
        return found.strip()


def provider_id(issuer: str) -> str:
    """Return the name of an issuer in addresses; no two issuers have the same."""
    return issuer.removeprefix("https://").replace("/", "~")


def read() -> list[dict[str, Any]]:
    """Return the complete providers, as allauth's ``APPS`` has them."""
    found = (app_of(Numbered(number)) for number in range(1, AT_MOST + 1))
    return [app for app in found if app is not None]


def app_of(env: Numbered) -> dict[str, Any] | None:
    issuer = env.str("OIDC_ISSUER")
    client_id, secret = env.str("OIDC_CLIENT_ID"), env.str("OIDC_CLIENT_SECRET")
    name = env.str("OIDC_NAME", default="single sign-on")
    scopes = env.str("OIDC_SCOPES", default="openid profile email")
    if not (issuer and client_id and secret):
        return None
    return {
        "provider_id": provider_id(issuer),
        "name": name[:40],
        "client_id": client_id,
        "secret": secret,
        "settings": {
            "issuer": issuer,
            "server_url": f"{issuer.rstrip('/')}/.well-known/openid-configuration",
            "scope": list(dict.fromkeys(["openid", *scopes.split()])),
        },
    }


def problems() -> list[str]:
    """Return what is wrong with the variables, one line for each thing."""
    found: list[str] = []
    issuers: list[str] = []
    for number in range(1, AT_MOST + 1):
        env = Numbered(number)
        given = [variable for variable in NEEDED if env.str(variable)]
        if not given and not env.str("OIDC_NAME") and not env.str("OIDC_SCOPES"):
            continue
        missing = [env.name(variable) for variable in NEEDED if variable not in given]
        if missing:
            names = f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
            found.append(f"Sign-in by OpenID Connect is half configured: {names}")
            continue
        issuer = env.str("OIDC_ISSUER")
        issuers.append(issuer)
        if wrong := problem_of(issuer):
            found.append(f"{env.name('OIDC_ISSUER')} is {issuer!r}: {wrong}")
    if len(issuers) > len(set(issuers)):
        found.append("Two identity providers have the same OIDC_ISSUER")
    return found


def problem_of(issuer: str) -> str | None:
    parts = urlsplit(issuer)
    is_local = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or is_local):
        return "it must be an address with https:// (http:// only for this machine)"
    if parts.query or parts.fragment or "~" in issuer or not issuer.isascii():
        return "it must be exactly what the provider calls its issuer"
    if len(provider_id(issuer)) > ID_LENGTH:
        return f"it may have {ID_LENGTH} characters at most"
    return None
