"""The public API of the register. It speaks Dutch (API Design Rules); code is English."""
