from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media_sfu", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="voicestate",
            name="generation",
            field=models.BigIntegerField(default=0),
        ),
    ]
