"""Search at the editors' desk, as far as Wagtail asks for it: in the tables themselves, without an index of its own."""
