"""The folder of one recording on the machine of its worker, until the files lie in the bucket."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from media_sfu.recorder.tracks import Track
from media_sfu.worker.taps import END, FRAME, PACKET

LOCK: Final = "lock"


@contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Hold a folder, made if it is not there; yields whether nobody else does."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def left_behind(root: Path) -> list[int]:
    """Return the recordings whose folders nobody holds."""
    found = []
    for folder in root.glob("*"):
        if folder.name.isdigit() and (folder / LOCK).exists():
            with held(folder) as is_free:
                if is_free:
                    found.append(int(folder.name))
    return found


def forget(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def write_down(stream: BinaryIO, folder: Path, *, most_bytes: int) -> bool | None:
    """Write what a worker hands over until it says that all is said.

    Returns whether it did (else it has died); None: the recording is as large as it may be.
    """
    tracks: dict[int, Track] = {}
    total = 0
    try:
        while len(head := stream.read(FRAME.size)) == FRAME.size:
            kind, user_id, stamp, at, length = FRAME.unpack(head)
            payload = stream.read(length)
            if kind == END:
                return True
            if kind != PACKET or len(payload) < length:
                return False
            total += length
            if total > most_bytes:
                return None
            track = tracks.get(user_id)
            if track is None:
                track = tracks[user_id] = Track(folder, user_id)
            track.take(stamp, at, payload)
        return False
    finally:
        for track in tracks.values():
            track.close()
