"""An assessment as a spreadsheet: written to be filled in, read back with every wrong cell named by sheet and cell.

Sheets: Assessment (title, mandate ...), Team, Sub-areas, Scenarios, Scores (one line a row and member), Consensus,
Vulnerabilities. Nothing is written to the database here; ``assessments.filling`` does that through the services.
"""

from protect.assessments.spreadsheet.model import Judgement, Member, Row, Sheet, SheetErrors, Weakness
from protect.assessments.spreadsheet.reading import read, scale_key
from protect.assessments.spreadsheet.writing import write_template

__all__ = [
    "Judgement",
    "Member",
    "Row",
    "Sheet",
    "SheetErrors",
    "Weakness",
    "read",
    "scale_key",
    "write_template",
]
