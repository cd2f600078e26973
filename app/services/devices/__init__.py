"""The devices of an organisation: which go on, their list, their sheets, and files of families."""
