"""The service as people meet it: in a browser, on real processes, at two widths."""
