"""Files that a use case made, and their way to the place that a person named."""

from app.render.archive import WrittenFile as WrittenFile
from app.render.archive import write_files as write_files
from app.render.context import RenderedFile as RenderedFile
