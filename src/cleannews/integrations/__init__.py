"""cleannews inside other people's frameworks: a module for each, imported by its own name."""
