"""What people may do about people: come in, be given a role, leave."""
