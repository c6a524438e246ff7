"""Session descriptions as browsers send them. Everything in one is hostile until it was read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

MOST_SECTIONS: Final = 1200
MOST_LINES: Final = 40_000
MOST_RIDS: Final = 3
MOST_FINGERPRINTS: Final = 4
KNOWN_HASHES: Final = {"sha-256", "sha-384", "sha-512"}

TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,32}\Z")
PROTOCOL: Final = re.compile(r"[A-Za-z0-9/-]{1,40}\Z")
RID: Final = re.compile(r"[A-Za-z0-9_-]{1,16}\Z")
ICE_CHARACTERS: Final = re.compile(r"[A-Za-z0-9+/=_-]{4,256}\Z")
HEX: Final = re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){19,63}\Z")
NUMBER: Final = re.compile(r"[0-9]{1,20}\Z")
DIRECTIONS: Final = {"sendrecv", "sendonly", "recvonly", "inactive"}


class MalformedDescription(ValueError):
    """A description that cannot be worked with; says which part."""


@dataclass(frozen=True)
class Codec:
    name: str
    clock: int
    channels: int


@dataclass
class Section:
    """One media section."""

    kind: str
    port: int
    protocol: str
    formats: list[str] = field(default_factory=list)
    mid: str = ""
    direction: str = "sendrecv"
    codecs: dict[int, Codec] = field(default_factory=dict)
    parameters: dict[int, dict[str, str]] = field(default_factory=dict)
    extensions: dict[str, int] = field(default_factory=dict)
    rids: list[str] = field(default_factory=list)  # that the browser sends
    ssrcs: list[int] = field(default_factory=list)
    retransmissions: dict[int, int] = field(default_factory=dict)  # SSRC of the repair → repaired
    has_rtcp_mux: bool = False

    def payload_type(self, name: str) -> int | None:
        for number, codec in self.codecs.items():
            if codec.name == name:
                return number
        return None

    def repair_type(self, payload_type: int) -> int | None:
        """Return the payload type of retransmissions of one."""
        for number, codec in self.codecs.items():
            apt = self.parameters.get(number, {}).get("apt")
            if codec.name == "rtx" and apt == str(payload_type):
                return number
        return None


@dataclass
class Description:
    session_id: str = ""
    fragment: str = ""
    password: str = ""
    setup: str = ""
    fingerprints: list[tuple[str, str]] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)


def read(text: str) -> Description:
    """Raise MalformedDescription for what is no description of a bundled, muxed connection."""
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) > MOST_LINES or not lines[0].startswith("v=0"):
        raise MalformedDescription("It does not begin as a description does")
    found = Description()
    for line in lines:
        if line[1:2] != "=":
            if line:
                raise MalformedDescription("A line is none")
            continue
        kind, value = line[0], line[2:]
        if kind == "o":
            found.session_id = value.partition(" ")[2].partition(" ")[0][:32]
        elif kind == "m":
            if len(found.sections) >= MOST_SECTIONS:
                raise MalformedDescription("There are too many sections")
            found.sections.append(read_section(value))
        elif kind == "a":
            name, _, argument = value.partition(":")
            read_attribute(found, name, argument)
    check(found)
    return found


def read_section(value: str) -> Section:
    parts = value.split(" ")[:68]
    if len(parts) < 4:
        raise MalformedDescription("A section's first line is too short")
    kind, port, protocol, *formats = parts
    section = Section(
        kind=matched(TOKEN, kind),
        port=integer(port, 65535),
        protocol=matched(PROTOCOL, protocol),
    )
    section.formats = [matched(TOKEN, one) for one in formats]
    return section


def check(found: Description) -> None:
    if not found.sections:
        raise MalformedDescription("There is no section")
    if not (found.fragment and found.password):
        raise MalformedDescription("There are no ICE credentials")
    if not found.fingerprints:
        raise MalformedDescription("There is no fingerprint that we know how to check")
    mids = [section.mid for section in found.sections]
    if len(set(mids)) != len(mids) or "" in mids:
        raise MalformedDescription("Sections need different mids")


def read_attribute(found: Description, name: str, value: str) -> None:
    if name == "ice-ufrag":
        found.fragment = found.fragment or matched(ICE_CHARACTERS, value)
    elif name == "ice-pwd":
        found.password = found.password or matched(ICE_CHARACTERS, value)
    elif name == "setup":
        found.setup = found.setup or matched(TOKEN, value)
    elif name == "fingerprint":
        read_fingerprint(found, value)
    elif found.sections:
        read_media_attribute(found.sections[-1], name, value)


def read_fingerprint(found: Description, value: str) -> None:
    algorithm, _, digest = value.partition(" ")
    one = (algorithm.lower(), matched(HEX, digest.strip()).upper())
    if algorithm.lower() in KNOWN_HASHES and one not in found.fingerprints:
        if len(found.fingerprints) >= MOST_FINGERPRINTS:
            raise MalformedDescription("There are too many fingerprints")
        found.fingerprints.append(one)


def read_media_attribute(section: Section, name: str, value: str) -> None:
    if name in DIRECTIONS:
        section.direction = name
    elif name == "mid":
        section.mid = matched(TOKEN, value)
    elif name == "rtcp-mux":
        section.has_rtcp_mux = True
    elif name == "rtpmap":
        read_codec(section, value)
    elif name == "fmtp":
        read_parameters(section, value)
    elif name == "extmap":
        read_extension(section, value)
    elif name == "rid":
        rid, _, rest = value.partition(" ")
        if rest.startswith("send") and len(section.rids) < MOST_RIDS:
            section.rids.append(matched(RID, rid))
    elif name in {"ssrc", "ssrc-group"}:
        read_ssrc(section, name, value)


def read_codec(section: Section, value: str) -> None:
    number, _, rest = value.partition(" ")
    name, clock, channels = [*rest.split("/"), "1", "1"][:3]
    codec = Codec(name.lower()[:32], integer(clock), integer(channels))
    section.codecs[integer(number, 127)] = codec


def read_parameters(section: Section, value: str) -> None:
    number, _, rest = value.partition(" ")
    pairs = (pair.strip().partition("=") for pair in rest.split(";")[:32])
    section.parameters[integer(number, 127)] = {key: to for key, _, to in pairs}


def read_extension(section: Section, value: str) -> None:
    number, _, rest = value.partition(" ")
    identifier = integer(number.partition("/")[0], 255)
    if 1 <= identifier <= 14:  # what one byte can name
        section.extensions[rest.split(" ")[0][:128]] = identifier


def read_ssrc(section: Section, name: str, value: str) -> None:
    if name == "ssrc":
        ssrc = integer(value.partition(" ")[0], 0xFFFFFFFF)
        if ssrc not in section.ssrcs and len(section.ssrcs) < 2 * MOST_RIDS:
            section.ssrcs.append(ssrc)
        return
    semantics, *numbers = value.split(" ")
    if semantics == "FID" and len(numbers) == 2:
        first, repair = (integer(number, 0xFFFFFFFF) for number in numbers)
        if len(section.retransmissions) < MOST_RIDS:
            section.retransmissions[repair] = first


def matched(pattern: re.Pattern[str], value: str) -> str:
    if not pattern.match(value):
        raise MalformedDescription("An attribute is malformed")
    return value


def integer(value: str, most: int = 1 << 32) -> int:
    if not NUMBER.match(value) or not value.isascii() or int(value) > most:
        raise MalformedDescription("A number is none")
    return int(value)
