"""Demonstration data: an invented year in five cities, and one real place on its real map.

Importing this needs no Django; the two functions do.
"""

from __future__ import annotations

from pathlib import Path

from protect.project.demo.accounts import ACCOUNTS, Account

__all__ = ["ACCOUNTS", "Account", "helsinki", "load"]


def load() -> None:
    """Load the invented year, in one transaction. Does nothing where the demonstration's organisations exist."""
    from protect.project.demo.loading import load as load_year

    load_year()


def helsinki(data_folder: Path) -> Path | None:
    """Fetch and import the real map of central Helsinki; the file, or None (with one line said) where it cannot be had."""
    from protect.project.demo.real_map import load as load_helsinki

    return load_helsinki(Path(data_folder))
