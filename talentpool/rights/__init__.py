"""What people may ask of those who keep their data, and what is forgotten by itself."""
