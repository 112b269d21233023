"""Who is meant: conditions as parameterised SQL, sentences and text."""
