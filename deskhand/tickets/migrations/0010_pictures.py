from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_drafts")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="width",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="attachment",
            name="height",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
