"""The SMTP dialogue itself: its connection, TLS, replies, signing in and messages."""
