"""Who is heard when many talk at once: the loudest few, without flicker.

Levels come from headers that nobody has authenticated yet. They decide about nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

DEFAULT_LIMIT: Final = 5
BONUS: Final = 6.0  # dB by which a newcomer must be louder than who is heard already
SMOOTHING: Final = 0.1  # weight of a new packet: about 200 ms
FLOOR: Final = 67.0  # loudness of a voice that counts, as 127 minus its level below overload


class Talker(Protocol):
    admitted: bool
    loudness: float


def choose(talkers: Iterable[Talker], limit: int, priority: Iterable[Talker] = ()) -> int:
    """Set ``admitted`` of every talker and return how many changed.

    Priority speakers are heard beside the loudest ``limit``.
    """
    favoured = set(map(id, priority))
    everybody = list(talkers)
    if len(everybody) <= limit:
        chosen = set(map(id, everybody))
    else:
        others = [talker for talker in everybody if id(talker) not in favoured]
        others.sort(key=lambda one: one.loudness + (BONUS if one.admitted else 0.0), reverse=True)
        chosen = favoured | set(map(id, others[:limit]))
    changed = 0
    for talker in everybody:
        admitted = id(talker) in chosen
        if admitted is not talker.admitted:
            talker.admitted = admitted
            changed += 1
    return changed
