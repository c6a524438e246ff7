"""Messages are for who is in their direct channel or guild, notifications for one person."""

from __future__ import annotations

from django.db import migrations

from config.kernel.fence import READER, grant

USER_COLUMNS = (
    "id, username, discriminator, global_name, avatar, banner, accent_color, flags, bot, system"
)
# Each list is made once for a statement, and only if a row asks for it.
ENABLE = f"""
ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
CREATE POLICY messages_of_readers ON messages FOR SELECT USING (
    CASE WHEN guild_id IS NULL
    THEN channel_id = ANY(ARRAY(SELECT r.channel_id FROM recipients r WHERE r.user_id = {READER}))
    ELSE guild_id = ANY(ARRAY(SELECT m.guild_id FROM members m WHERE m.user_id = {READER})) END);
ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
CREATE POLICY notifications_of_readers ON notifications FOR SELECT USING (user_id = {READER});
"""  # noqa: S608  an expression of ours
DISABLE = """
DROP POLICY messages_of_readers ON messages;
ALTER TABLE messages DISABLE ROW LEVEL SECURITY;
DROP POLICY notifications_of_readers ON notifications;
ALTER TABLE notifications DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0006_notifications"), ("guilds", "0007_row_level_security")]

    operations = [
        migrations.RunSQL(ENABLE, DISABLE),
        migrations.RunSQL(
            grant(
                "messages",
                "notifications",
                "recipients",
                "message_attachments",
                "reactions",
                "poll_votes",
                "relationships",
                f"users ({USER_COLUMNS})",
            ),
            migrations.RunSQL.noop,
        ),
    ]
