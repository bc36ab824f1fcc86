//! What the graphics interface has complained about, kept until somebody asks.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::text::Trouble;

/// The health of a device, shared by everybody who uses it.
#[derive(Clone, Default)]
pub struct Health(Arc<Record>);

#[derive(Default)]
struct Record {
    lost: OnceLock<String>,
    complaint: Mutex<Option<Trouble>>,
    wake: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

impl Health {
    /// Calls `wake` when the device is lost. Only the first caller is heard.
    pub fn on_loss(&self, wake: impl Fn() + Send + Sync + 'static) {
        self.0.wake.set(Box::new(wake)).ok();
    }

    /// Why the device is gone for good, if it is.
    pub fn lost(&self) -> Option<&str> {
        self.0.lost.get().map(String::as_str)
    }

    /// The newest complaint; it is told once.
    pub fn take_complaint(&self) -> Option<Trouble> {
        let complaint = &self.0.complaint;
        complaint
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    pub(super) fn lose(&self, why: String) {
        log::error!("the graphics device is lost: {why}");
        self.0.lost.set(why).ok();
        if let Some(wake) = self.0.wake.get() {
            wake();
        }
    }

    pub(super) fn complain(&self, trouble: Trouble) {
        let complaint = &self.0.complaint;
        *complaint.lock().unwrap_or_else(PoisonError::into_inner) = Some(trouble);
    }
}
