"""The figures, one module each: `measure` takes a stage and returns a section of findings."""
