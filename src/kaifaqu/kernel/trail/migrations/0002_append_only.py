from django.db import migrations

from kaifaqu.kernel.trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]

    operations = [append_only(table) for table in ("trail_entry", "trail_mention", "trail_seal", "trail_sealleaf")]
