from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_sides")]

    operations = [
        migrations.RemoveConstraint(model_name="draft", name="draft_once"),
        migrations.AddField(
            model_name="draft",
            name="version",
            field=models.CharField(default="", max_length=16),
        ),
        migrations.AddField(
            model_name="draft",
            name="discarded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("ticket", "agent", "is_public"), name="draft_once"
            ),
        ),
    ]
