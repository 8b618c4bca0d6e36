import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def name_makers(apps, schema_editor):
    """Whoever had a view for himself has made it."""
    apps.get_model("tickets", "View").objects.exclude(agent=None).update(made_by=F("agent"))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0013_standing_since"), ("people", "0006_leads")]

    operations = [
        migrations.AddField(
            model_name="view",
            name="icon",
            field=models.CharField(default="star", max_length=30, verbose_name="icon"),
        ),
        migrations.AddField(
            model_name="view",
            name="grouping",
            field=models.CharField(blank=True, max_length=20, verbose_name="groups"),
        ),
        migrations.AddField(
            model_name="view",
            name="columns",
            field=models.CharField(blank=True, max_length=400, verbose_name="columns"),
        ),
        migrations.AddField(
            model_name="view",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.agent",
            ),
        ),
        migrations.AlterField(
            model_name="view",
            name="order",
            field=models.CharField(default="priority", max_length=80, verbose_name="order"),
        ),
        migrations.RunPython(name_makers, migrations.RunPython.noop, elidable=True),
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("places", models.JSONField(default=list)),
                ("starred", models.JSONField(default=list)),
                (
                    "agent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.agent",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="sight",
            index=models.Index(fields=["agent", "-seen_at"], name="sight_of_agent"),
        ),
    ]
