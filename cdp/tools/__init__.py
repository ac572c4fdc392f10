"""What `make` runs: it must start on a bare Python, so nothing here imports anything that has to be installed."""
