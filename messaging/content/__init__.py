"""What a message says, understood without a database."""
