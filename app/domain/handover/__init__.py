"""What others do and get: steps, the values they wait for, messages, and all of it gathered."""
