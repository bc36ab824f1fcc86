//! The map: the whole tree, drawn large.
