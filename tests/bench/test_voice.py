from __future__ import annotations

import pytest

from bench.voice.__main__ import Measured, line
from bench.voice.ground import Row


@pytest.mark.parametrize(
    "row", [Row("voice", 1, 3, 2), Row("video", 1, 3, 1, is_video=True)], ids=lambda row: row.name
)
def test_the_bench_of_the_media_worker_sees_every_packet_come_back(row):
    measured = Measured(row, 0.6, is_raw=False)
    assert measured.packets > 0
    assert measured.lost == measured.unread == 0
    assert len(measured.ages) == measured.packets / row.copies
    assert line(row, measured, measured).count("|") == 12
