"""The media worker: forwards voice and video without decoding. Knows neither Django nor Redis."""
