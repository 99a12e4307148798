from django.db import migrations

from kaifaqu.kernel.trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("calendars", "0001_initial")]

    operations = [
        append_only("calendars_holidaynotice"),
        append_only("calendars_calendarday"),
        append_only("calendars_officehours"),
    ]
