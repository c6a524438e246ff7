import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guilds", "0001_initial"),
        ("media_sfu", "0002_voice_state_generation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "channel",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="call",
                        serialize=False,
                        to="guilds.channel",
                    ),
                ),
                ("message_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "ringing",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("rung_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "participants",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"db_table": "calls"},
        ),
    ]
