"""From a study's field to what is found: the question as arrays, all portfolios where they can be listed, else the engine."""

from protect.portfolios.searching.asking import Asked, Unanswerable, asked_of
from protect.portfolios.searching.finding import search

__all__ = ["Asked", "Unanswerable", "asked_of", "search"]
