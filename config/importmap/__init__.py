"""Browser modules without a build: npm files served as they are, and the map that names them."""
