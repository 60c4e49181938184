"""Programmes of events: frab and pentabarf (JSON and XML), iCalendar and spreadsheets in; frab JSON and XML out.

``reading.read`` takes the bytes of any of them and gives a ``model.Reading``; ``frab_json_writing`` and ``frab_xml_writing``
give a ``model.Conference`` back. No Django, no state.
"""
