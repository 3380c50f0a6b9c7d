"""What a finished run found, told to people."""
