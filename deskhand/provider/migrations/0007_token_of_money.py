from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("provider", "0006_dials")]

    operations = [
        migrations.AlterField(
            model_name="token",
            name="scope",
            field=models.CharField(
                choices=[
                    ("mail", "Deliver mail"),
                    ("events", "Tell what became of letters (for providers)"),
                    ("phone", "Tell of telephone calls and voicemails"),
                    ("money", "Read contracts, statements and invoices"),
                ],
                max_length=20,
                verbose_name="may",
            ),
        ),
    ]
