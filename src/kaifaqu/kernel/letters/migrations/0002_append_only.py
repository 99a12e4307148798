from django.db import migrations

from kaifaqu.kernel.trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]

    operations = [append_only("letters_letter"), append_only("letters_reply")]
