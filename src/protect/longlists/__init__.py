"""Longlists: which spaces to assess first, scored by plain factors, with a signed shortlist and its reasons."""
