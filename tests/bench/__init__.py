"""What the service promises about speed and size, measured: `make bench`."""
