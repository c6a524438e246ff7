"""The process of a recording, from the first packet to the files in the bucket."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import BinaryIO, Final

import redis
from django.conf import settings

from media_sfu.models import EndReason
from media_sfu.recorder import spool, tracks
from media_sfu.services.recording_files import RecordedFile, mix_recording, take_in
from media_sfu.services.recording_upkeep import HEARTBEAT_SECONDS, say_alive
from media_sfu.services.recordings import end_if_active

logger = logging.getLogger("guildhall.recorder")

GENTLE: Final = 10  # nice: files are made beside calls that go on
ENDS: Final = {True: EndReason.STOPPED, False: EndReason.WORKER_LOST, None: EndReason.TOO_LARGE}


def record(recording_id: int, stream: BinaryIO | None) -> None:
    """Record what comes, or (None) finish what a recorder left behind that has died."""
    folder = Path(settings.RECORDING_FOLDER, str(recording_id))
    with spool.held(folder) as is_ours:
        if not is_ours:
            return
        over = threading.Event()
        heart = threading.Thread(target=beat, args=(recording_id, over), daemon=True)
        heart.start()
        try:
            if stream is None:
                reason = EndReason.RECORDER_LOST
            else:
                most = settings.RECORDING_MEGABYTES * 1024 * 1024
                reason = ENDS[spool.write_down(stream, folder, most_bytes=most)]
            finish(recording_id, folder, reason)
        finally:
            over.set()
            heart.join()
        spool.forget(folder)


def finish(recording_id: int, folder: Path, reason: EndReason) -> None:
    end_if_active(recording_id, reason)
    os.nice(GENTLE)
    voices = [RecordedFile(*voice) for voice in tracks.finish(folder)]
    if take_in(recording_id, voices, reason):
        mix_recording(recording_id)


def beat(recording_id: int, over: threading.Event) -> None:
    """Say that somebody works on the recording, until it is over."""
    while True:
        try:
            say_alive(recording_id)
        except (redis.RedisError, OSError) as error:
            logger.warning("no heartbeat of recording %s: %s", recording_id, error)
        if over.wait(HEARTBEAT_SECONDS):
            return
