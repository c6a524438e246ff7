"""Consent: what the page of an application's link shows, and what it does.

Who lets a bot in, hands an application a webhook or lets it act in their name agrees here.
"""

from __future__ import annotations

from typing import Final, TypedDict

from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from accounts.models import Application
from accounts.payloads import (
    ApplicationPayload,
    UserPayload,
    application_payload,
    user_payload,
)
from accounts.scopes import WITH_GUILD, WITHOUT_CODE, parse_scopes
from accounts.services.oauth2 import Asked, check_asked, denied, is_authorized, issue_code
from config.kernel.browsable import wants_page
from config.kernel.errors import UnknownApplication, field_error, required
from config.kernel.fields import Bits, Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_channel, access_guild
from guilds.payloads import partial_guild_payload
from guilds.payloads.guilds import PartialGuildPayload
from guilds.permissions import Permissions
from guilds.selectors import guilds_of
from guilds.services import add_bot
from guilds.services.webhooks import create_webhook

# Applications are added to guilds, not to people: `integration_types_config` says so.
GUILD_INSTALL: Final = 0


class ConsentQuery(Body):
    client_id: Snowflake
    scope: str | None = None
    permissions: Bits | None = None
    redirect_uri: str | None = None
    response_type: str | None = None
    state: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None
    nonce: str | None = None
    integration_type: int | None = None


class Consent(Body):
    authorize: bool = True
    guild_id: Snowflake | None = None
    permissions: Bits | None = None
    webhook_channel_id: Snowflake | None = None


class ConsentPayload(TypedDict):
    application: ApplicationPayload
    bot: UserPayload | None
    user: UserPayload
    scopes: list[str]
    permissions: str
    guilds: list[PartialGuildPayload]  # in which this user may do what is asked
    authorized: bool  # this user has allowed all of it before
    redirect_uri: str | None


class ConsentAnswer(TypedDict):
    location: str


class Authorize(ApiView):
    async def answer(self, http: HttpRequest, path: dict[str, str]) -> HttpResponseBase:
        """Send browsers to the page: older libraries give people this address."""
        if wants_page(http) and http.method == "GET":
            return HttpResponseRedirect(f"/oauth2/authorize?{http.META.get('QUERY_STRING', '')}")
        return await super().answer(http, path)

    @operation(query=ConsentQuery, who="people", output=ConsentPayload, bucket="consent")
    def get(self, request: ApiRequest, *, query: ConsentQuery) -> ConsentPayload:
        application = asked_application(query)
        asked = asked_of(application, query)
        user = request.user
        guilds = [
            partial_guild_payload(guild, is_owner=guild.owner_id == user.id, permissions=granted)
            for guild, granted in guilds_of(user.id, limit=200)
            if needed(asked) in granted
        ]
        is_known = is_authorized(user.id, application.id, asked.scopes)
        return {
            "application": application_payload(application),
            "bot": user_payload(application.bot) if application.bot is not None else None,
            "user": user_payload(user),
            "scopes": list(asked.scopes),
            "permissions": str(permissions_of(application, query)),
            "guilds": guilds if wants_guild(asked) else [],
            "authorized": is_known and not wants_guild(asked),
            "redirect_uri": asked.redirect_uri if asked.needs_code else None,
        }

    @operation(
        query=ConsentQuery,
        body=Consent,
        who="people",
        output=ConsentAnswer,
        bucket="consent",
        rate=(10, 60),
    )
    def post(self, request: ApiRequest, *, query: ConsentQuery, body: Consent) -> ConsentAnswer:
        application = asked_application(query)
        asked = asked_of(application, query)
        if not body.authorize:
            return {"location": denied(asked)}
        with transaction.atomic():
            chosen = carry_out(request, application, asked, query, body)
            if asked.needs_code:
                return {"location": issue_code(request.user, application, asked, chosen)}
        return {"location": f"/channels/{chosen['guild_id']}"}


def asked_application(query: ConsentQuery) -> Application:
    """Return the application that asks; a disabled owner's may not."""
    application = (
        Application.objects.select_related("bot", "owner").filter(id=query.client_id).first()
    )
    if application is None or not application.owner.is_active:
        raise UnknownApplication
    return application


def asked_of(application: Application, query: ConsentQuery) -> Asked:
    """Return what the link asks for; a plain one asks for what the author has set."""
    installs = application_payload(application)["install_params"]["scopes"]
    asked = Asked(
        scopes=tuple(installs) if query.scope is None else parse_scopes(query.scope),
        redirect_uri=query.redirect_uri,
        response_type=query.response_type,
        state=query.state,
        code_challenge=query.code_challenge,
        code_challenge_method=query.code_challenge_method,
        nonce=query.nonce,
    )
    if query.integration_type is not None and query.integration_type != GUILD_INSTALL:
        raise field_error("integration_type", "BASE_TYPE_CHOICES", "Must be 0: a guild.")
    asked = check_asked(application, asked)
    if "bot" in asked.scopes and (application.bot is None or not application.bot.is_active):
        raise UnknownApplication
    return asked


def permissions_of(application: Application, query: ConsentQuery) -> int:
    if query.permissions is not None:
        return int(query.permissions)
    if query.scope is not None:
        return 0
    return int(application_payload(application)["install_params"]["permissions"])


INSTALLED: Final = frozenset(("bot", "applications.commands"))


def wants_guild(asked: Asked) -> bool:
    return bool(WITH_GUILD & set(asked.scopes)) or not asked.needs_code


def needed(asked: Asked) -> Permissions:
    """Return what somebody must be allowed in a guild to choose it."""
    wanted = Permissions(0)
    if WITHOUT_CODE & set(asked.scopes):
        wanted |= Permissions.MANAGE_GUILD
    if "webhook.incoming" in asked.scopes:
        wanted |= Permissions.MANAGE_WEBHOOKS
    return wanted


def carry_out(
    request: ApiRequest, application: Application, asked: Asked, query: ConsentQuery, body: Consent
) -> dict[str, int]:
    """Do what the consent is to at once; return what the application is told with its token."""
    chosen: dict[str, int] = {}
    if "bot" in asked.scopes or not asked.needs_code:
        if body.guild_id is None:
            raise required("guild_id")
        guild = access_guild(request.user, int(body.guild_id), Permissions.MANAGE_GUILD)
        chosen["guild_id"] = guild.id
        if "bot" in asked.scopes:
            offered = permissions_of(application, query)
            granted = offered if body.permissions is None else int(body.permissions)
            scopes = [scope for scope in asked.scopes if scope in INSTALLED]
            add_bot(request.user, guild, application, granted, scopes=scopes, reason=request.reason)
    if "webhook.incoming" in asked.scopes:
        if body.webhook_channel_id is None:
            raise required("webhook_channel_id")
        webhook = create_webhook(
            request.user,
            access_channel(request.user, int(body.webhook_channel_id), Permissions.MANAGE_WEBHOOKS),
            name=application.name,
            application_id=application.id,
            reason=request.reason,
        )
        chosen["webhook_id"] = webhook.id
    return chosen
