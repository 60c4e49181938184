"""SQLite: the words of the full-text table as a table, so that the beginning of a word becomes the words that begin so."""

from django.db import migrations


def _run(line: str):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(line, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("captions", "0003_how_far_translations_are")]

    operations = [
        migrations.RunPython(
            _run("CREATE VIRTUAL TABLE captions_said_words USING fts5vocab(captions_said, 'row')"),
            _run("DROP TABLE captions_said_words"),
        )
    ]
