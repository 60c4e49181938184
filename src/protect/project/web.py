"""granian, without its warning that there are more threads than cores: ours sleep (wsgi.py says why)."""

from __future__ import annotations

import logging


def is_wanted(record: logging.LogRecord) -> bool:
    return "Python threads, which seems quite high" not in record.getMessage()


if __name__ == "__main__":
    from granian.cli import entrypoint

    logging.getLogger("_granian").addFilter(is_wanted)
    entrypoint()
