"""From now on it is written down when somebody was there; until now nobody knows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_oauth2"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE users SET last_seen = now() WHERE last_seen IS NULL",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
