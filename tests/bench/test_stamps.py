from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from bench import stamps


@given(
    step=st.integers(0, 0xFFFFFF),
    sender=st.integers(0, stamps.SENDERS_MAX - 1),
    sequence=st.integers(0, (1 << stamps.SEQUENCE_BITS) - 1),
    due=st.integers(0, (1 << 63) - 1),
)
def test_a_stamp_is_found_in_the_bytes_of_a_frame(step, sender, sequence, due):
    mark = stamps.mark(step)
    key = stamps.key_of(sender, sequence)
    text = stamps.text(mark, key, due)
    frame = orjson.dumps({"t": "MESSAGE_CREATE", "d": {"content": text.decode()}})
    at = frame.find(mark)
    assert stamps.read(frame, at + len(mark)) == (key, due)


def test_a_text_has_the_length_asked_for():
    assert len(stamps.text(stamps.mark(1), 1, 1, 300)) == 300
    assert len(stamps.text(stamps.mark(1), 1, 1, 1)) == len(stamps.mark(1)) + stamps.STAMP_DIGITS
