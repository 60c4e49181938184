"""Checklists on tablets with Kobo or ODK: a set of questions as XLSForm and back, and the answers collected there.

``columns`` names what stands in a form, ``writing`` makes one, ``checking`` asks pyxform whether it is one, ``reading``
makes a set of questions out of one, ``tables`` and ``answers`` read what was collected, ``arriving`` keeps it.
"""
