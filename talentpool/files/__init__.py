"""People and needs as files: read, checked, shown before they are taken, and given back."""
