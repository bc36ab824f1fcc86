//! Kept states of a learner.

/// A kept state that costs no copy when it is taken: tensors are reference-counted.
pub struct Snapshot {
    state: Box<dyn std::any::Any>,
    bytes: usize,
}

impl Snapshot {
    /// Keeps a state whose tensors take this many bytes once the learner has gone on.
    pub fn new<T: 'static>(state: T, bytes: usize) -> Self {
        Self {
            state: Box::new(state),
            bytes,
        }
    }

    /// The state, if it is one of this type.
    pub fn state<T: 'static>(&self) -> Option<&T> {
        self.state.downcast_ref()
    }

    /// How many bytes its tensors take.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}
