"""What of captions is read: by those who watch, and by those who work on them."""

from protect.captions.queries.watched import Offered, offered, transcript_of, webvtt_of

__all__ = ["Offered", "offered", "transcript_of", "webvtt_of"]
