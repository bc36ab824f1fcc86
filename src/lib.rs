//! Genera: the taxonomy of generative models, alive.
//!
//! ```text
//! main -> cli, app                                                   one binary: a window, and the same engine without one
//! app  -> ui -> figure, knob, taxonomy (names and words only)         egui, no burn
//!      -> gpu                                                         eframe's device <-> burn; nobody else
//!      -> engine -> families -> nn, data                              burn, no egui
//!                -> measure, store                                    metrics; files
//! everyone may use: figure, knob, spec, text (plain data, no burn, no egui)
//! ```
//!
//! The rules, which `tests/architecture.rs` holds the source to: `families`, `nn`, `engine`, `data`, `measure` and the plain
//! data never name egui; `ui` and the plain data never name burn; only [`gpu`] names both. No tensor leaves the engine
//! thread: [`engine::Command`] goes down, [`engine::Event`] and [`figure::Figure`] come up. Panes never change the app; they
//! return [`ui::Action`]s. `families` is the taxonomy: a new family is one file and one line in its folder's `mod.rs`.

pub mod app;
pub mod cli;
pub mod data;
pub mod engine;
pub mod families;
pub mod figure;
mod files;
pub mod gpu;
pub mod knob;
pub mod lesson;
pub mod link;
pub mod measure;
pub mod nn;
pub mod spec;
pub mod store;
pub mod sweep;
pub mod taxonomy;
pub mod text;
pub mod ui;
