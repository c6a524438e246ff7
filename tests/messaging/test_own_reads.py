"""Who writes in a channel has read it."""

from __future__ import annotations

from config.kernel import aio
from messaging.models import ReadState
from messaging.services.own_reads import flush
from tests.messaging.conftest import say


def test_ones_own_message_is_read(call, hall, bot, log):
    say(hall.bob, hall.channel, "one")
    last = say(hall.bob, hall.channel, "two")
    say(bot, hall.channel, "beep")
    aio.run(flush())
    [state] = ReadState.objects.all()
    assert (state.user_id, state.last_message_id) == (hall.bob.id, last.id)
    (_, event, topic) = log("MESSAGE_ACK")[-1]
    assert topic == f"user:{hall.bob.id}"
    assert (event["channel_id"], event["message_id"]) == (str(hall.channel.id), str(last.id))
    assert event["mention_count"] == 0

    # Never back: they may have read on elsewhere meanwhile.
    ack = f"/channels/{hall.channel.id}/messages/{last.id + 5}/ack"
    earlier = say(hall.bob, hall.channel, "three")
    call(hall.bob, "POST", ack.replace(str(last.id + 5), str(earlier.id + 5)), {})
    aio.run(flush())
    state.refresh_from_db()
    assert state.last_message_id == earlier.id + 5


def test_who_is_gone_is_passed_over(hall):
    say(hall.bob, hall.channel)
    hall.channel.delete()
    aio.run(flush())
    assert not ReadState.objects.exists()
