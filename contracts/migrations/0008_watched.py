from django.db import migrations

from config.events.journal import JOURNALED, Watch


class Migration(migrations.Migration):
    """From here on the journal is kept: of every room's tables, so in the topmost room."""

    dependencies = [
        ("contracts", "0007_planned_deliveries"),
        ("events", "0005_journal"),
        ("procurement", "0004_limits_and_claims"),
        ("rest", "0001_initial"),
        ("vendors", "0007_expiry_reminders"),
    ]

    operations = [Watch(table) for table in sorted(JOURNALED)]
