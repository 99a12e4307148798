"""Findings of supervision become cases; what they were before does not come along.

Nothing was released with the old tables: a demonstration that was loaded before has no findings after this, and
`make demo` on a fresh home builds them as cases. What was done to the old ones stays in the record.
"""

import django.db.models.deletion
from django.db import migrations, models

import kaifaqu.kernel.trail.acts


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_origins_numbers_and_limits_of_their_own"),
        ("reform", "0004_cases_and_briefings"),
    ]

    operations = [
        migrations.DeleteModel(name="Rectification"),
        migrations.DeleteModel(name="Finding"),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "act_subject",
                    models.BigIntegerField(default=kaifaqu.kernel.trail.acts.current_subject, editable=False),
                ),
                ("act_seq", models.BigIntegerField(default=kaifaqu.kernel.trail.acts.current_seq, editable=False)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="finding",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("task", models.CharField(blank=True, default="", max_length=60)),
                ("due", models.DateField()),
                ("told", models.JSONField(default=dict)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="reform.visit"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
