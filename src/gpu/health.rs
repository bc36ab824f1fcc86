//! What the graphics interface has complained about, kept until somebody asks.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use eframe::wgpu;

use crate::text::Trouble;

/// How long a device may take to finish what it was given before it is asked how it is.
const PATIENCE: Duration = Duration::from_millis(500);

/// The health of a device, shared by everybody who uses it.
#[derive(Clone, Default)]
pub struct Health {
    record: Arc<Record>,
    device: Option<wgpu::Device>,
}

#[derive(Default)]
struct Record {
    lost: OnceLock<String>,
    complaint: Mutex<Option<Trouble>>,
    wake: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

impl Health {
    /// The health of `device`, whose callbacks write into `self`.
    pub(super) fn of(self, device: &wgpu::Device) -> Self {
        let device = Some(device.clone());
        Self { device, ..self }
    }

    /// Why the device is gone for good, if it is; the device is asked first. wgpu tells of a loss only when it is polled,
    /// and what is read from a lost device fails before anybody polls it.
    pub fn ask(&self) -> Option<&str> {
        if let Some(device) = self.device.as_ref().filter(|_| self.lost().is_none()) {
            let all = wgpu::PollType::Wait {
                submission_index: None,
                timeout: Some(PATIENCE),
            };
            if let Err(why) = device.poll(all) {
                log::warn!("the graphics device does not answer: {why}");
            }
        }
        self.lost()
    }

    /// Calls `wake` when the device is lost. Only the first caller is heard.
    pub fn on_loss(&self, wake: impl Fn() + Send + Sync + 'static) {
        self.record.wake.set(Box::new(wake)).ok();
    }

    /// Why the device is gone for good, if it is.
    pub fn lost(&self) -> Option<&str> {
        self.record.lost.get().map(String::as_str)
    }

    /// The newest complaint; it is told once.
    pub fn take_complaint(&self) -> Option<Trouble> {
        let complaint = &self.record.complaint;
        complaint
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    pub(super) fn lose(&self, why: String) {
        log::error!("the graphics device is lost: {why}");
        self.record.lost.set(why).ok();
        if let Some(wake) = self.record.wake.get() {
            wake();
        }
    }

    pub(super) fn complain(&self, trouble: Trouble) {
        let complaint = &self.record.complaint;
        *complaint.lock().unwrap_or_else(PoisonError::into_inner) = Some(trouble);
    }
}
