"""Run by test_faults in a mount name space: a data folder on a disk of a few megabytes, filled up while it is used."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.project.test_faults import FILL, PASSWORD, Server
from tests.project.test_safekeeping import protect, run
from tests.project.visiting import Visitor

COUNT = "from protect.spaces.models import Space; print(Space.objects.count())"


def main(disk: Path) -> None:
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)], check=False)
    if done.returncode:
        print("cannot mount")
        return
    folder = disk / "data"
    made = protect(folder, "migrate")
    assert made.returncode == 0, made.stderr
    organisation = run(FILL, folder)
    server = Server(folder, TMPDIR=str(disk))
    try:
        server.answers()
        anna = Visitor(server.port).sign_in("anna@example.org", PASSWORD)
        token = anna.token("/spaces/new/")
        values = {"organisation": organisation, "main_category": "square", "town": "Berg"}
        written = 0
        for number in range(20):
            written += anna.post("/spaces/new/", {**values, "name": f"Before {number}"}, token)[0] == 302
        assert written == 20
        stuff = disk / "stuff"
        with stuff.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        seen = set()
        for number in range(12):
            thoughts = f"My thoughts on place {number}. " * 200
            status, _headers, text = anna.post(
                "/spaces/new/", {**values, "name": f"During {number}", "description": thoughts}, token
            )
            seen.add(status)
            assert status in {302, 507}, (status, text[:3000])
            if status == 507:
                assert "disk of the server is full" in text and "My thoughts on place" in text
            written += status == 302
        assert 507 in seen, seen
        status, _headers, text = anna.upload(
            "/spaces/imports/", {"organisation": organisation}, "file", "a.geojson", b" " * 3_000_000, token
        )
        assert status == 507, (status, text[:2000])
        refused = protect(folder, "backup", disk / "backup.zip")
        assert refused.returncode == 1 and refused.stderr.count("\n") == 1, refused.stderr
        assert not (disk / "backup.zip").exists() and not list(disk.glob("*.part"))
        stuff.unlink()
        for number in range(5):
            status, _headers, text = anna.post("/spaces/new/", {**values, "name": f"After {number}"}, token)
            assert status == 302, (status, text[:2000])
            written += 1
    finally:
        server.end()
    assert int(run(COUNT, folder)) == written, (run(COUNT, folder), written)
    print("held")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
