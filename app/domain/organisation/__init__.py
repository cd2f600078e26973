"""What is known of an organisation: its client, and who sends there today."""
