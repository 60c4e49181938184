"""The full-text table beside ``captions_passage``: it follows it inside the database, so nothing can forget it."""

from django.db import migrations

SQLITE = [
    (
        "CREATE VIRTUAL TABLE captions_said USING fts5(words, content='captions_passage', content_rowid='id', detail=none, "
        "tokenize='ascii', prefix='2 3')"
    ),
    (
        "CREATE TRIGGER captions_passage_in AFTER INSERT ON captions_passage BEGIN "
        "INSERT INTO captions_said(rowid, words) VALUES (new.id, new.words); END"
    ),
    (
        "CREATE TRIGGER captions_passage_out AFTER DELETE ON captions_passage BEGIN "
        "INSERT INTO captions_said(captions_said, rowid, words) VALUES ('delete', old.id, old.words); END"
    ),
    (
        "CREATE TRIGGER captions_passage_changed AFTER UPDATE ON captions_passage BEGIN "
        "INSERT INTO captions_said(captions_said, rowid, words) VALUES ('delete', old.id, old.words); "
        "INSERT INTO captions_said(rowid, words) VALUES (new.id, new.words); END"
    ),
    "INSERT INTO captions_said(captions_said) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER captions_passage_in",
    "DROP TRIGGER captions_passage_out",
    "DROP TRIGGER captions_passage_changed",
    "DROP TABLE captions_said",
]
# The words come folded and cut by us; no parser of the database looks at them again.
POSTGRESQL = [
    (
        "ALTER TABLE captions_passage ADD COLUMN said tsvector GENERATED ALWAYS AS "
        "(array_to_tsvector(array_remove(string_to_array(words, ' '), ''))) STORED"
    ),
    "CREATE INDEX captions_passage_said ON captions_passage USING gin (said)",
]
POSTGRESQL_BACK = ["ALTER TABLE captions_passage DROP COLUMN said"]


def _run(forwards: bool):
    def run(apps, schema_editor):
        lines = {
            "sqlite": SQLITE if forwards else SQLITE_BACK,
            "postgresql": POSTGRESQL if forwards else POSTGRESQL_BACK,
        }[schema_editor.connection.vendor]
        for line in lines:
            schema_editor.execute(line, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("captions", "0001_begin")]

    operations = [migrations.RunPython(_run(True), _run(False))]
