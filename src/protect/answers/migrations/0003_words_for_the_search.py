from django.db import migrations, models


def texts(said):
    if isinstance(said, str):
        if said.strip():
            yield said.strip()
    elif isinstance(said, dict):
        for one in said.values():
            yield from texts(one)
    elif isinstance(said, list):
        for one in said:
            yield from texts(one)


CODES = {
    "category", "threat_types", "phases", "functions", "space_categories", "approach", "cost_purchase", "cost_yearly",
    "consent_summary", "maturity",
}  # fmt: skip


def fill(apps, schema_editor):
    """Of what was opened before: the texts that ``answers.documents.own_words`` takes."""
    opened = apps.get_model("answers", "OpenedAnswer")
    for one in opened.objects.select_related("submission").iterator(chunk_size=200):
        document = one.submission.document
        parts = [said for name, said in document["solution"].items() if name not in CODES]
        parts += [met.get("proof", "") for met in document["requirements"].values()]
        parts += list(document["answers"].values())
        opened.objects.filter(pk=one.pk).update(said="\n".join(texts(parts)))


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0002_questions_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="openedanswer",
            name="said",
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
