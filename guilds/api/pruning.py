"""Removing members who have not been there for long."""

from __future__ import annotations

from typing import Literal, TypedDict

from kombu.exceptions import OperationalError

from config.kernel.errors import ServiceUnavailable, field_error
from config.kernel.fields import Body, Snowflake, parse_decimal
from config.kernel.snowflake import MAX_SNOWFLAKE
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild
from guilds.services.pruning import NEEDED, check_days, count_inactive, prune_members

DAYS = 7


class PruneQuery(Body):
    days: int = DAYS
    include_roles: str = ""


class NewPrune(Body):
    days: int | None = None
    # discord.py and its kin write it as a word.
    compute_prune_count: bool | Literal["true", "false"] | None = None
    include_roles: list[Snowflake] | str | None = None
    reason: str | None = None


class PrunePayload(TypedDict):
    pruned: int | None


class Prune(ApiView):
    @operation(query=PruneQuery, output=PrunePayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, query: PruneQuery) -> PrunePayload:
        guild = access_guild(request.user, guild_id)
        roles = listed(query.include_roles)
        return {"pruned": count_inactive(request.user, guild, days=query.days, role_ids=roles)}

    @operation(body=NewPrune, output=PrunePayload, bucket="prune", per="guild_id", rate=(5, 60))
    def post(self, request: ApiRequest, *, guild_id: int, body: NewPrune) -> PrunePayload:
        guild = access_guild(request.user, guild_id, NEEDED)
        days = DAYS if body.days is None else body.days
        check_days(days)
        roles = listed(body.include_roles)
        reason = request.reason or body.reason
        if body.compute_prune_count in (False, "false"):
            prune_later(guild.id, request.user.id, days, roles, reason)
            return {"pruned": None}
        removed = prune_members(request.user, guild, days=days, role_ids=roles, reason=reason)
        return {"pruned": removed}


def listed(roles: list[Snowflake] | str | None) -> list[int]:
    """Return ids given as a list, or separated by commas."""
    if not isinstance(roles, str):
        return [int(role) for role in roles or ()]
    numbers = [parse_decimal(part.strip(), MAX_SNOWFLAKE) for part in roles.split(",") if part]
    if None in numbers:
        raise field_error("include_roles", "NUMBER_TYPE_COERCE", "Value is not snowflake.")
    return [number for number in numbers if number is not None]


def prune_later(
    guild_id: int, user_id: int, days: int, roles: list[int], reason: str | None
) -> None:
    """Let the worker do it: who does not want to know how many need not wait."""
    from guilds.tasks import prune

    try:
        prune.delay(guild_id, user_id, days, roles, reason)
    except OperationalError:
        raise ServiceUnavailable from None
