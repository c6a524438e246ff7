from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guilds", "0003_threads"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditlogentry",
            name="action_type",
            field=models.SmallIntegerField(
                choices=[
                    (1, "Guild Update"),
                    (10, "Channel Create"),
                    (11, "Channel Update"),
                    (12, "Channel Delete"),
                    (13, "Channel Overwrite Create"),
                    (14, "Channel Overwrite Update"),
                    (15, "Channel Overwrite Delete"),
                    (20, "Member Kick"),
                    (21, "Member Prune"),
                    (22, "Member Ban Add"),
                    (23, "Member Ban Remove"),
                    (24, "Member Update"),
                    (25, "Member Role Update"),
                    (26, "Member Move"),
                    (27, "Member Disconnect"),
                    (28, "Bot Add"),
                    (30, "Role Create"),
                    (31, "Role Update"),
                    (32, "Role Delete"),
                    (40, "Invite Create"),
                    (41, "Invite Update"),
                    (42, "Invite Delete"),
                    (50, "Webhook Create"),
                    (51, "Webhook Update"),
                    (52, "Webhook Delete"),
                    (60, "Emoji Create"),
                    (61, "Emoji Update"),
                    (62, "Emoji Delete"),
                    (72, "Message Delete"),
                    (73, "Message Bulk Delete"),
                    (74, "Message Pin"),
                    (75, "Message Unpin"),
                    (110, "Thread Create"),
                    (111, "Thread Update"),
                    (112, "Thread Delete"),
                    (121, "Application Command Permission Update"),
                ]
            ),
        ),
    ]
