"""What apps above this one may want to know, or are asked. Sent inside the transaction."""

from __future__ import annotations

from django.dispatch import Signal

# Others see a user differently now (name, avatar). Arguments: user.
profile_changed = Signal()

# A bot is about to be deleted with its application. Arguments: user.
bot_deleted = Signal()

# Does this invite admit to the instance? A receiver returns whether it does. Arguments: code.
invite_asked = Signal()

# What do two users share? Receivers return parts of a profile. Arguments: viewer, user, guild_id
# (None, or where the viewer looks at them).
mutuals_asked = Signal()

# An application exchanged its code. Receivers return parts of the answer. Arguments: chosen (what
# the consent made: guild_id, webhook_id).
code_exchanged = Signal()

# Receivers return parts of an application's payload. Arguments: application.
application_asked = Signal()
