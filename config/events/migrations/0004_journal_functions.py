from django.db import migrations

from config.events.journal import CREATE, DROP


class Migration(migrations.Migration):
    dependencies = [("events", "0003_webhooks")]

    operations = [migrations.RunSQL(list(CREATE), list(DROP))]
