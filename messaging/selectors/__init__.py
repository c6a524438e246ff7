"""Reads that are longer than a line."""

from messaging.selectors.direct import private_channels
from messaging.selectors.history import history
from messaging.selectors.read_states import read_states_for

__all__ = ["history", "private_channels", "read_states_for"]
