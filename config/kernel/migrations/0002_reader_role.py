"""The role for which row-level security holds, where the database's user may create roles."""

from __future__ import annotations

from django.db import migrations

from config.kernel.fence import CREATE_ROLE


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [migrations.RunSQL(CREATE_ROLE, migrations.RunSQL.noop)]
