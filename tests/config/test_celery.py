"""Background work: what is due when, and where it is queued."""

from __future__ import annotations

import pytest
from celery.schedules import crontab

from config.celery import QUEUES, app, queues_of_tasks


@pytest.fixture(autouse=True)
def _finalized(db):
    app.loader.import_default_modules()
    app.finalize()


def test_everything_periodic_is_a_task_that_exists():
    assert app.conf.beat_schedule
    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, name
        assert isinstance(entry["schedule"], int | float | crontab), name


def test_every_task_goes_to_a_queue_that_the_worker_reads():
    own = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    assert own
    for name in own:
        assert app.amqp.router.route({}, name)["queue"].name in QUEUES, name
    assert queues_of_tasks().keys() <= own.keys()


def test_a_task_lies_in_its_own_queue_only():
    with app.connection_for_write() as connection, connection.channel() as channel:
        for queue in app.amqp.queues.values():
            queue(channel).declare()
        app.send_task("somewhere.somewhat", queue="media", connection=connection)
        waiting = {
            name: queue(channel).queue_declare().message_count
            for name, queue in app.amqp.queues.items()
        }

    assert waiting == {"chat": 0, "media": 1, "bulk": 0}


def test_a_task_that_was_lost_with_its_worker_is_run_again():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.task_time_limit
