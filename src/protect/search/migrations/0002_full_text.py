"""The full-text tables beside ``search_entry``: they follow it inside the database, so nothing can forget them."""

from django.db import migrations

SQLITE = [
    (
        "CREATE VIRTUAL TABLE search_fts USING fts5(title, body, content='search_entry', content_rowid='id', detail=column, "
        "tokenize='ascii', prefix='2 3')"
    ),
    (
        "CREATE TRIGGER search_entry_in AFTER INSERT ON search_entry BEGIN "
        "INSERT INTO search_fts(rowid, title, body) VALUES (new.id, new.title, new.body); END"
    ),
    (
        "CREATE TRIGGER search_entry_out AFTER DELETE ON search_entry BEGIN "
        "INSERT INTO search_fts(search_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); END"
    ),
    (
        "CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN "
        "INSERT INTO search_fts(search_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); "
        "INSERT INTO search_fts(rowid, title, body) VALUES (new.id, new.title, new.body); END"
    ),
    "INSERT INTO search_fts(search_fts) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER search_entry_in",
    "DROP TRIGGER search_entry_out",
    "DROP TRIGGER search_entry_changed",
    "DROP TABLE search_fts",
]
# The words come folded and cut by us; no parser of the database looks at them again.
POSTGRESQL = [
    (
        "ALTER TABLE search_entry ADD COLUMN title_words tsvector GENERATED ALWAYS AS "
        "(array_to_tsvector(array_remove(string_to_array(title, ' '), ''))) STORED"
    ),
    (
        "ALTER TABLE search_entry ADD COLUMN all_words tsvector GENERATED ALWAYS AS "
        "(array_to_tsvector(array_remove(string_to_array(title || ' ' || body, ' '), ''))) STORED"
    ),
    "CREATE INDEX search_entry_title_words ON search_entry USING gin (title_words)",
    "CREATE INDEX search_entry_all_words ON search_entry USING gin (all_words)",
]
POSTGRESQL_BACK = [
    "ALTER TABLE search_entry DROP COLUMN all_words",
    "ALTER TABLE search_entry DROP COLUMN title_words",
]


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
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(_run(True), _run(False))]
