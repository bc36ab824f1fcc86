//! The failure museum: settings that fail on purpose, by what the doctor finds in them.

use crate::families::Family;
use crate::measure::doctor::Ailment;
use crate::spec::{DeviceChoice, Spec};
use crate::taxonomy::Preset;
use crate::text::Trouble;

/// A failure on show: a preset of a family, and what the doctor finds in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exhibit {
    /// What goes wrong.
    pub ailment: Ailment,
    /// The id of the family.
    pub family: &'static str,
    /// The id of its preset.
    pub preset: &'static str,
}

/// Everything on show, in the order of the walls: losses first, then modes, codes, chains, maps.
pub const EXHIBITS: &[Exhibit] = &[
    exhibit(Ailment::Divergence, "real-nvp", "nvp-explodes"),
    exhibit(Ailment::ExplodingScale, "wgan", "wgan-unbounded"),
    exhibit(Ailment::ModeCollapse, "gan", "gan-collapse"),
    exhibit(Ailment::ModeHopping, "gan", "gan-hopping"),
    exhibit(Ailment::VanishingGradient, "gan", "gan-vanishing"),
    exhibit(Ailment::PosteriorCollapse, "vae", "vae-collapse"),
    exhibit(Ailment::OverRegularisation, "vae", "vae-blur"),
    exhibit(Ailment::Overfitting, "mixture", "mixture-collapse"),
    exhibit(Ailment::StuckChain, "gsn", "gsn-timid"),
    exhibit(Ailment::RunawayChain, "energy", "energy-long-strides"),
    exhibit(
        Ailment::LostInvertibility,
        "flow-matching",
        "flow-few-steps",
    ),
    exhibit(
        Ailment::UnfinishedNoise,
        "diffusion",
        "diffusion-short-schedule",
    ),
];

const fn exhibit(ailment: Ailment, family: &'static str, preset: &'static str) -> Exhibit {
    Exhibit {
        ailment,
        family,
        preset,
    }
}

impl Exhibit {
    /// The seed of all exhibits: on the processor everybody sees the same failure at the same step.
    const SEED: u64 = 7;

    /// Its family and preset.
    ///
    /// # Errors
    /// If there is no such family or preset.
    pub fn find(&self) -> Result<(&'static Family, &'static Preset), Trouble> {
        let family = Family::find(self.family)?;
        let unknown = || Trouble::new("error-preset-unknown").with("preset", self.preset);
        Ok((family, family.preset(self.preset).ok_or_else(unknown)?))
    }

    /// The run that fails.
    ///
    /// # Errors
    /// If there is no such family or preset, or a knob does not take what the preset says.
    pub fn spec(&self) -> Result<Spec, Trouble> {
        let (family, preset) = self.find()?;
        Ok(Spec {
            data: preset.data.to_owned(),
            knobs: family.knobs_of(preset)?,
            ..Spec::of(family, Self::SEED, DeviceChoice::Cpu)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ailment_hangs_on_a_wall_once_and_fails_by_a_preset_that_says_so() {
        for ailment in Ailment::ALL {
            let shown = EXHIBITS.iter().filter(|shown| shown.ailment == ailment);
            assert_eq!(shown.count(), 1, "{ailment:?}");
        }
        for exhibit in EXHIBITS {
            let (family, preset) = exhibit.find().unwrap();
            assert!(!preset.works, "{}", preset.id);
            let spec = exhibit.spec().unwrap();
            assert_eq!((&*spec.data, spec.seed), (preset.data, 7));
            assert_ne!(spec.knobs, family.defaults_on(preset.data));
        }
    }
}
