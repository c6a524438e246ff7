"""Reads that are longer than a line. Synchronous, prefetched; tests count their queries."""

from guilds.selectors.audit_log import audit_log_page
from guilds.selectors.channels import visible_channels
from guilds.selectors.gateway import gateway_guild
from guilds.selectors.guilds import guild_ids_of, guilds_of, mutual_guild_ids
from guilds.selectors.members import (
    bans_page,
    members_by_ids,
    members_by_prefix,
    members_page,
)

__all__ = [
    "audit_log_page",
    "bans_page",
    "gateway_guild",
    "guild_ids_of",
    "guilds_of",
    "members_by_ids",
    "members_by_prefix",
    "members_page",
    "mutual_guild_ids",
    "visible_channels",
]
