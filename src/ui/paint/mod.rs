//! Painters: one a figure.
