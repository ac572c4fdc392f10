"""The API's plan of a partnership, what is said and evidenced of it, and its board."""
