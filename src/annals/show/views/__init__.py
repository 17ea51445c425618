"""The views, one small module each: from a request with an open record to a page."""
