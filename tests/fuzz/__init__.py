"""Hostile and odd texts, and the campaigns that throw them at the pipeline."""
