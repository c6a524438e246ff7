from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_search")]

    operations = [
        migrations.AddField(
            model_name="messageedit",
            name="components",
            field=models.JSONField(default=list),
        ),
    ]
