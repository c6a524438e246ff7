"""Reads that are longer than a line. Synchronous, prefetched; tests count their queries."""

from guilds.selectors.audit_log import audit_log_page
from guilds.selectors.channels import visible_channels
from guilds.selectors.counts import presence_count, role_member_counts
from guilds.selectors.gateway import gateway_guild
from guilds.selectors.guilds import guild_ids_of, guilds_of, mutual_guild_ids
from guilds.selectors.invites import invites_of
from guilds.selectors.members import (
    bans_page,
    members_by_ids,
    members_by_prefix,
    members_page,
)
from guilds.selectors.webhooks import visible_webhooks

__all__ = [
    "audit_log_page",
    "bans_page",
    "gateway_guild",
    "guild_ids_of",
    "guilds_of",
    "invites_of",
    "members_by_ids",
    "members_by_prefix",
    "members_page",
    "mutual_guild_ids",
    "presence_count",
    "role_member_counts",
    "visible_channels",
    "visible_webhooks",
]
