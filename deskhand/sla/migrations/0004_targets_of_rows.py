import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0003_targets_into_rows"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="target",
            options={"ordering": ("row", "priority_level", "band")},
        ),
        migrations.RemoveConstraint(model_name="target", name="target_once"),
        migrations.RemoveField(model_name="target", name="kind"),
        migrations.RemoveField(model_name="target", name="version"),
        migrations.AlterField(
            model_name="target",
            name="row",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="targets",
                to="sla.promiserow",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                fields=("row", "priority_level", "band"), name="target_of_row_once"
            ),
        ),
    ]
