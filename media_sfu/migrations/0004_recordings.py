import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import config.kernel.snowflake


class Migration(migrations.Migration):
    dependencies = [
        ("media_sfu", "0003_calls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recording",
            fields=[
                (
                    "id",
                    config.kernel.snowflake.SnowflakeField(
                        default=config.kernel.snowflake.next_snowflake,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("guild_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("recording", "recording"),
                            ("processing", "processing"),
                            ("ready", "ready"),
                            ("failed", "failed"),
                        ],
                        default="recording",
                        max_length=16,
                    ),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stopped", "stopped by somebody"),
                            ("declined", "somebody there does not want to be recorded"),
                            (
                                "unanswered",
                                "somebody there did not say whether they may be recorded",
                            ),
                            ("deserted", "everybody who was recorded has left"),
                            ("too_long", "the longest time for a recording was over"),
                            ("too_large", "it had as many bytes as a recording may have"),
                            ("worker_lost", "the media worker ended"),
                            ("recorder_lost", "the process that records ended"),
                        ],
                        max_length=16,
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("file", models.CharField(blank=True, max_length=100)),
                ("size", models.BigIntegerField(default=0)),
                ("duration_ms", models.BigIntegerField(default=0)),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "recordings",
            },
        ),
        migrations.CreateModel(
            name="RecordingParticipant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("consents", models.BooleanField(null=True)),
                ("file", models.CharField(blank=True, max_length=100)),
                ("size", models.BigIntegerField(default=0)),
                ("offset_ms", models.BigIntegerField(default=0)),
                ("duration_ms", models.BigIntegerField(default=0)),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="media_sfu.recording",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recordings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "recording_participants",
                "ordering": ("id",),
            },
        ),
        migrations.AddIndex(
            model_name="recording",
            index=models.Index(fields=["channel_id", "-id"], name="recordings_by_channel"),
        ),
        migrations.AddIndex(
            model_name="recording",
            index=models.Index(fields=["guild_id", "-id"], name="recordings_by_guild"),
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "recording")),
                fields=("channel_id",),
                name="recordings_once_per_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordingparticipant",
            constraint=models.UniqueConstraint(
                fields=("recording", "user"), name="recording_participants_are_unique"
            ),
        ),
    ]
