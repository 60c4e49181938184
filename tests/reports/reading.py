"""Reading a PDF back, as a reader's program would."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def pages_of(content: bytes) -> list[str]:
    """Text of each page, by poppler's pdftotext; the test is skipped where the machine has none."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the PDF cannot be read back")
    done = subprocess.run([program, "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]
