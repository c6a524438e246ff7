"""What apps above this one hear of. Sent inside the transaction of the change."""

from __future__ import annotations

from django.dispatch import Signal

# Somebody is no longer in a group DM, for whatever reason. The channel is locked. Arguments:
# channel, user_id.
recipient_removed = Signal()
