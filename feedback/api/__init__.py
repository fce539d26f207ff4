"""Reports through the public API."""
