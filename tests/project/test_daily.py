"""The daily job: a part that fails stops no other, and all are asked again later."""

from __future__ import annotations

import os
import time

import pytest

from protect.project import worker

pytestmark = pytest.mark.django_db


def test_a_part_that_fails_stops_no_other_and_is_asked_again(monkeypatch, tmp_path, caplog):
    done = []

    def broken() -> None:
        done.append("peers")
        raise RuntimeError("cells")

    monkeypatch.setattr("protect.peers.services.publish", broken)
    monkeypatch.setattr("protect.organisations.services.retention.carry_out", lambda: done.append("retention"))
    worker._daily(tmp_path)
    assert done == ["peers", "retention"] and not (tmp_path / "expired-on").exists()
    assert "broken failed" in caplog.text
    worker._daily(tmp_path)
    assert len(done) == 2  # not before half an hour
    monkeypatch.setattr("protect.peers.services.publish", lambda: done.append("peers"))
    before = time.time() - worker.DAILY_AGAIN - 1
    os.utime(tmp_path / "daily-failed", (before, before))
    worker._daily(tmp_path)
    assert done[2:] == ["peers", "retention"] and (tmp_path / "expired-on").is_file()
    assert not (tmp_path / "daily-failed").exists()
    worker._daily(tmp_path)
    assert len(done) == 4
