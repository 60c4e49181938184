"""Tables with places: GeoPackage, Shapefile, KML, CSV and XLSX, read into rows. Files only: nothing here knows the database.

``form_of(path)`` tells by content whether a file is one; ``opened(path, form)`` gives its layers, each with columns and
rows. Coordinates stay as the file has them until somebody said in which system they are (``systems``); what the columns
mean is guessed in ``fields``. Everything that is wrong with a whole file is one ``ExtractError``; what is wrong with one
row stands in that row.
"""

from protect.spaces.tables.model import Layer, Opened, Row
from protect.spaces.tables.opening import FORMS, form_of, opened

__all__ = ["FORMS", "Layer", "Opened", "Row", "form_of", "opened"]
