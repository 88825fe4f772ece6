"""Checking at run time: what a signature asks for, compiled once, and the words when a call does not give it."""
