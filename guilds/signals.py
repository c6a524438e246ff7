"""What apps above this one hear of, or are asked. Sent inside the transaction of the change.

``…_asked`` are questions: receivers return parts of a payload.
"""

from __future__ import annotations

from django.dispatch import Signal

# Somebody is in a guild now. Arguments: guild, user.
member_joined = Signal()

# Somebody is no longer in a guild, for whatever reason. Arguments: guild, user.
member_removed = Signal()

# Somebody was banned; removing them was announced before. Arguments: guild, user,
# delete_message_seconds.
member_banned = Signal()

# Channels and threads are about to be deleted, with everything in them. Arguments: guild,
# channel_ids.
channels_deleting = Signal()

# Which voice channel is somebody in? Arguments: guild, user. A receiver returns the channel, or
# None.
voice_channel_asked = Signal()

# A moderator moves a member who is in voice to another channel, or out (None). Arguments: guild,
# user, channel.
member_moving = Signal()

# Auto moderation alerts the moderators. Arguments: guild, channel_id, incident. A receiver
# returns the id of the message that it posted there.
automod_alerting = Signal()

# Somebody stopped something in an emergency, or let it go on. Arguments: guild, actor_id, until
# (None: nothing is stopped any more).
incident_actions_changed = Signal()

# Somebody says that there is a raid. Arguments: guild, actor_id.
raid_reported = Signal()

# Somebody says that an alert was a false one. Arguments: guild, actor_id, alert_message_id,
# reason. A receiver returns whether there is such an alert.
false_alarm_reported = Signal()

# A moderator has muted or deafened a member who is in voice, or undone that. Arguments: guild,
# member.
member_voice_changing = Signal()

# Who is in voice? Arguments: guild. A receiver returns voice states by the id of the user.
voice_states_asked = Signal()

# Who may do what in a guild differs when the transaction ends. Arguments: guild.
permissions_changing = Signal()

# What are entries of the audit log about? Arguments: guild, targets (ids by action type).
# Receivers return parts of the answer, as {"auto_moderation_rules": [...]}.
audit_log_asked = Signal()

# What is there to say of a direct channel? Arguments: channel, user (who asks).
direct_channel_asked = Signal()

# Somebody closes a direct channel for themselves, or leaves a group DM. Arguments: channel, user,
# silent (leave without a message of it).
direct_channel_closing = Signal()

# A scheduled event of a stage channel begins. Arguments: event, actor (None: by itself). A
# receiver returns the id of the stage instance that went live for it.
scheduled_event_starting = Signal()

# A scheduled event of a stage channel ends, and its stage with it. Arguments: event, actor.
scheduled_event_ending = Signal()

# Something about invites to group DMs. Arguments: act ("list", "create", "show", "accept",
# "delete"), user, and channel and max_age, or code and with_counts. A receiver returns the
# answer; None where there is no such invite.
group_invite_asked = Signal()

# Somebody has renamed a thread that is open. Arguments: thread, actor_id.
thread_renamed = Signal()

# Somebody let another follow a thread, or took them out. Arguments: thread, actor_id, user_id,
# added.
thread_member_changed = Signal()

# Somebody changes a group DM. Arguments: channel, user, values (name, icon, owner).
group_channel_changing = Signal()
