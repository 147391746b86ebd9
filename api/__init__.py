"""The doors: settings, the library that says what happens overall, HTTP, the command line."""

VERSION = "0.1.0"
