"""Files looked at by the malware scanner that the administrator named; without one nothing is scanned, and pages say so."""

from __future__ import annotations

import logging
import shlex
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.answers.models import Attachment

log = logging.getLogger(__name__)

SECONDS = 120
#: Exit code of the common scanners (clamscan, clamdscan) that found something.
FOUND = 1


def is_there() -> bool:
    return bool(settings.MALWARE_SCANNER)


def scan(content: bytes, name: str) -> str:
    """How it went. ValidationError if something was found, and if the scanner could not tell: nothing is kept unseen."""
    if not is_there():
        return Attachment.Scan.NOT_SCANNED
    with tempfile.TemporaryDirectory(prefix="protect-scan-") as folder:
        # The scanner gets a name of ours: nothing of what was uploaded stands on its command line.
        file = Path(folder) / "upload"
        file.write_bytes(content)
        command = [*shlex.split(settings.MALWARE_SCANNER), str(file)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            log.exception("the malware scanner did not run")
            raise ValidationError(_("“%(name)s” could not be scanned; try again later.") % {"name": name}) from None
    if done.returncode == 0:
        return Attachment.Scan.CLEAN
    if done.returncode == FOUND:
        log.warning("the malware scanner refused an upload")
        raise ValidationError(_("The scanner found malware in “%(name)s”; the file is not kept.") % {"name": name})
    log.error("the malware scanner ended with %s", done.returncode)
    raise ValidationError(_("“%(name)s” could not be scanned; try again later.") % {"name": name})
