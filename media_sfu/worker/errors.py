"""What a worker answers to a command that it does not carry out."""

from __future__ import annotations


class CommandRefused(Exception):
    """A command that changed nothing.

    ``code`` is one of ``unknown_op``, ``invalid``, ``stale``, ``unknown_peer``, ``forbidden``,
    ``unsupported``, ``full``, ``closed`` and, for a mistake of our own, ``failed``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
