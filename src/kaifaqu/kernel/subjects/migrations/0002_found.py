from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kaifaqu.kernel.subjects import search

# FTS5 that keeps neither the text nor positions: the index alone. GIN beside it on PostgreSQL; `rowid` on both.
SQLITE = (
    f"CREATE VIRTUAL TABLE {search.TABLE} USING fts5(words, content='', columnsize=0, detail=none, tokenize='ascii')"
)
POSTGRESQL = (
    f"CREATE TABLE {search.TABLE} (rowid bigint PRIMARY KEY, words tsvector NOT NULL)",
    f"CREATE INDEX {search.TABLE}_words ON {search.TABLE} USING gin (words)",
)


def forward(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else (SQLITE,):
        editor.execute(statement)
    rows = apps.get_model("subjects", "Subject").objects.values_list("pk", "kind", "title", "title_en")
    search.enter((pk, kind, (zh, en)) for pk, kind, zh, en in rows.iterator(chunk_size=search.MANY))


def backward(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute(f"DROP TABLE {search.TABLE}")


class Migration(migrations.Migration):
    dependencies = [("subjects", "0001_initial")]

    operations = [migrations.RunPython(forward, backward, elidable=False)]
