//! Formulas, typeset by RaTeX into vector pictures.
