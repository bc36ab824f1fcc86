//! The page of a node or family.
