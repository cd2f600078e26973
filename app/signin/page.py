"""The page that the browser shows when it has come back to this computer."""

from __future__ import annotations

from html import escape
from string import Template

_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title · Sendwright</title>
<style>
  :root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
  main { max-width: 32rem; padding: 2rem; }
  h1 { font-size: 1.4rem; font-weight: 600; margin: 0 0 .5rem; }
  p { margin: 0; }
</style>
</head>
<body><main><h1>$title</h1><p>$text</p></main></body>
</html>
""")

_STYLE_ONLY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Content-Security-Policy", f"{_STYLE_ONLY}; frame-ancestors 'none'"),
    ("Connection", "close"),
)


def render_page(title: str, text: str) -> bytes:
    """Fill the page; nothing that came with the request is put into it unescaped."""
    return _PAGE.substitute(title=escape(title), text=escape(text)).encode()


RECEIVED = (
    "You are signed in at Microsoft",
    "You can close this tab and go back to Sendwright.",
)
APPROVED = (
    "The app is approved",
    "You can close this tab and go back to Sendwright.",
)
NOT_COMPLETED = (
    "The sign-in was not completed",
    "You can close this tab and go back to Sendwright, which says why.",
)
FINISHED_BEFORE = (
    "This sign-in is already finished",
    "You can close this tab and go back to Sendwright.",
)
NOT_THIS_SIGN_IN = (
    "This does not belong to a sign-in that is under way",
    "Close this tab, go back to Sendwright and start the sign-in there.",
)
NOT_HERE = ("There is no such page", "Sendwright waits here for a sign-in and for nothing else.")
