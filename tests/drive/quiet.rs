//! Tests that measure time have the processor to themselves: the others of the program wait for them.

use std::cell::Cell;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many threads draw, and whether one wants to be alone.
struct Drawing {
    threads: usize,
    alone: bool,
}

static DRAWING: Mutex<Drawing> = Mutex::new(Drawing {
    threads: 0,
    alone: false,
});
static CHANGED: Condvar = Condvar::new();

thread_local! {
    /// How many windows of this thread are open.
    static OPEN: Cell<usize> = const { Cell::new(0) };
}

fn drawing() -> MutexGuard<'static, Drawing> {
    DRAWING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A window that is open: as long as it lives, nobody is alone.
pub(crate) struct Open;

impl Open {
    /// Waits until nobody wants to be alone; a thread that has a window already waits for nobody.
    pub(crate) fn new() -> Self {
        if OPEN.get() == 0 {
            let mut drawing = drawing();
            while drawing.alone {
                drawing = CHANGED
                    .wait(drawing)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            drawing.threads += 1;
        }
        OPEN.set(OPEN.get() + 1);
        Self
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        OPEN.set(OPEN.get() - 1);
        if OPEN.get() == 0 {
            drawing().threads -= 1;
            CHANGED.notify_all();
        }
    }
}

/// As long as this lives, no other thread draws. One test of a program may want it: two would wait for one another.
pub(crate) struct Alone;

impl Alone {
    /// Waits until only this thread has windows; nobody opens one from now on.
    pub(crate) fn new() -> Self {
        let own = usize::from(OPEN.get() > 0);
        let mut drawing = drawing();
        drawing.alone = true;
        while drawing.threads > own {
            drawing = CHANGED
                .wait(drawing)
                .unwrap_or_else(PoisonError::into_inner);
        }
        Self
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        drawing().alone = false;
        CHANGED.notify_all();
    }
}
