//! Icons, as code points of the Phosphor font.

/// Play.
pub const PLAY: &str = "\u{E3D0}";
/// Pause.
pub const PAUSE: &str = "\u{E39E}";
/// One step.
pub const STEP: &str = "\u{E5A6}";
/// Restart with the same seed.
pub const AGAIN: &str = "\u{E036}";
/// Restart with a new seed.
pub const DICE: &str = "\u{E1EE}";
/// Find.
pub const FIND: &str = "\u{E30C}";
/// Keys.
pub const KEYS: &str = "\u{E2D8}";
/// Something is wrong.
pub const WARNING: &str = "\u{E4E0}";
/// Back to the default.
pub const RESET: &str = "\u{E038}";
/// Dark or light.
pub const SHADE: &str = "\u{E18C}";
/// Folded.
pub const FOLDED: &str = "\u{E13A}";
/// Unfolded.
pub const UNFOLDED: &str = "\u{E136}";
/// Maximise.
pub const MAXIMISE: &str = "\u{E1D0}";
/// Close.
pub const CLOSE: &str = "\u{E4F6}";
/// Copy.
pub const COPY: &str = "\u{E1CA}";
/// Back.
pub const BACK: &str = "\u{E058}";
/// More about it.
pub const INFO: &str = "\u{E2CE}";
/// Done.
pub const DONE: &str = "\u{E182}";
/// Neither yes nor no.
pub const NOTHING: &str = "\u{E32A}";
/// Not known yet.
pub const OPEN: &str = "\u{E18A}";
/// Out of the window, to a file.
pub const EXPORT: &str = "\u{EAF0}";
/// A menu that opens downwards.
pub const MENU: &str = "\u{E136}";
/// The one before.
pub const BEFORE: &str = "\u{E138}";
/// The one after.
pub const AFTER: &str = "\u{E13A}";
/// A hand that moves what is below it.
pub const HAND: &str = "\u{E57C}";
/// A brush.
pub const BRUSH: &str = "\u{E6F0}";
/// An eraser.
pub const ERASER: &str = "\u{E21E}";
/// Everything away.
pub const CLEAR: &str = "\u{E4A6}";
/// The film of a training.
pub const FILM: &str = "\u{E792}";
/// A branch.
pub const BRANCH: &str = "\u{E278}";
/// Another one.
pub const PLUS: &str = "\u{E3D4}";
/// A picture.
pub const PICTURE: &str = "\u{E2CA}";
/// Drawing by hand.
pub const PENCIL: &str = "\u{E3B4}";
/// What there is more of.
pub const MORE: &str = "\u{E1FE}";
/// What is shown and what is not.
pub const EYE: &str = "\u{E220}";
/// A star.
pub const STAR: &str = "\u{E46A}";
/// A note.
pub const NOTE: &str = "\u{E34C}";
/// A curve.
pub const CURVE: &str = "\u{E154}";
/// Two side by side.
pub const BESIDE: &str = "\u{E546}";
/// A grid of pictures.
pub const GRID: &str = "\u{E296}";
/// The whole of it.
pub const FIT: &str = "\u{E1D4}";
/// A file to be opened.
pub const FOLDER: &str = "\u{E256}";
/// What was copied.
pub const PASTE: &str = "\u{E196}";
/// A step in slow motion.
pub const FOOTPRINTS: &str = "\u{EA88}";
