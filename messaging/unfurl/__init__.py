"""Previews of what messages link to."""
