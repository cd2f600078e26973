"""What servers say of a message: their replies, and mail that came back."""
