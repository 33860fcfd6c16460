"""What Django's constraints cannot say: no two live versions of one slot hold on the same day.

PostgreSQL compares uuids and integers in a GiST index only with an extension; as ranges of one value
they need none. The three layers are those of `vendors.ownership.revision`.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("vendors", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE TYPE vendors_uuidrange AS RANGE (subtype = uuid)",
            "DROP TYPE vendors_uuidrange",
        ),
        migrations.RunSQL(
            "ALTER TABLE vendors_interest ADD CONSTRAINT one_live_version_per_day"
            " EXCLUDE USING gist ("
            " vendors_uuidrange(record_id, record_id, '[]') WITH =,"
            " int4range(slot, slot, '[]') WITH =,"
            " int4range(CASE confidence WHEN 'reported' THEN 1 WHEN 'disputed' THEN 2 ELSE 0 END,"
            " CASE confidence WHEN 'reported' THEN 1 WHEN 'disputed' THEN 2 ELSE 0 END, '[]') WITH =,"
            " daterange(valid_from, valid_to) WITH &&"
            ") WHERE (superseded_seq IS NULL)",
            "ALTER TABLE vendors_interest DROP CONSTRAINT one_live_version_per_day",
        ),
        migrations.RunSQL(
            "INSERT INTO vendors_standards (id, changed_seq, group_checked_seq)"
            " VALUES (1, 0, 0) ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        ),
    ]
