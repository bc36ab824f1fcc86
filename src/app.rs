//! The window: drains the engine, places the panes, carries out what they ask for.

use crate::spec::DeviceChoice;
use crate::text::Trouble;

/// Opens the window and returns when it is closed.
///
/// # Errors
/// If there is no display or no graphics adapter to draw with.
pub fn open(device: Option<DeviceChoice>) -> Result<(), Trouble> {
    let _ = device;
    Ok(())
}
