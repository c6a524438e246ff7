"""Which layer of a picture each viewer gets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from media_sfu.worker.browsers import BrowserLink
from media_sfu.worker.pictures import RANKS, Layer, Picture, View
from media_sfu.worker.rooms import Room

HEIGHTS: Final = (360, 720)  # shown no higher than this, the first and second layers do
FIRST_STEP: Final = 1  # the layer with which a viewer begins, unless it wishes for another
PATIENCE: Final = 2.0  # seconds after a switch before the next better layer
NOMINAL: Final = {0: 250_000.0, 1: 800_000.0, 2: 2_500_000.0}  # until a bitrate was measured


def choose(room: Room, now: float) -> list[Layer]:
    """Set every viewer's ``target``; return layers of which a key frame is needed now."""
    alive = {id(picture): picture.alive(now) for picture in room.pictures()}
    needed: list[Layer] = []
    for peer in room.peers.values():
        if peer.subscribe is not None and peer.subscribe.views:
            needed += choose_for(peer.subscribe, alive, now)
    return needed


def choose_for(link: BrowserLink, alive: dict[int, list[Layer]], now: float) -> list[Layer]:
    """Give each picture its smallest layer, then the next ones as far as the network carries."""
    views = list(link.views.values())
    options = {view: usable(view, alive.get(id(view.picture), [])) for view in views}
    sent = sum(cost(view.current) for view in views if view.current is not None)
    left = link.budget.look(sent, now) - sum(cost(some[0]) for some in options.values() if some)
    picked = {view: 0 for view, some in options.items() if some}
    for step in (1, 2):
        for view, index in picked.items():
            layers = options[view]
            if index < step - 1 or step > best_step(view, layers, now):
                continue
            more = cost(layers[step]) - cost(layers[step - 1])
            if more <= left:
                picked[view] = step
                left -= more
    found = (aim(view, options[view][picked[view]] if view in picked else None) for view in views)
    return [layer for layer in found if layer is not None]


def usable(view: View, layers: list[Layer]) -> list[Layer]:
    """Return the layers that a viewer has a use for, from the smallest on."""
    if view.quality == "off":
        return []
    wanted = RANKS.get(view.quality, rank_for(view.size))
    found = [layer for layer in layers if RANKS.get(layer.rid, 0) <= wanted]
    return found or layers[:1]


def best_step(view: View, layers: list[Layer], now: float) -> int:
    """Return how far up a viewer may go now: one layer at a time, unless it wished for one."""
    most = len(layers) - 1
    if view.quality in RANKS:
        return most
    if view.current is None:
        return min(most, FIRST_STEP)
    if view.current not in layers:
        return most
    here = layers.index(view.current)
    return min(most, here + (now - view.switched_at > PATIENCE))


def rank_for(size: int | None) -> int:
    """Return the layer that fills a picture shown at a height in pixels."""
    return len(HEIGHTS) if size is None else sum(size > height for height in HEIGHTS)


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


def wanted_layers(picture: Picture) -> tuple[str, ...]:
    """Return the layers that anybody could be sent: the publisher may pause the others."""
    wishes = [
        RANKS.get(view.quality, rank_for(view.size))
        for view in picture.views
        if view.quality != "off"
    ]
    if not wishes:
        return ()
    return tuple(rid for rid in picture.rids if RANKS.get(rid, 0) <= max(wishes))


def viewers(picture: Picture) -> int:
    return sum(view.quality != "off" for view in picture.views)


def all_layers(pictures: Iterable[Picture]) -> list[Layer]:
    return [layer for picture in pictures for layer in picture.layers.values()]
