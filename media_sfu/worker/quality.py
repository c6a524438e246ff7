"""Which layer of a picture each viewer gets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from media_sfu.worker.browsers import BrowserLink
from media_sfu.worker.pictures import RANKS, Layer, Picture, View
from media_sfu.worker.rooms import Room

HEIGHTS: Final = (360, 720)  # shown no higher than this, the first and second layers do
HEADROOM: Final = 1.15  # by which the network must carry more before a viewer gets a better layer
PATIENCE: Final = 2.0  # seconds after a switch before the next better layer
HEAVY_LOSS: Final = 0.10
NOMINAL: Final = {0: 250_000.0, 1: 800_000.0, 2: 2_500_000.0}  # until a bitrate was measured


def choose(room: Room, now: float) -> list[Layer]:
    """Set every viewer's ``target``; return layers of which a key frame is needed now."""
    pictures = list(room.pictures())
    alive = {id(picture): picture.alive(now) for picture in pictures}
    needed: list[Layer] = []
    for peer in room.peers.values():
        if peer.subscribe is not None and peer.subscribe.views:
            needed += choose_for(peer.subscribe, alive, now)
    return needed


def choose_for(link: BrowserLink, alive: dict[int, list[Layer]], now: float) -> list[Layer]:
    views = list(link.views.values())
    picked: dict[View, int] = {}
    budget = link.estimate or float("inf")
    if link.loss > HEAVY_LOSS:
        budget = min(budget, sum(view.current.bitrate for view in views if view.current) * 0.8)
    options = {view: alive.get(id(view.picture), [])[: ceiling(view, alive)] for view in views}
    for view in views:
        if options[view]:
            picked[view] = 0
            budget -= cost(options[view][0])
    for step in range(1, 3):
        for view, index in picked.items():
            if index == step - 1 and step < len(options[view]):
                more = cost(options[view][step]) - cost(options[view][index])
                is_better = view.current is None or options[view][step] is not view.current
                needed = more * HEADROOM if is_better and view.current is not None else more
                is_early = is_better and 0 < now - view.switched_at < PATIENCE
                if needed <= budget and not (is_early and view.current in options[view][:step]):
                    picked[view] = step
                    budget -= more
    return [
        layer
        for view in views
        if (layer := aim(view, options[view][picked[view]] if view in picked else None)) is not None
    ]


def ceiling(view: View, alive: dict[int, list[Layer]]) -> int:
    """Return how many of a picture's layers, from the smallest on, a viewer has a use for."""
    layers = alive.get(id(view.picture), [])
    if view.quality == "off":
        return 0
    most = len(layers)
    if view.quality in RANKS:
        wanted = RANKS[view.quality]
        most = max(1, sum(RANKS.get(layer.rid, 0) <= wanted for layer in layers))
    elif view.size is not None and most > 1:
        most = min(most, 1 + sum(view.size > height for height in HEIGHTS))
    return most


def cost(layer: Layer) -> float:
    return layer.bitrate or NOMINAL[RANKS.get(layer.rid, 0)]


def aim(view: View, layer: Layer | None) -> Layer | None:
    """Let a viewer wait for a layer's next key frame; return the layer if one must be asked for."""
    if layer is None:
        view.target = view.current = None
        return None
    is_new = view.target is not layer
    view.target = layer
    return layer if is_new and view.current is not layer else None


def wanted_layers(picture: Picture, known: Sequence[str]) -> tuple[str, ...]:
    """Return the layers that anybody could be sent: the publisher may pause the others."""
    heights = [view.size for view in picture.views if view.quality == "auto"]
    if not any(view.quality != "off" for view in picture.views):
        return ()
    most = 0
    for view in picture.views:
        if view.quality in RANKS:
            most = max(most, RANKS[view.quality])
    if heights:
        most = max(most, *(rank_for(size) for size in heights))
    return tuple(rid for rid in known if RANKS.get(rid, 0) <= most)


def rank_for(size: int | None) -> int:
    return 2 if size is None else sum(size > height for height in HEIGHTS)


def all_layers(pictures: Iterable[Picture]) -> list[Layer]:
    return [layer for picture in pictures for layer in picture.layers.values()]
