"""Resolvers: the words of a claim to days, places and actors, each answer with its reasons."""
