"""Keys that sign letters by their sender domain."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0002_letter_tried"),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("domain", models.CharField(max_length=253, verbose_name="sender domain")),
                ("selector", models.CharField(max_length=63, verbose_name="selector")),
                (
                    "kind",
                    models.CharField(
                        choices=[("rsa", "RSA"), ("ed25519", "Ed25519")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("public", models.TextField()),
                ("signs", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("found", "The record stands in DNS as it should"),
                            ("missing", "There is no such record in DNS yet"),
                            ("other", "DNS has another record under this name"),
                            ("several", "DNS has several records under this name; leave only one"),
                            ("unknown", "DNS could not be asked from this machine"),
                        ],
                        max_length=10,
                    ),
                ),
                ("finding_words", models.CharField(blank=True, max_length=300)),
                ("checked_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("domain", "selector"), name="selector_once")
                ],
            },
        ),
    ]
