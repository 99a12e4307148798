from django.db import migrations

from kaifaqu.kernel.trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("followups", "0001_initial")]

    operations = [append_only("followups_report")]
