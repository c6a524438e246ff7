"""The verbs of guilds.

Each takes the guild's lock, checks what the actor may do at that moment, writes, records and
announces in one transaction. The actor is a ``User``, or an ``Operator`` (staff of the instance,
above every hierarchy).
"""

from guilds.services.bots import add_bot
from guilds.services.channel_order import Move, move_channels
from guilds.services.channels import (
    create_channel,
    delete_channel,
    update_channel,
)
from guilds.services.guild_security import update_incident_actions, update_mfa_level
from guilds.services.guilds import create_guild, delete_guild, update_guild
from guilds.services.invites import accept_invite, create_invite, delete_invite
from guilds.services.joining import add_member
from guilds.services.members import (
    add_member_role,
    remove_member_role,
    update_member,
    update_own_member,
)
from guilds.services.memberships import join_guild, leave_guild
from guilds.services.moderation import ban_member, ban_members, kick_member, unban
from guilds.services.overwrites import WantedOverwrite, delete_overwrite, set_overwrite
from guilds.services.roles import create_role, delete_role, move_roles, update_role
from guilds.services.vanity import update_vanity_url
from guilds.services.widgets import update_widget, widget_invite
from guilds.standing import Operator

__all__ = [
    "Move",
    "Operator",
    "WantedOverwrite",
    "accept_invite",
    "add_bot",
    "add_member",
    "add_member_role",
    "ban_member",
    "ban_members",
    "create_channel",
    "create_guild",
    "create_invite",
    "create_role",
    "delete_channel",
    "delete_guild",
    "delete_invite",
    "delete_overwrite",
    "delete_role",
    "join_guild",
    "kick_member",
    "leave_guild",
    "move_channels",
    "move_roles",
    "remove_member_role",
    "set_overwrite",
    "unban",
    "update_channel",
    "update_guild",
    "update_incident_actions",
    "update_member",
    "update_mfa_level",
    "update_own_member",
    "update_role",
    "update_vanity_url",
    "update_widget",
    "widget_invite",
]
