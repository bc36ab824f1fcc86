//! Pictures of a learner without a tractable density, made by the gallery of a run that does not train.

use burn::tensor::Device;

use super::*;
use crate::data;
use crate::data::plane::Standard;
use crate::engine::PlaneView;
use crate::engine::RunId;
use crate::engine::material::Material;
use crate::families::Learner;
use crate::families::{
    Batch, Chain, Density, EncodedGaussian, Landscape, LatentSpace, Layer, Losses, Measured,
    Oracle, Sampler, Snapshot, State,
};
use crate::figure::{Abilities, Axis, Extent, Field};
use crate::knob::Knobs;
use crate::nn::Noise;
use crate::taxonomy::LatentKind;
use crate::text::Trouble;

/// The energy |x|^2 / 2 of a standard normal, of which nobody has said that it is one.
struct Bowl {
    device: Device,
    has_oracle: bool,
    has_codes: bool,
}

fn energy(x: Tensor<2>) -> Tensor<1> {
    x.square().sum_dim(1).squeeze_dim::<1>(1).mul_scalar(0.5)
}

impl Learner for Bowl {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    fn step(&mut self, _batch: &Batch, _knobs: &Knobs) -> Losses {
        Vec::new()
    }

    fn measure(&self, _batch: &Batch) -> Measured {
        Vec::new()
    }

    fn density(&self) -> Density<'_> {
        Density::UpToConstant(Box::new(|x, _| energy(x).neg()))
    }

    fn oracle(&self) -> Option<Oracle<'_>> {
        let log_z = std::f32::consts::TAU.ln();
        self.has_oracle.then(|| Oracle {
            id: "quadrature",
            log_density: Box::new(move |x| energy(x).neg().sub_scalar(log_z)),
        })
    }

    fn landscape(&self) -> Option<&dyn Landscape> {
        Some(self)
    }

    fn drift(&self, x: Tensor<2>) -> Option<Tensor<2>> {
        Some(x.neg())
    }

    fn chain(&self) -> Option<&dyn Chain> {
        Some(self)
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        self.has_codes.then_some(self as &dyn LatentSpace)
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot::new((), 0)
    }

    fn restore(&mut self, _snapshot: &Snapshot) {}

    fn state(&self) -> State {
        State::new()
    }

    fn load(&mut self, _state: &State) -> Result<(), Trouble> {
        Ok(())
    }

    fn layers(&self) -> Vec<Layer> {
        Vec::new()
    }
}

impl Landscape for Bowl {
    fn id(&self) -> &'static str {
        "energy"
    }

    fn height(&self, x: Tensor<2>) -> Tensor<1> {
        energy(x)
    }
}

impl Chain for Bowl {
    fn walk(&self, count: usize, steps: usize, noise: Noise) -> Vec<Tensor<2>> {
        let start = noise.normal("start", [count, 2], &self.device);
        let shrunk = |step: usize| start.clone().mul_scalar(0.9f64.powi(step as i32));
        (0..=steps).map(shrunk).collect()
    }
}

impl Sampler for Bowl {
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        noise.normal("x", [count, 2], &self.device)
    }
}

impl LatentSpace for Bowl {
    fn dimension(&self) -> usize {
        2
    }

    fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        EncodedGaussian {
            log_variance: x.zeros_like().add_scalar(0.25f32.ln()),
            mean: x.mul_scalar(0.5),
        }
    }

    fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        z.mul_scalar(2.0)
    }
}

/// Every picture that is wanted of a bowl, and the units of the data.
fn pictures(bowl: &Bowl) -> (BTreeMap<PictureId, Figure>, Standard) {
    let set = data::load("moons").unwrap();
    let standard = set.plane().unwrap().standard;
    let shape = set.shape();
    let material = Material::new(set, None, shape, 7, &bowl.device);
    let view = View {
        samples: 500,
        abilities: true,
        plane: PlaneView {
            extent: Some(Extent {
                low: [-9.0; 2],
                high: [9.0; 2],
            }),
            density: true,
            landscape: true,
            drift: true,
            push: true,
            chain: true,
            base: true,
            warp: true,
            point: Some([0.5, 0.25]),
            ..PlaneView::NOTHING
        },
        ..View::NOTHING
    };
    let mut gallery = Gallery::new(view, &material.judge);
    let slot = Slot::default();
    let mut made = BTreeMap::new();
    let scene = Scene {
        run: RunId(1),
        step: 0,
        seed: 7,
        playing: false,
        learner: bowl,
        material: &material,
        freeze: &|| None,
        device: &bowl.device,
    };
    while gallery.is_behind(&scene) {
        gallery.paint(&scene, &slot);
        let taken = slot.take().into_iter();
        made.extend(taken.map(|((_, id), picture)| (id, picture.figure)));
    }
    (made, standard)
}

fn bowl(has_oracle: bool, has_codes: bool) -> Bowl {
    Bowl {
        device: Device::flex(),
        has_oracle,
        has_codes,
    }
}

fn field(figure: &Figure) -> &Field {
    match figure {
        Figure::Field(field) => field,
        other => panic!("{other:?}"),
    }
}

