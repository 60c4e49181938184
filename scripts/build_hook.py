"""Runs when the wheel or the source package is built: both carry the browser libraries and the compiled catalogues."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CarryWhatGitIgnores(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if version != "editable" and self.target_name == "wheel":
            # The manual, which the platform shows under /help (protect/web/manual.py).
            build_data["force_include"][str(root / "docs")] = "protect/web/docs"
        if version == "editable" or (root / "PKG-INFO").exists():
            return  # a checkout fetches by make, a source package has it all inside
        for command in (["fetch_browser_libraries.py"], ["messages.py", "compile"]):
            subprocess.run([sys.executable, str(root / "scripts" / command[0]), *command[1:]], check=True)
