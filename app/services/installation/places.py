"""Where this installation keeps what is the person's."""

from app.store.folders import Folders as Folders
