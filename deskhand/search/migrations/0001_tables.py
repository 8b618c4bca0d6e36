"""The index's tables, and what each engine searches in."""

from typing import Any

from django.db import migrations, models

SQLITE = (
    # Nothing is kept beside the index itself, and nothing counted that ranks by statistics.
    "CREATE VIRTUAL TABLE search_index USING fts5(title, names, texts, notes, marks, "
    "content='', columnsize=0, tokenize=\"ascii tokenchars '@'\")",
)
POSTGRES = (
    "ALTER TABLE search_entry ADD COLUMN words tsvector",
    # The rows stay small: to look at a hundred thousand of them must not mean to read their words.
    "ALTER TABLE search_entry SET (toast_tuple_target = 128)",
    "CREATE INDEX search_words ON search_entry USING gin (words)",
    # Beginnings are ranges of bytes, whatever language the database sorts by.
    'ALTER TABLE search_word ALTER COLUMN word TYPE varchar(40) COLLATE "C"',
)


def make_index(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def drop_index(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_index", params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="IndexEntry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField()),
                ("text", models.BinaryField(default=b"")),
            ],
            options={"db_table": "search_entry"},
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("sampled", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("xid", models.BigIntegerField(default=0)),
                ("event", models.BigIntegerField(default=0)),
                ("building", models.CharField(blank=True, max_length=40)),
                ("built", models.BigIntegerField(default=0)),
                ("recipe", models.PositiveIntegerField(default=0)),
                ("turn", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
    ]
