"""Letting a bot into a guild: what the consent page shows, and what it does."""

from __future__ import annotations

from typing import Any, TypedDict

from accounts.models import Application
from accounts.payloads import (
    ApplicationPayload,
    UserPayload,
    application_payload,
    user_payload,
)
from config.kernel.errors import UnknownApplication, field_error
from config.kernel.fields import Bits, Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild
from guilds.payloads import partial_guild_payload
from guilds.payloads.guilds import PartialGuildPayload
from guilds.permissions import Permissions
from guilds.selectors import guilds_of
from guilds.services import add_bot

SCOPES = frozenset(("bot", "applications.commands"))


class ConsentQuery(Body):
    client_id: Snowflake
    scope: str = "bot"
    permissions: Bits = Bits(0)


class Consent(Body):
    guild_id: Snowflake
    permissions: Bits = Bits(0)
    authorize: bool = True


class ConsentPayload(TypedDict):
    application: ApplicationPayload
    bot: UserPayload
    user: UserPayload
    scopes: list[str]
    permissions: str
    guilds: list[PartialGuildPayload]  # those whose bots this user manages
    authorized: bool


class ConsentAnswer(TypedDict):
    location: str


class Authorize(ApiView):
    @operation(query=ConsentQuery, who="people", output=ConsentPayload, bucket="consent")
    def get(self, request: ApiRequest, *, query: ConsentQuery) -> ConsentPayload:
        application = asked_application(query)
        user = request.user
        guilds = [
            partial_guild_payload(guild, is_owner=guild.owner_id == user.id, permissions=granted)
            for guild, granted in guilds_of(user.id, limit=200)
            if Permissions.MANAGE_GUILD in granted
        ]
        assert application.bot is not None  # noqa: S101  asked_application has looked
        return {
            "application": application_payload(application),
            "bot": user_payload(application.bot),
            "user": user_payload(user),
            "scopes": query.scope.split(),
            "permissions": str(int(query.permissions)),
            "guilds": guilds,
            "authorized": False,
        }

    @operation(
        query=ConsentQuery,
        body=Consent,
        who="people",
        output=ConsentAnswer,
        bucket="consent",
        rate=(10, 60),
    )
    def post(self, request: ApiRequest, *, query: ConsentQuery, body: Consent) -> dict[str, Any]:
        application = asked_application(query)
        if not body.authorize:
            return {"location": "/channels/@me?error=access_denied"}
        guild = access_guild(request.user, int(body.guild_id))
        add_bot(request.user, guild, application, int(body.permissions), reason=request.reason)
        return {"location": f"/channels/{guild.id}"}


def asked_application(query: ConsentQuery) -> Application:
    """Return the application that asks to be let in; what it asks for must make sense."""
    if "bot" not in query.scope.split() or set(query.scope.split()) - SCOPES:
        raise field_error("scope", "BASE_TYPE_CHOICES", "Only bot and applications.commands.")
    application = (
        Application.objects.select_related("bot", "owner").filter(id=query.client_id).first()
    )
    if application is None or application.bot is None or not application.bot.is_active:
        raise UnknownApplication
    return application
