"""An app that only the next release has: a deploy brings its migration."""
