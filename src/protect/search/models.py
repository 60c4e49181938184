"""The index: one row for each thing that can be found, and the words that occur, so that typing errors can be mended.

The full-text tables stand beside ``Entry`` and follow it inside the database (``migrations/0002_full_text.py``): on SQLite
an FTS5 table by triggers, on PostgreSQL generated columns. Whether somebody may see a thing is not kept here: it is asked
of the thing itself whenever somebody searches, so a marking, a share or a membership that changed needs no new index.
"""

from __future__ import annotations

from django.db import models

#: The key of an entry is the number of its kind, then the key of the thing: no join is needed to get at it.
BITS = 40


class Entry(models.Model):
    """The folded words of one thing. A migration that remakes this table must make its triggers anew (SQLite)."""

    id = models.BigIntegerField(primary_key=True)
    title = models.TextField()
    body = models.TextField()

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """A word that occurs somewhere, or a stem. Never shown: only what somebody may see is."""

    text = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.text


class Variation(models.Model):
    """A word with one or two letters left out, as a number: two words that share one are spelled alike."""

    pk = models.CompositePrimaryKey("key", "word_id")
    key = models.BigIntegerField()
    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="variations")

    def __str__(self) -> str:
        return f"{self.key}"


class IndexState(models.Model):
    """By which definition of kinds the index was built; another one means that it is built anew (``protect migrate``)."""

    definition = models.CharField(max_length=64)
    built_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.definition
