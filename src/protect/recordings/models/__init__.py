"""What a recording consists of."""

from protect.recordings.models.media import MediaFile, MediaKind, Poster
from protect.recordings.models.recording import Chapter, Recording, RecordingPart, narrowed
from protect.recordings.models.upload import Upload

__all__ = ["Chapter", "MediaFile", "MediaKind", "Poster", "Recording", "RecordingPart", "Upload", "narrowed"]
