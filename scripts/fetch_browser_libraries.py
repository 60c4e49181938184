"""Fetches the third-party browser code (and the fonts of the reports) by its lock file and compiles the style sheet.

    python scripts/fetch_browser_libraries.py           what changed since the last time (nothing: done in a moment)
    python scripts/fetch_browser_libraries.py --force   everything again
    python scripts/fetch_browser_libraries.py --sizes   what the browser gets, compressed

All of it goes into a git-ignored folder. Nothing fetched is committed; the wheel carries the folder, so that its user
needs no Node. Source map comments are cut off: the maps are not shipped, and the static file storage refuses a
reference to a file that is not there.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
WEB = ROOT / "src/protect/web"
VENDOR = WEB / "static/vendor"
THEME = WEB / "scss/protect.scss"
INSTALLED = MODULES / ".protect-stamp"
COPIED = VENDOR / ".stamp"

# The map library finds its worker and its shared part beside itself, so its three files keep their names.
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-shared.mjs": "maplibre-gl/maplibre-gl-shared.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl/maplibre-gl.css",
    "terra-draw/dist/terra-draw.modern.js": "terra-draw.js",
    "terra-draw-maplibre-gl-adapter/dist/terra-draw-maplibre-gl-adapter.modern.js": "terra-draw-maplibre-gl-adapter.js",
    "tus-js-client/dist/tus.min.js": "tus.min.js",
}
# Coasts under the map of cities: the server draws them, no browser gets the file.
COASTS = {
    "world-atlas/land-50m.json": "land-50m.json",
    "world-atlas/LICENSE": "licences/world-atlas.txt",
}
# Fonts of the printed reports (typst reads TrueType, not what browsers use): copied byte by byte.
FONT = "@expo-google-fonts/noto-sans"
FONTS = {
    f"{FONT}/400Regular/NotoSans_400Regular.ttf": "fonts/NotoSans-Regular.ttf",
    f"{FONT}/400Regular_Italic/NotoSans_400Regular_Italic.ttf": "fonts/NotoSans-Italic.ttf",
    f"{FONT}/600SemiBold/NotoSans_600SemiBold.ttf": "fonts/NotoSans-SemiBold.ttf",
    f"{FONT}/700Bold/NotoSans_700Bold.ttf": "fonts/NotoSans-Bold.ttf",
    f"{FONT}/LICENSE_FONT": "licences/noto-sans.txt",
}
SOURCE_MAP = re.compile(rb"\n?(?://[#@]\s*sourceMappingURL=\S+|/\*#\s*sourceMappingURL=.*?\*/)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--force", action="store_true", help="fetch and compile again even if nothing changed")
    parser.add_argument("--sizes", action="store_true", help="print the compressed size of every file")
    wanted = parser.parse_args()
    try:
        refresh(force=wanted.force)
    except Exception as error:  # one line for a person, whatever npm or Sass stumbled over
        print(f"The browser libraries could not be prepared: {error}", file=sys.stderr)
        return 1
    if wanted.sizes:
        print_sizes()
    return 0


def refresh(*, force: bool = False) -> None:
    """Brings ``node_modules``, the copied files and the compiled style sheet up to date with what is committed."""
    lock = digest([ROOT / "package-lock.json", ROOT / "package.json"])
    copied = digest([ROOT / "package-lock.json", Path(__file__), *sorted(THEME.parent.glob("**/*.scss"))])
    fetch = force or read(INSTALLED) != lock
    if not fetch and read(COPIED) == copied:
        return
    import node  # only now: a run with nothing to do stays a matter of milliseconds

    node_command, npm = node.commands()
    if fetch:
        print("Fetching the browser libraries (npm ci) ...", flush=True)
        run([*npm, "ci", "--no-progress", "--loglevel=error"], "npm ci")
        INSTALLED.write_text(lock, encoding="ascii")
    copy_files()
    compile_theme(node_command)
    COPIED.write_text(copied, encoding="ascii")


def copy_files() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        destination = VENDOR / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        destination.write_bytes(SOURCE_MAP.sub(b"", (MODULES / source).read_bytes()).rstrip() + b"\n")
    for source, target in {**FONTS, **COASTS}.items():
        destination = VENDOR / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, destination)
    for package in sorted({source.split("/")[0] for source in FILES}):
        for licence in sorted((MODULES / package).glob("LICEN[CS]E*")):
            destination = VENDOR / "licences" / f"{package}.txt"
            destination.parent.mkdir(exist_ok=True)
            shutil.copyfile(licence, destination)


def compile_theme(node_command: list[str]) -> None:
    print("Compiling the style sheet ...", flush=True)
    sass = [*node_command, str(MODULES / "sass/sass.js"), "--style=compressed", "--no-source-map", "--no-error-css"]
    # Bootstrap 5.3 still uses Sass features that are to go; its warnings are its own, ours are shown.
    quiet = ["--quiet-deps", "--silence-deprecation=import", f"--load-path={MODULES}"]
    run([*sass, *quiet, str(THEME), str(VENDOR / "protect.css")], "sass")


def run(command: list[str], name: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} failed.\n{done.stdout}{done.stderr}".rstrip())


def digest(files: list[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def read(stamp: Path) -> str:
    try:
        return stamp.read_text(encoding="ascii")
    except OSError:
        return ""


def print_sizes() -> None:
    """Bytes on the wire by Brotli's best quality, which is what the server sends."""
    import brotli

    files = [file for file in sorted(VENDOR.rglob("*")) if file.suffix in {".js", ".mjs", ".css"}]
    for file in files:
        content = file.read_bytes()
        small = len(brotli.compress(content, quality=11))
        print(f"{file.relative_to(VENDOR).as_posix():44}{len(content) / 1000:9.1f} KB{small / 1000:9.1f} KB compressed")


if __name__ == "__main__":
    sys.exit(main())
