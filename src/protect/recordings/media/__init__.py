"""Film and sound: what a file is, and what ffmpeg makes of it. Nothing here knows the database."""

from protect.recordings.media.converting import Made, convert
from protect.recordings.media.looking import Seen, Unusable, look_at
from protect.recordings.media.tools import Failed, is_there

__all__ = ["Failed", "Made", "Seen", "Unusable", "convert", "is_there", "look_at"]
