//! A bench as a short text that can be sent or written on a slide: what the run is, and which knobs stay out of sight.

use std::io::{Read, Write};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Serialize};

use crate::data;
use crate::families::Family;
use crate::files::read_bytes;
use crate::spec::Spec;
use crate::text::Trouble;

/// What every link begins with.
const HEAD: &str = "genera:";
/// No link is longer than this once it is unpacked, drawn data included.
const LONGEST: u64 = 4 << 20;

/// A bench to be brought back elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The run.
    pub spec: Spec,
    /// The knobs that are not shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<String>,
}

impl Link {
    /// Whether a text seems to be one.
    pub fn is_one(text: &str) -> bool {
        text.trim_start().starts_with(HEAD)
    }

    /// The bench of a text, or of a file that holds one.
    ///
    /// # Errors
    /// If the file cannot be read, or what is said is no bench.
    pub fn find(text_or_path: &str) -> Result<Self, Trouble> {
        if Self::is_one(text_or_path) {
            return Self::from_text(text_or_path);
        }
        let bytes = read_bytes(Path::new(text_or_path), LONGEST)?;
        Self::from_text(&String::from_utf8_lossy(&bytes))
    }

    /// The text. Knobs at their default are left out, so that it stays short.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn to_text(&self) -> Result<String, Trouble> {
        let mut short = self.clone();
        short.spec.knobs = self.spec.turned(data::kind_of(&self.spec.data));
        let packed = serde_json::to_vec(&short)
            .map_err(std::io::Error::other)
            .and_then(|json| {
                let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
                packer.write_all(&json)?;
                packer.finish()
            });
        let packed = packed.map_err(|why| Trouble::new("error-link-made").with("why", why))?;
        Ok(format!("{HEAD}{}", URL_SAFE_NO_PAD.encode(packed)))
    }

    /// The bench of a text.
    ///
    /// # Errors
    /// If it is not whole, or says something that no run can be.
    pub fn from_text(text: &str) -> Result<Self, Trouble> {
        let damaged = || Trouble::new("error-link-damaged");
        // Mail breaks long lines.
        let text: String = text.split_whitespace().collect();
        let packed = text.strip_prefix(HEAD).ok_or_else(damaged)?;
        let packed = URL_SAFE_NO_PAD.decode(packed).map_err(|_| damaged())?;
        let mut json = Vec::new();
        ZlibDecoder::new(&packed[..])
            .take(LONGEST)
            .read_to_end(&mut json)
            .map_err(|_| damaged())?;
        let link: Self = serde_json::from_slice(&json).map_err(|_| damaged())?;
        let family = Family::find(&link.spec.family)?;
        for knob in &link.hidden {
            crate::knob::find(family.knobs(), knob)?;
        }
        Ok(Self {
            spec: link.spec.checked()?,
            ..link
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knob::Value;
    use crate::spec::DeviceChoice;

    fn link() -> Link {
        let family = Family::find("vae").unwrap();
        let mut spec = Spec::of(family, 7, DeviceChoice::Auto);
        spec.knobs.set("beta", Value::Real(4.0));
        spec.knobs.set("hidden", Value::Sizes(vec![200, 100]));
        Link {
            spec,
            hidden: vec!["batch-size".to_owned()],
        }
    }

    #[test]
    fn a_bench_comes_back_from_its_link_even_with_broken_lines() {
        let link = link();
        let text = link.to_text().unwrap();
        assert!(Link::is_one(&text) && text.len() < 300, "{text}");
        assert_eq!(Link::from_text(&text).unwrap(), link);
        let (first, second) = text.split_at(40);
        let broken = format!("  {first}\n   {second}\n");
        assert!(Link::is_one(&broken));
        assert_eq!(Link::from_text(&broken).unwrap(), link);
    }

    #[test]
    fn a_link_that_is_cut_or_says_nonsense_is_refused_in_words() {
        let text = link().to_text().unwrap();
        for wrong in [&text[..text.len() / 2], "genera:", "genera:%%%", "hello"] {
            let trouble = Link::from_text(wrong).unwrap_err();
            assert_eq!(trouble.key(), "error-link-damaged", "{wrong}");
        }
        let mut unknown = link();
        unknown.hidden = vec!["nothing".to_owned()];
        let trouble = Link::from_text(&unknown.to_text().unwrap()).unwrap_err();
        assert_eq!(trouble.key(), "error-knob-unknown");
    }
}
