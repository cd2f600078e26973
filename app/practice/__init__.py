"""The practice tenant: mail, DNS and sign-in servers on loopback, to learn, try and test on."""

from app.practice.browser import Visit
from app.practice.mailroom import DeliveredMessage, Entrance
from app.practice.tenant import PracticeTenant

__all__ = ["DeliveredMessage", "Entrance", "PracticeTenant", "Visit"]
