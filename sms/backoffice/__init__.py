"""The wire's screens: the log, what did not arrive, the phone, and everybody's own notices."""
