"""Scheduled events, stages, recordings, templates, integrations."""

from __future__ import annotations

from typing import Any

from guilds.permissions import Permissions
from tests.who_may.rows import ANYBODY, MEMBER, row
from tests.who_may.world import meeting

GUILD = "/guilds/{guild_id}"
EVENT = GUILD + "/scheduled-events/{event_id}"
EXCEPTION = EVENT + "/exceptions/{exception_id}"
USERS = EVENT + "/{exception_id}/users"
TEMPLATE = {"code": "template"}
RECORDINGS = "/channels/{channel_id}/recordings"
RECORDING = RECORDINGS + "/{recording_id}"
IN_VOICE = {"channel_id": "voice"}
# To who may not hear a recording, there is none.
UNHEARD = {
    who: 404
    for actor in ("member", "timed-out", "moderator")
    for who in (actor, f"{actor}, wrong parent", f"{actor}, deleted")
}
STAGE = "/stage-instances/{channel_id}"
ON_STAGE = {"channel_id": "stage"}
MODERATE: Any = Permissions.MANAGE_CHANNELS | Permissions.MUTE_MEMBERS | Permissions.MOVE_MEMBERS
MANAGE_GUILD = Permissions.MANAGE_GUILD


ROWS = [
    row("GET", GUILD + "/scheduled-events", MEMBER),
    row("POST", GUILD + "/scheduled-events", Permissions.CREATE_EVENTS, meeting),
    row("GET", EVENT, MEMBER),
    row("PATCH", EVENT, Permissions.MANAGE_EVENTS, {"name": "party"}, lookup_first=True),
    row("DELETE", EVENT, Permissions.MANAGE_EVENTS, None, 204, lookup_first=True),
    # An event that happens once has no exceptions.
    row("POST", EVENT + "/exceptions", Permissions.MANAGE_EVENTS,
        {"original_scheduled_start_time": "2030-01-01T00:00:00Z"}, ok=50035, lookup_first=True),
    row("PATCH", EXCEPTION, Permissions.MANAGE_EVENTS, {}, ok=10070, things={"exception_id": "answer"},
        variants=("right", "foreign")),
    row("DELETE", EXCEPTION, Permissions.MANAGE_EVENTS, None, ok=10070, things={"exception_id": "answer"},
        variants=("right", "foreign"), fresh=None),
    row("GET", USERS, MEMBER, ok=10070, things={"exception_id": "answer"},
        variants=("right", "foreign")),
    row("PUT", USERS + "/@me", MEMBER, {}, ok=10070, things={"exception_id": "answer"},
        variants=("right", "foreign")),
    row("DELETE", USERS + "/@me", MEMBER, None, ok=10070, things={"exception_id": "answer"},
        variants=("right", "foreign"), fresh=None),
    row("GET", EVENT + "/users", MEMBER),
    row("GET", EVENT + "/users/counts", MEMBER),
    row("PUT", EVENT + "/users/@me", MEMBER, {}),
    row("DELETE", EVENT + "/users/@me", MEMBER, None, 204, fresh=None),
    row("GET", GUILD + "/templates", MANAGE_GUILD),
    row("GET", "/guilds/templates/{code}", ANYBODY, things=TEMPLATE),
    row("POST", "/guilds/templates/{code}", ANYBODY, {"name": "copy"}, 201, things=TEMPLATE,
        variants=("right", "deleted")),
    row("POST", GUILD + "/templates", MANAGE_GUILD, {"name": "t"}, ok=30031),
    row("PUT", GUILD + "/templates/{code}", MANAGE_GUILD, things=TEMPLATE),
    row("PATCH", GUILD + "/templates/{code}", MANAGE_GUILD, {"name": "u"}, things=TEMPLATE),
    row("DELETE", GUILD + "/templates/{code}", MANAGE_GUILD, things=TEMPLATE),
    row("GET", GUILD + "/integrations", MANAGE_GUILD),
    row("DELETE", GUILD + "/integrations/{integration_id}", MANAGE_GUILD, None, 204),
    row("POST", "/stage-instances", ANYBODY, lambda place: {
        "channel_id": place.thing("channel"), "topic": "t"}, ok=50024,
        outcomes=dict.fromkeys(["outsider", "banned", "owner of another guild"], 50001)),
    row("GET", STAGE, Permissions.VIEW_CHANNEL, things=ON_STAGE),
    row("PATCH", STAGE, MODERATE, {"topic": "t"}, things=ON_STAGE),
    row("DELETE", STAGE, MODERATE, None, 204, things=ON_STAGE),
    row("GET", GUILD + "/recordings", MEMBER, only="people"),
    row("GET", RECORDINGS, Permissions.VIEW_CHANNEL, only="people", things=IN_VOICE),
    # Nothing is recorded unless the instance says so.
    row("POST", RECORDINGS, Permissions.VIEW_CHANNEL, None, ok=403, only="people", things=IN_VOICE),
    row("GET", RECORDING, MODERATE, only="people", things=IN_VOICE, missing=404, outcomes=UNHEARD),
    row("DELETE", RECORDING, MODERATE, None, 204, only="people", things=IN_VOICE, missing=404),
    # It is over.
    row("POST", RECORDING + "/stop", Permissions.VIEW_CHANNEL, None, ok=404, only="people",
        things=IN_VOICE, missing=404),
    row("PUT", RECORDING + "/consent", Permissions.VIEW_CHANNEL, {"consents": True}, ok=404,
        only="people", things=IN_VOICE, missing=404),
]  # fmt: skip
