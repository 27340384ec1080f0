"""Stories: scripts that a district officer can read, played on the real bot over HTTP. See `script.py`."""

from tests.stories.script import StoryFailed, play
from tests.stories.stage import Loopback, Stage, stage

__all__ = ["Loopback", "Stage", "StoryFailed", "play", "stage"]
