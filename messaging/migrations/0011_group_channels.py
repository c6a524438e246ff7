from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0010_uploads")]

    operations = [
        migrations.AddField(
            model_name="recipient",
            name="nick",
            field=models.CharField(blank=True, max_length=32, null=True),
        ),
    ]
