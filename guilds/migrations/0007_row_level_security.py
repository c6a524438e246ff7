"""Entries of an audit log are for the owner, and for who has VIEW_AUDIT_LOG or ADMINISTRATOR."""

from __future__ import annotations

from django.db import migrations

from config.kernel.fence import READER, grant

ALLOWED = f"""
SELECT m.guild_id FROM members m JOIN guilds g ON g.id = m.guild_id
WHERE m.user_id = {READER} AND (g.owner_id = m.user_id OR EXISTS (
    SELECT 1 FROM roles r WHERE r.guild_id = m.guild_id
    AND (r.id = m.guild_id OR r.id = ANY(m.roles)) AND r.permissions & (8 | 128) <> 0))
"""  # noqa: S608  an expression of ours
ENABLE = f"""
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_log_of_readers ON audit_log FOR SELECT
    USING (guild_id = ANY(ARRAY({ALLOWED})));
"""
DISABLE = """
DROP POLICY audit_log_of_readers ON audit_log;
ALTER TABLE audit_log DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("guilds", "0006_webhook_tokens"), ("kernel", "0002_reader_role")]

    operations = [
        migrations.RunSQL(ENABLE, DISABLE),
        migrations.RunSQL(
            grant("audit_log", "guilds", "members", "roles", "channels"), migrations.RunSQL.noop
        ),
    ]