/// The value of a field at the cell nearest to a point, and the middle of that cell.
fn at(field: &Field, x: [f32; 2]) -> (f32, [f64; 2]) {
    let (low, high) = (field.extent.low, field.extent.high);
    let share = [0, 1].map(|axis| (x[axis] - low[axis]) / (high[axis] - low[axis]));
    let column = (share[0] * field.columns as f32) as usize;
    let row = ((1.0 - share[1]) * field.rows as f32) as usize;
    let middle = |i: usize, n: usize, axis: usize| {
        f64::from(low[axis] + (high[axis] - low[axis]) * (i as f32 + 0.5) / n as f32)
    };
    let y = middle(field.rows - 1 - row, field.rows, 1);
    let value = field.values[row * field.columns + column];
    (value, [middle(column, field.columns, 0), y])
}

#[test]
fn an_unnormalised_density_says_no_integral_and_an_oracle_does() {
    let (made, _) = pictures(&bowl(false, false));
    assert_eq!(field(&made[&PictureId::Density]).integral, None);
    let (made, standard) = pictures(&bowl(true, false));
    let density = field(&made[&PictureId::Density]);
    let integral = density.integral.unwrap();
    assert!((integral - 1.0).abs() < 0.01, "{integral}");
    let (log_p, middle) = at(density, [1.0, 0.5]);
    let z = standard.to_model(middle);
    let wanted = -0.5 * (z[0] * z[0] + z[1] * z[1]) - std::f64::consts::TAU.ln();
    let wanted = wanted - standard.log_area();
    assert!(
        (f64::from(log_p) - wanted).abs() < 1e-3,
        "{log_p} for {wanted}"
    );
}

#[test]
fn a_landscape_has_the_heights_of_the_model_and_arrows_are_in_units_of_the_data() {
    let (made, standard) = pictures(&bowl(false, false));
    let (height, middle) = at(field(&made[&PictureId::Landscape]), [-2.0, 1.0]);
    let z = standard.to_model(middle);
    let wanted = 0.5 * (z[0] * z[0] + z[1] * z[1]);
    assert!((f64::from(height) - wanted).abs() < 1e-3);
    for id in [PictureId::Drift, PictureId::Push] {
        let Figure::Arrows(arrows) = &made[&id] else {
            panic!("{id:?}");
        };
        assert!(arrows.at.len() > 100);
        for (at, by) in arrows.at.iter().zip(arrows.by.iter()) {
            // The whole way to where the model has its origin.
            let end = [0, 1].map(|axis| f64::from(at[axis] + by[axis]) - standard.mean[axis]);
            assert!(end.iter().all(|v| v.abs() < 1e-3), "{id:?}: {at:?} {by:?}");
        }
    }
    let Figure::Motion(chain) = &made[&PictureId::Chain] else {
        panic!("no chains");
    };
    assert_eq!(
        (chain.axis, chain.frames.len()),
        (Axis::Chain, CHAIN_STEPS + 1)
    );
    let Figure::Reading(reading) = &made[&PictureId::Reading] else {
        panic!("nothing is read");
    };
    let z = standard.to_model([0.5, 0.25]);
    let energy = 0.5 * (z[0] * z[0] + z[1] * z[1]);
    assert!((f64::from(reading.height.unwrap()) - energy).abs() < 1e-4);
}

#[test]
fn a_latent_plane_shows_codes_posteriors_and_decodes() {
    let (made, standard) = pictures(&bowl(true, true));
    let Figure::Components(posteriors) = &made[&PictureId::Posteriors] else {
        panic!("no posteriors");
    };
    assert!(
        posteriors
            .iter()
            .all(|p| (p.covariance[0] - 0.25).abs() < 1e-5)
    );
    let Figure::Points(codes) = &made[&PictureId::Base] else {
        panic!("no codes");
    };
    // The variance of a code is that of its mean and that of its posterior: data in standard units, halved, and a quarter.
    let count = codes.at.len() as f32;
    let variance = codes.at.iter().map(|z| z[0] * z[0]).sum::<f32>() / count;
    assert!((variance - 0.5).abs() < 0.06, "{variance}");
    let Figure::Motion(warp) = &made[&PictureId::Warp] else {
        panic!("no decodes");
    };
    let corner = warp.frames[1][0].map(f64::from);
    let wanted = standard.to_data([-6.0, 6.0]);
    assert!((0..2).all(|axis| (corner[axis] - wanted[axis]).abs() < 1e-3));
}

#[test]
fn what_is_ticked_was_done() {
    let done = |bowl: &Bowl| -> Abilities {
        match pictures(bowl).0[&PictureId::Abilities] {
            Figure::Abilities(done) => done,
            ref other => panic!("{other:?}"),
        }
    };
    let without = done(&bowl(false, false));
    assert_eq!(without.density.unwrap().0, Known::UpToConstant);
    assert!(without.oracle.is_none() && without.code.is_none());
    assert!(without.sampling.unwrap().seconds > 0.0);
    let with = done(&bowl(true, true));
    let (id, nats) = with.oracle.unwrap();
    let area = (with.density.unwrap().1 - nats - std::f32::consts::TAU.ln()).abs();
    assert!(id == "quadrature" && area < 1e-4);
    let code = with.code.unwrap();
    assert_eq!(code.kind, LatentKind::Amortised);
    assert!(code.error.unwrap() < 1e-5, "halved and doubled");
}
