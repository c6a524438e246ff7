"""Applications as clients of the authorisation server: their secrets and redirect addresses."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.db import transaction

from accounts.models import Application, SecurityEventKind
from accounts.scopes import SCOPES
from accounts.services import security_log
from accounts.services.sessions import forget_credentials
from config.kernel.errors import field_error, too_long
from config.settings import limits

NO_SECRET: Final = "!"  # noqa: S105  nobody can give it: no hash is like it
# Addresses that a browser would run instead of going there.
DANGEROUS: Final = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})


@transaction.atomic
def sync_client(application: Application) -> Client:
    """Make an application known to the authorisation server as it is now."""
    wanted = {
        "name": application.name,
        "owner_id": application.owner_id,
        "type": Client.Type.PUBLIC if application.public_client else Client.Type.CONFIDENTIAL,
        "redirect_uris": "\n".join(application.redirect_uris),
        "scopes": "\n".join(sorted(SCOPES)),
        "grant_types": "authorization_code\nrefresh_token\nclient_credentials\nimplicit",
        "response_types": "code\ntoken",
    }
    client, _ = Client.objects.update_or_create(
        id=str(application.id), defaults=wanted, create_defaults={**wanted, "secret": NO_SECRET}
    )
    return client


def has_client_secret(application: Application) -> bool:
    """Say whether an application was given a secret before."""
    kept = Client.objects.filter(id=str(application.id)).exclude(secret=NO_SECRET)
    return bool(kept.exists())


@transaction.atomic
def reset_client_secret(application: Application) -> str:
    """Give an application a new secret and return it; it is shown this once and kept nowhere."""
    client = sync_client(application)
    secret: str = get_adapter().generate_client_secret()
    client.set_secret(secret)
    client.save(update_fields=["secret"])
    security_log.record(
        SecurityEventKind.CLIENT_SECRET_RESET, application.owner_id, detail=application.id
    )
    return secret


def clean_redirect_uris(uris: list[str]) -> list[str]:
    """Return the addresses to which an application may send people back."""
    if len(uris) > limits.REDIRECT_URIS:
        raise too_long("redirect_uris", limits.REDIRECT_URIS)
    for index, uri in enumerate(uris):
        check_redirect_uri(f"redirect_uris.{index}", uri)
    return list(dict.fromkeys(uris))


def check_redirect_uri(path: str, uri: str) -> None:
    if len(uri) > limits.REDIRECT_URI_LENGTH:
        raise too_long(path, limits.REDIRECT_URI_LENGTH)
    try:
        parts = urlsplit(uri)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        port_is_one, parts = False, urlsplit("")
    is_web = parts.scheme in ("http", "https")
    well_formed = (
        port_is_one
        and uri.isascii()
        and uri.isprintable()
        and not set(uri) & set(' "<>\\^`{}|#')
        and parts.scheme not in DANGEROUS
        and bool(parts.scheme)
        and (bool(parts.hostname) if is_web else ":" in uri)
        and parts.username is None
    )
    if not well_formed:
        raise field_error(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")


@transaction.atomic
def delete_client(application: Application) -> None:
    """Forget an application that is being deleted, and all that people allowed it."""
    forget_holders(application)
    Client.objects.filter(id=str(application.id)).delete()


def forget_holders(application: Application) -> None:
    """Make all processes ask anew whether an application may act for those it acts for."""
    tokens = Token.objects.filter(client_id=str(application.id), user__isnull=False)
    for user_id in set(tokens.values_list("user_id", flat=True)):
        forget_credentials(user_id)
