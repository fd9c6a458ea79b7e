"""The service as real processes: started, killed, started again, deployed."""
