"""Sets one report with typst. Runs as a program of its own: typst keeps what it has set, and a server would grow by it.

    python typesetting.py FOLDER        FOLDER holds report.typ, job.json and what both name; report.pdf is written there

``job.json``: {"fonts": folder or "", "inputs": {name: text}}. With ``"picture"`` one page
is drawn as picture.png instead. Writes ``result.json``: {"standard": "ua-1" | "plain",
"missing": "U+1DFFE"}. What people wrote comes in as data (``sys_inputs``) and is never read as markup.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

#: How typst words it when no font has a character.
NO_GLYPH = re.compile(r'the text `"(?P<text>.*)"` could not be displayed', re.DOTALL)


def code_points(text: str) -> str:
    """The first few characters of what typst could not show, by number: ``U+1DFFE``. Itself they could not be printed."""
    letters = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), text)
    return ", ".join(dict.fromkeys(f"U+{ord(letter):04X}" for letter in letters[:5]))


def main(folder: Path) -> None:
    import typst

    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    paths = [job["fonts"]] if job["fonts"] else []
    if job.get("picture"):
        fonts = typst.Fonts(include_system_fonts=True, font_paths=paths)
        compiler = typst.Compiler(str(folder / "report.typ"), root=str(folder), font_paths=fonts)
        compiler.compile(output=str(folder / "picture.png"), format="png", ppi=160)
        return
    missing = ""
    for standard, system_fonts in (("ua-1", False), ("ua-1", True), ("plain", True)):
        compiler = typst.Compiler(
            str(folder / "report.typ"),
            root=str(folder),
            font_paths=typst.Fonts(include_system_fonts=system_fonts, font_paths=paths),
            sys_inputs={**job["inputs"], "missing": missing if standard == "plain" else ""},
        )
        try:
            compiler.compile(
                output=str(folder / "report.pdf"),
                format="pdf",
                pdf_standards=["ua-1"] if standard == "ua-1" else [],
            )
        except typst.TypstError as error:
            found = NO_GLYPH.search(str(error))
            if found is None or standard == "plain":
                raise
            missing = code_points(found["text"])
        else:
            result = {"standard": standard, "missing": missing if standard == "plain" else ""}
            (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
