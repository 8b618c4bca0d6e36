"""Mailboxes whose letters leave by a provider, and what providers call our letters."""

from django.db import migrations, models

PROVIDERS = [
    ("brevo", "Brevo"),
    ("mailgun", "Mailgun"),
    ("mailjet", "Mailjet"),
    ("mailtrap", "Mailtrap"),
    ("mandrill", "Mandrill"),
    ("postal", "Postal"),
    ("postmark", "Postmark"),
    ("resend", "Resend"),
    ("scaleway", "Scaleway"),
    ("sparkpost", "SparkPost"),
    ("unisender-go", "Unisender Go"),
]
WAYS = [
    ("firm", "The firm's mail server"),
    ("smtp", "A mail server of its own (SMTP)"),
    ("graph", "Microsoft Graph"),
    ("provider", "A provider of its own"),
]


class Migration(migrations.Migration):
    dependencies = [("mail", "0005_unwanted_notices")]

    operations = [
        migrations.AddField(
            model_name="mailbox",
            name="provider",
            field=models.CharField(
                blank=True, choices=PROVIDERS, max_length=20, verbose_name="provider"
            ),
        ),
        migrations.AddField(
            model_name="mailbox",
            name="provider_settings",
            field=models.CharField(
                blank=True, max_length=500, verbose_name="further settings of the provider"
            ),
        ),
        migrations.AddField(
            model_name="outgoingletter",
            name="named",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AlterField(
            model_name="mailbox",
            name="sending",
            field=models.CharField(
                choices=WAYS, default="firm", max_length=10, verbose_name="letters leave by"
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingletter",
            index=models.Index(
                condition=models.Q(("named", ""), _negated=True),
                fields=["named"],
                name="outgoing_named",
            ),
        ),
    ]
