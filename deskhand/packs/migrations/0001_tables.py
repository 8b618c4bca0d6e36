from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AppliedPack",
            fields=[
                ("name", models.SlugField(max_length=60, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField()),
                ("base", models.JSONField(default=dict)),
                ("applied_at", models.DateTimeField()),
            ],
            options={"ordering": ("name",)},
        ),
    ]
