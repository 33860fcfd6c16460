from django.db import migrations

from config.events.journal import JOURNALED, Baseline


class Migration(migrations.Migration):
    """What was there before the journal was kept."""

    dependencies = [("contracts", "0008_watched")]

    operations = [Baseline(table) for table in sorted(JOURNALED)]
