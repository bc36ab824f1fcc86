//! The bar at the top: screens, the run on show, device, speed, language.
