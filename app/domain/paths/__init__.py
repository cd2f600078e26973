"""The paths on which mail can leave, and which of them suits one client."""
