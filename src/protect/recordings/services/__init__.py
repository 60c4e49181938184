"""What changes a recording: each verb in one transaction, each audited."""

from protect.recordings.services.planning import begin, change, delete, remove_chapter, save_chapter

__all__ = ["begin", "change", "delete", "remove_chapter", "save_chapter"]
