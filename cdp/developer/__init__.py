"""The developer page's own: its examples, one file each in code/, which tests run as the page prints them."""
