"""Corpus tools, training and export of the reader; never imported by the package."""
