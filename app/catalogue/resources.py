"""The data files, under the name by which the floors above the catalogue know them."""

from app.resources import CATALOGUE, FONTS, HELP, I18N, ICONS, ROOT, TEMPLATES

__all__ = ["CATALOGUE", "FONTS", "HELP", "I18N", "ICONS", "ROOT", "TEMPLATES"]
