"""Captions: WebVTT, SubRip (SRT), TTML and YouTube's SBV read, mended, checked, edited and written. No Django, no state.

``reading.read`` takes the bytes of any of the four; ``writing.write`` gives them back. Between them a ``cues.Track``.
"""
