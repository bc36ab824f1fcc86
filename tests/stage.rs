//! The stage on the plane: with a run that is written by hand, how it looks, what hands and keys do, and what a frame costs;
//! and in the whole window, with runs that train.

mod drive;

use std::sync::Arc;
use std::time::{Duration, Instant};

use drive::quiet::Alone;
use drive::stand::{Stand, stand};
use drive::{Window, act, wait};
use egui::{Key, ThemePreference};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use genera::data::plane::Stroke;
use genera::data::{self, DataSet, Drawing, PlaneSet, Shape};
use genera::engine::{
    Command, Doing, Picture, PictureId, PlaneView, Pulse, Readings, Ready, RunId, View,
};
use genera::families::Family;
use genera::figure::{
    Abilities, Arrows, Axis, Code, Component, Extent, Field, Figure, Known, Matrix, Motion, Points,
    Reading, Sampling,
};
use genera::gpu::{About, Kind};
use genera::nn::Noise;
use genera::spec::{DeviceChoice, Spec};
use genera::taxonomy::LatentKind;
use genera::text::Language;
use genera::ui::Action;
use genera::ui::run_view::{HeldOut, RunView};

const STEPS: usize = 4210;
const WINDOW: [f32; 2] = [1280.0, 800.0];
/// Layers of the canned flow.
const LAYERS: usize = 8;
/// Vertices of a lattice along a side.
const SIDE: usize = 49;

/// What a canned run can do.
#[derive(Clone, Copy, PartialEq)]
enum Can {
    Flow,
    InTime,
    Masks,
    Mixture,
    Nothing,
    /// A latent plane; its density by quadrature.
    Codes,
    /// A judge between data and samples.
    Verdict,
    Critic,
    /// A density up to a constant, an energy, and a chain.
    Energy,
    /// A chain and nothing else.
    Chain,
}

/// Steps of the canned chains.
const CHAIN: usize = 60;

fn ready(family: &str, data: Arc<DataSet>, can: Can) -> Ready {
    let mut spec = Spec::of(Family::find(family).unwrap(), 7, DeviceChoice::Cpu);
    data.name().clone_into(&mut spec.data);
    let mut generator = Noise::new(7, 0).generator("held-out");
    let set = data.plane().unwrap();
    let held_out: Vec<[f32; 2]> = set
        .held_out(&mut generator)
        .into_iter()
        .map(|x| x.map(|v| v as f32))
        .collect();
    let flow = matches!(can, Can::Flow | Can::InTime);
    Ready {
        ways: Vec::new(),
        filters: false,
        predicts: false,
        restores: false,
        features: None,
        run: RunId(1),
        spec,
        out: None,
        held_out_count: held_out.len(),
        held_out: held_out.into(),
        process: match can {
            Can::Flow => Some((Axis::Layers, LAYERS)),
            Can::InTime => Some((Axis::Time, 20)),
            Can::Masks => Some((Axis::Bits, 16)),
            _ => None,
        },
        density: match can {
            Can::Codes => Some(Known::Oracle("quadrature")),
            Can::Energy => Some(Known::UpToConstant),
            Can::Verdict | Can::Critic | Can::Chain => None,
            _ => Some(Known::Exact),
        },
        landscape: match can {
            Can::Verdict => Some("verdict"),
            Can::Critic => Some("critic"),
            Can::Energy => Some("energy"),
            _ => None,
        },
        drift: matches!(can, Can::Verdict | Can::Critic | Can::Energy | Can::Chain),
        chain: matches!(can, Can::Energy | Can::Chain).then_some(CHAIN),
        transport: flow,
        flow: can == Can::InTime,
        components: if can == Can::Mixture { 8 } else { 0 },
        masks: can == Can::Masks,
        shape: Shape::Plane,
        data,
        parameters: 35_000,
        work: 4e6,
        ladder: false,
        layers: Vec::new(),
        latent: (can == Can::Codes).then_some(2),
        workspace: None,
        protocol: "plane".to_owned(),
        device: About {
            kind: Kind::Cpu,
            name: "flex".to_owned(),
            backend: "none".to_owned(),
        },
        step: 0,
        seconds: 0.0,
        examples: 0,
        first_step: 0,
    }
}

/// A run of so many steps whose figures follow a formula, so that its picture never changes.
fn canned(family: &str, data: &str, can: Can) -> RunView {
    let ready = ready(family, data::load(data).unwrap(), can);
    let mut run = RunView::new(RunId(1), ready.spec.clone(), View::NOTHING);
    run.pulse = Some(Pulse {
        run: run.run,
        doing: Doing::Playing,
        step: STEPS as u64,
        seconds: 11.0,
        examples: STEPS as u64 * 256,
        steps_per_second: 380.0,
        first_step_seconds: 0.01,
    });
    let above = |step: usize| 0.02 + 1.3 * (-(step as f32) / 300.0).exp();
    let entropy = ready.data.plane().unwrap().entropy().unwrap() as f32;
    let area = ready.data.plane().unwrap().standard.log_area() as f32;
    run.training.append(&Readings {
        names: vec!["loss"],
        first_step: 1,
        values: (1..=STEPS)
            .map(|step| entropy - area + above(step) + 0.05 * (step as f32 * 12.9898).sin())
            .collect(),
        seconds: 11.0,
        examples: STEPS as u64 * 256,
    });
    tell(&mut run, can, area);
    run.held_out = (0..=STEPS)
        .step_by(STEPS / 40)
        .map(|step| measured(step, f64::from(above(step)), f64::from(entropy), can))
        .collect();
    run.ready = Some(ready);
    let figures = figures(&run, can);
    run.pictures = figures
        .into_iter()
        .map(|(id, figure)| {
            let step = STEPS as u64;
            (id, Picture::whole(step, figure))
        })
        .collect();
    run
}

/// What a family of this kind tells of every step beside its loss.
fn tell(run: &mut RunView, can: Can, area: f32) {
    let waves = |at: usize| 0.04 * (at as f32 * 12.9898).sin();
    let told: &[(&'static str, &dyn Fn(usize) -> f32)] = match can {
        Can::Verdict => &[
            ("verdict_real", &|i| {
                0.5 + 0.45 * (-(i as f32) / 900.0).exp() + waves(i)
            }),
            ("verdict_fake", &|i| {
                0.5 - 0.45 * (-(i as f32) / 900.0).exp() + waves(i + 7)
            }),
            ("generator_gradient", &|i| {
                0.2 * (-(i as f32) / 1200.0).exp() + 1e-4
            }),
        ],
        Can::Critic => &[
            ("wasserstein", &|i| {
                0.1 + 2.0 * (-(i as f32) / 500.0).exp() + waves(i)
            }),
            ("generator_gradient", &|i| 0.4 + waves(i)),
        ],
        Can::Energy => &[("reconstruction", &|i| {
            0.2 + 0.3 * (-(i as f32) / 300.0).exp()
        })],
        Can::Codes => &[
            ("reconstruction_nats", &|i| {
                1.6 + 2.0 * (-(i as f32) / 300.0).exp() + waves(i)
            }),
            ("kl_term_nats", &|i| {
                1.1 * (1.0 - (-(i as f32) / 300.0).exp())
            }),
        ],
        _ => &[],
    };
    for (name, of) in told {
        run.training.names.push(name);
        let lift = if *name == "reconstruction_nats" {
            area
        } else {
            0.0
        };
        run.training
            .columns
            .push((1..=STEPS).map(|i| of(i) - lift).collect());
    }
}

fn measured(step: usize, above: f64, entropy: f64, can: Can) -> HeldOut {
    let values = [
        ("nll_nats", entropy + above),
        ("nll_nats_se", 0.006),
        ("kl_nats", above),
        ("kl_nats_se", 0.006),
        ("integral", 0.998),
        ("energy_distance", 0.0015 + above / 10.0),
        ("energy_distance_real", 0.0011),
        ("modes", 8.0),
        ("modes_total", 8.0),
        ("high_quality", 0.962),
    ];
    let mut values = values
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec();
    let nats = |name: &str| name.contains("nats") || name == "integral";
    match can {
        Can::Verdict | Can::Critic | Can::Chain => values.retain(|(name, _)| !nats(name)),
        Can::Codes => values.push(("elbo_nats".to_owned(), -entropy - above - 0.2)),
        Can::Energy => {
            values.retain(|(name, _)| !nats(name));
            values.push(("log_z_exact_nats".to_owned(), 12.3 - above));
            values.push(("log_z_ais_nats".to_owned(), 12.25 - above));
            values.push(("log_z_ais_nats_se".to_owned(), 0.05));
        }
        _ => {}
    }
    HeldOut {
        step: step as u64,
        values,
    }
}

/// A bend of the plane that begins with none.
fn bend(z: [f32; 2], share: f32) -> ([f32; 2], f32) {
    let radius = z[0].hypot(z[1]);
    let angle = z[1].atan2(z[0]) + share * 0.25 * (3.0 * z[1]).sin();
    let far = radius * (1.0 + share * (0.4 + 0.5 * (4.0 * angle).cos().powi(2)));
    let x = [far * angle.cos(), far * angle.sin()];
    (x, 2.0 * (far / radius.max(1e-3)).max(1e-3).ln())
}

fn motion(start: &[[f32; 2]], columns: Option<usize>, can: Can) -> Figure {
    let steps = if can == Can::InTime { 20 } else { LAYERS };
    let frame = |i: usize| start.iter().map(move |z| bend(*z, i as f32 / steps as f32));
    Figure::Motion(Motion {
        axis: if can == Can::InTime {
            Axis::Time
        } else {
            Axis::Layers
        },
        columns,
        frames: (0..=steps)
            .map(|i| frame(i).map(|(x, _)| x).collect())
            .collect(),
        log_volume: (0..=steps)
            .map(|i| frame(i).map(|(_, v)| v).collect())
            .collect(),
    })
}

fn field(set: &PlaneSet, blur: f64) -> Figure {
    let side = 128;
    let at = |i: usize| ((i as f64 + 0.5) / side as f64 * 2.0 - 1.0) * 6.0;
    let extent = Extent {
        low: [-6.0; 2],
        high: [6.0; 2],
    };
    let values = (0..side * side).map(|cell| {
        let x = [at(cell % side), -at(cell / side)];
        let around = [
            [0.0, 0.0],
            [blur, 0.0],
            [-blur, 0.0],
            [0.0, blur],
            [0.0, -blur],
        ];
        let p: f64 = around
            .iter()
            .map(|by| set.log_density([x[0] + by[0], x[1] + by[1]]).unwrap().exp())
            .sum();
        (p / around.len() as f64).ln() as f32
    });
    Figure::Field(Field {
        extent,
        columns: side,
        rows: side,
        values: values.collect(),
        integral: Some(0.998),
    })
}

fn figures(run: &RunView, can: Can) -> Vec<(PictureId, Figure)> {
    let ready = run.ready.as_ref().unwrap();
    let set = ready.data.plane().unwrap();
    let mut generator = Noise::new(7, 0).generator("canned");
    let normal: Vec<[f32; 2]> = {
        use rand_distr::{Distribution, StandardNormal};
        let mut one = || -> f32 { StandardNormal.sample(&mut generator) };
        (0..2000).map(|_| [one(), one()]).collect()
    };
    let points = |at: Vec<[f32; 2]>, class: Vec<u8>| {
        Figure::Points(Points {
            at: at.into(),
            class: class.into(),
            axes: ["axis-none", "axis-none"],
        })
    };
    let samples: Vec<[f32; 2]> = (ready.held_out.iter().skip(4000).take(2000))
        .zip(&normal)
        .map(|(x, n)| [x[0] + 0.12 * n[0], x[1] + 0.12 * n[1]])
        .collect();
    let mut figures = vec![
        (PictureId::Samples, points(samples, Vec::new())),
        (PictureId::Density, field(set, 0.12)),
        (PictureId::Truth, field(set, 0.0)),
        (PictureId::Reading, reading(can)),
        (PictureId::Abilities, abilities(can)),
    ];
    let lattice: Vec<[f32; 2]> = (0..SIDE * SIDE)
        .map(|i| [i % SIDE, i / SIDE].map(|n| (n as f32 / (SIDE - 1) as f32 * 2.0 - 1.0) * 3.0))
        .collect();
    if matches!(can, Can::Flow | Can::InTime) {
        figures.push((PictureId::Warp, motion(&lattice, Some(SIDE), can)));
        figures.push((PictureId::Paths, motion(&normal[..400], None, can)));
        figures.push((PictureId::Base, points(normal.clone(), Vec::new())));
    }
    if can == Can::InTime {
        let at = |n: usize| (n as f32 + 0.5) / 22.0 * 12.0 - 6.0;
        let at: Vec<[f32; 2]> = (0..22 * 22).map(|i| [at(i % 22), at(i / 22)]).collect();
        let by = at
            .iter()
            .map(|x| [-x[1] - 0.3 * x[0], x[0] - 0.3 * x[1]])
            .collect();
        let at = at.into();
        figures.push((PictureId::Arrows, Figure::Arrows(Arrows { at, by })));
    }
    if can == Can::Mixture {
        let centres = set.modes().unwrap().centres;
        let component = |(k, c): (usize, &[f64; 2])| Component {
            weight: 0.09 + 0.01 * k as f32,
            mean: c.map(|v| v as f32),
            covariance: [0.12, 0.03, 0.14],
        };
        let components: Vec<Component> = centres.iter().enumerate().map(component).collect();
        figures.push((PictureId::Components, Figure::Components(components.into())));
        let far =
            |x: &[f32; 2], c: &[f64; 2]| (f64::from(x[0]) - c[0]).hypot(f64::from(x[1]) - c[1]);
        let shown: Vec<[f32; 2]> = ready.held_out.iter().take(2000).copied().collect();
        let class = |x: &[f32; 2]| {
            (0..8)
                .min_by(|a, b| far(x, &centres[*a]).total_cmp(&far(x, &centres[*b])))
                .unwrap() as u8
        };
        let classes = shown.iter().map(class).collect();
        figures.push((PictureId::Assigned, points(shown, classes)));
    }
    figures.extend(without_density(set, can, &normal, &ready.held_out));
    if can == Can::Masks {
        let mask = |name, rows: usize, columns: usize| Matrix {
            name,
            rows,
            columns,
            values: (0..rows * columns)
                .map(|i| {
                    let (row, column) = (i / columns, i % columns);
                    f32::from(u8::from(row * columns >= column * rows))
                })
                .collect(),
        };
        let masks = vec![
            mask("input", 32, 16),
            mask("hidden", 32, 32),
            mask("output", 16, 32),
        ];
        figures.push((PictureId::Masks, Figure::Matrices(masks.into())));
    }
    figures
}

/// The pictures of families without a tractable density.
#[expect(clippy::too_many_lines, reason = "one canned picture after the other")]
fn without_density(
    set: &PlaneSet,
    can: Can,
    normal: &[[f32; 2]],
    data: &[[f32; 2]],
) -> Vec<(PictureId, Figure)> {
    let arrows = |at: Vec<[f32; 2]>| {
        // To the nearest mode.
        let centres = set.modes().map(|modes| modes.centres).unwrap_or_default();
        let by = at.iter().map(|x| {
            let to = |c: &[f64; 2]| [c[0] as f32 - x[0], c[1] as f32 - x[1]];
            let ways = centres.iter().map(to);
            ways.min_by(|a, b| a[0].hypot(a[1]).total_cmp(&b[0].hypot(b[1])))
                .unwrap_or_default()
        });
        let by = by.collect();
        Figure::Arrows(Arrows { at: at.into(), by })
    };
    let at = |n: usize| (n as f32 + 0.5) / 22.0 * 12.0 - 6.0;
    let grid = || (0..22 * 22).map(|i| [at(i % 22), at(i / 22)]).collect();
    let pushed = || -> Vec<[f32; 2]> {
        let near = data.iter().skip(4000).zip(normal).take(160);
        near.map(|(x, n)| [x[0] + 0.12 * n[0], x[1] + 0.12 * n[1]])
            .collect()
    };
    let surface = |of: &dyn Fn([f32; 2], f32) -> f32| {
        let Figure::Field(truth) = field(set, 0.25) else {
            panic!()
        };
        let side = truth.columns;
        let at = |i: usize| ((i as f32 + 0.5) / side as f32 * 2.0 - 1.0) * 6.0;
        let values = truth.values.iter().enumerate();
        let values = values.map(|(i, log_p)| of([at(i % side), -at(i / side)], *log_p));
        Figure::Field(Field {
            values: values.collect(),
            integral: None,
            ..truth
        })
    };
    let walk = || {
        let frame = |step: usize| {
            let home = |i: usize| data[(i * 97 + step / 20 * 31) % data.len()];
            let x = |i: usize| {
                let n = normal[(i * 61 + step * 7) % normal.len()];
                let h = home(i);
                let late = (step as f32 / 20.0).min(1.0);
                [
                    late * h[0] + 0.2 * n[0] + (1.0 - late) * 3.0 * normal[i][0],
                    late * h[1] + 0.2 * n[1] + (1.0 - late) * 3.0 * normal[i][1],
                ]
            };
            (0..36).map(x).collect()
        };
        Figure::Motion(Motion {
            axis: Axis::Chain,
            columns: None,
            frames: (0..=CHAIN).map(frame).collect(),
            log_volume: Vec::new(),
        })
    };
    match can {
        Can::Verdict => vec![
            (
                PictureId::Landscape,
                surface(&|x, log_p| {
                    let p = log_p.exp();
                    p / (p + 0.01 + 0.02 * (1.0 + x[0].sin()))
                }),
            ),
            (PictureId::Drift, arrows(grid())),
            (PictureId::Push, arrows(pushed())),
        ],
        Can::Critic => vec![
            (
                PictureId::Landscape,
                surface(&|x, log_p| 30.0 + 0.3 * log_p.max(-14.0) + 0.4 * x[1]),
            ),
            (PictureId::Drift, arrows(grid())),
            (PictureId::Push, arrows(pushed())),
        ],
        Can::Energy => {
            let Figure::Field(density) = field(set, 0.12) else {
                panic!()
            };
            let shifted = Field {
                values: density.values.iter().map(|log_p| log_p + 120.0).collect(),
                integral: None,
                ..density
            };
            vec![
                (PictureId::Density, Figure::Field(shifted)),
                (PictureId::Landscape, surface(&|_, log_p| -log_p.max(-40.0))),
                (PictureId::Drift, arrows(grid())),
                (PictureId::Chain, walk()),
            ]
        }
        Can::Chain => vec![
            (PictureId::Drift, arrows(grid())),
            (PictureId::Chain, walk()),
        ],
        Can::Codes => {
            let posterior = |z: &[f32; 2]| Component {
                weight: 1.0 / 64.0,
                mean: [0.9 * z[0], 0.9 * z[1]],
                covariance: [0.03, 0.0, 0.05],
            };
            let posteriors: Vec<Component> = normal.iter().take(64).map(posterior).collect();
            let lattice: Vec<[f32; 2]> = (0..SIDE * SIDE)
                .map(|i| {
                    [i % SIDE, i / SIDE].map(|n| (n as f32 / (SIDE - 1) as f32 * 2.0 - 1.0) * 3.0)
                })
                .collect();
            vec![
                (PictureId::Warp, motion(&lattice, Some(SIDE), Can::Flow)),
                (
                    PictureId::Base,
                    Figure::Points(Points {
                        at: normal.into(),
                        class: Arc::default(),
                        axes: ["axis-none", "axis-none"],
                    }),
                ),
                (PictureId::Posteriors, Figure::Components(posteriors.into())),
            ]
        }
        _ => Vec::new(),
    }
}

/// What a family of this kind has done.
fn abilities(can: Can) -> Figure {
    Figure::Abilities(Abilities {
        density: match can {
            Can::Codes => Some((Known::Bound, -3.12)),
            Can::Energy => Some((Known::UpToConstant, 117.2)),
            Can::Verdict | Can::Critic | Can::Chain => None,
            _ => Some((Known::Exact, -2.87)),
        },
        oracle: (can == Can::Codes).then_some(("quadrature", -2.95)),
        sampling: Some(Sampling {
            count: 256,
            passes: if matches!(can, Can::Energy | Can::Chain) {
                60
            } else {
                1
            },
            seconds: 0.0011,
        }),
        code: match can {
            Can::Flow | Can::InTime => Some((LatentKind::Exact, Some(2.4e-6))),
            Can::Codes => Some((LatentKind::Amortised, Some(0.21))),
            Can::Mixture => Some((LatentKind::Posterior, None)),
            _ => None,
        }
        .map(|(kind, error)| Code { kind, error }),
    })
}

fn reading(can: Can) -> Figure {
    let terms = match can {
        Can::Flow | Can::InTime => vec![
            ("base", r"\log p_Z(f(x))", -2.114),
            (
                "log-det",
                r"\log \left| \det \frac{\partial f}{\partial x} \right|",
                -1.103,
            ),
        ],
        Can::Masks => vec![
            ("first", r"\log p(x_1)", -1.614),
            ("second", r"\log p(x_2 \mid x_1)", -1.603),
        ],
        Can::Codes | Can::Verdict | Can::Critic | Can::Energy | Can::Chain => Vec::new(),
        Can::Mixture | Can::Nothing => vec![
            (
                "distance",
                r"-\tfrac12 (x-\mu)^\top \Sigma^{-1} (x-\mu)",
                -1.404,
            ),
            (
                "normaliser",
                r"-\log\left( 2\pi\, |\Sigma|^{1/2} \right)",
                -1.813,
            ),
        ],
    };
    let shares = vec![0.02, 0.93, 0.05, 0.0, 0.0, 0.0, 0.0, 0.0];
    Figure::Reading(Reading {
        at: [2.0, 1.62],
        log_p: match can {
            Can::Verdict | Can::Critic | Can::Chain => None,
            _ => Some(-3.217),
        },
        height: matches!(can, Can::Verdict | Can::Critic | Can::Energy).then_some(0.42),
        truth: Some(-3.102),
        terms,
        base: matches!(can, Can::Flow | Can::InTime | Can::Codes).then_some([0.4, -1.1]),
        responsibilities: if can == Can::Mixture {
            shares
        } else {
            Vec::new()
        },
    })
}

fn usual(run: RunView) -> Harness<'static, Stand> {
    stand(run, Language::English, ThemePreference::Dark, WINDOW)
}

fn flow() -> RunView {
    canned("real-nvp", "eight-gaussians", Can::Flow)
}

#[test]
fn flow_dark_english() {
    let mut harness = usual(flow());
    harness.key_press(Key::Num5);
    harness.run_steps(6);
    harness.snapshot("plane_flow_dark_en");
}

#[test]
fn mixture_light_korean() {
    let run = canned("mixture", "eight-gaussians", Can::Mixture);
    stand(run, Language::Korean, ThemePreference::Light, WINDOW).snapshot("plane_mixture_light_ko");
}

#[test]
fn a_judge_dark_english() {
    let run = canned("gan", "eight-gaussians", Can::Verdict);
    usual(run).snapshot("plane_judge_dark_en");
}

#[test]
fn codes_light_korean() {
    let run = canned("vae", "eight-gaussians", Can::Codes);
    let mut harness = stand(run, Language::Korean, ThemePreference::Light, WINDOW);
    harness.key_press(Key::Num5);
    harness.run_steps(6);
    harness.snapshot("plane_codes_light_ko");
}

/// A picture's name, what it shows, and how: language, theme, size, keys pressed before.
type Look = (
    &'static str,
    RunView,
    Language,
    ThemePreference,
    [f32; 2],
    &'static [Key],
);

/// Pictures for a person to look at, of what no other test holds on to.
#[test]
#[ignore = "slow: draws pictures that only a person can judge"]
fn look() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("look");
    std::fs::create_dir_all(&folder).unwrap();
    let dark = ThemePreference::Dark;
    let light = ThemePreference::Light;
    let gaussians = "eight-gaussians";
    let large = [1920.0, 1080.0];
    let english = Language::English;
    let korean = Language::Korean;
    let gan = || canned("gan", gaussians, Can::Verdict);
    let wgan = || canned("wgan", gaussians, Can::Critic);
    let energy = || canned("energy", gaussians, Can::Energy);
    let gsn = || canned("gsn", gaussians, Can::Chain);
    let vae = || canned("vae", gaussians, Can::Codes);
    let all: Vec<Look> = vec![
        ("gan_light_ko", gan(), korean, light, WINDOW, &[]),
        ("gan_drift", gan(), english, dark, WINDOW, &[Key::Num7]),
        ("gan_large", gan(), english, light, large, &[]),
        ("wgan_dark", wgan(), english, dark, WINDOW, &[]),
        ("wgan_light_ko", wgan(), korean, light, WINDOW, &[]),
        ("energy_dark", energy(), english, dark, WINDOW, &[Key::Num6]),
        (
            "energy_light_ko",
            energy(),
            korean,
            light,
            WINDOW,
            &[Key::Num9, Key::Num3],
        ),
        ("gsn_dark", gsn(), english, dark, WINDOW, &[]),
        ("gsn_light_ko", gsn(), korean, light, WINDOW, &[Key::Num7]),
        ("vae_dark", vae(), english, dark, WINDOW, &[Key::Num5]),
        ("vae_large_ko", vae(), korean, dark, large, &[Key::Num5]),
        (
            "flow_light",
            flow(),
            Language::English,
            light,
            WINDOW,
            &[Key::Num5],
        ),
        (
            "time_dark",
            canned("flow-matching", "checkerboard", Can::InTime),
            Language::Korean,
            dark,
            WINDOW,
            &[Key::Num6, Key::Num7, Key::Num1],
        ),
        (
            "made_dark",
            canned("made", "eight-gaussians", Can::Masks),
            Language::English,
            dark,
            WINDOW,
            &[Key::Num4],
        ),
        (
            "mixture_dark",
            canned("mixture", "eight-gaussians", Can::Mixture),
            Language::English,
            dark,
            WINDOW,
            &[],
        ),
        (
            "flow_large",
            flow(),
            Language::Korean,
            light,
            [1920.0, 1080.0],
            &[Key::Num6],
        ),
        (
            "flow_small",
            flow(),
            Language::English,
            dark,
            [960.0, 600.0],
            &[Key::Num5],
        ),
        (
            "flow_tall",
            flow(),
            Language::English,
            dark,
            [1000.0, 1500.0],
            &[Key::Num5],
        ),
    ];
    for (name, run, language, shade, size, keys) in all {
        let mut harness = stand(run, language, shade, size);
        for key in keys {
            harness.key_press(*key);
        }
        harness.run_steps(6);
        let image = harness.render().unwrap();
        image.save(folder.join(format!("{name}.png"))).unwrap();
    }
}

#[test]
fn everything_on_the_plane_has_a_name() {
    for (family, can) in [
        ("real-nvp", Can::Flow),
        ("flow-matching", Can::InTime),
        ("made", Can::Masks),
        ("mixture", Can::Mixture),
        ("gaussian", Can::Nothing),
        ("vae", Can::Codes),
        ("gan", Can::Verdict),
        ("wgan", Can::Critic),
        ("energy", Can::Energy),
        ("gsn", Can::Chain),
    ] {
        for language in Language::ALL {
            let run = canned(family, "eight-gaussians", can);
            let harness = stand(run, language, ThemePreference::Dark, WINDOW);
            drive::everything_has_a_name(&harness, family);
        }
    }
    drive::everything_has_a_name(&usual(drawn(Drawing::default())), "drawn");
}

/// The newest view that the bench asked for.
fn asked(harness: &Harness<'_, Stand>) -> PlaneView {
    let looks = harness
        .state()
        .asked
        .iter()
        .rev()
        .filter_map(|action| match action {
            Action::Look(view) => Some(view.plane),
            _ => None,
        });
    looks
        .clone()
        .next()
        .unwrap_or_else(|| panic!("nothing was asked for"))
}

fn canvas(harness: &Harness<'_, Stand>) -> drive::Met {
    let met = drive::met(harness);
    met.into_iter()
        .find(|met| met.name.starts_with("Plane of the data"))
        .unwrap()
}

#[test]
fn only_what_is_on_show_is_asked_for() {
    let mut harness = usual(flow());
    let view = asked(&harness);
    assert!(view.density && view.base && !view.warp && !view.paths && !view.truth);
    assert!(!view.components && !view.masks && view.frame.is_none());
    let extent = view.extent.unwrap();
    assert!(extent.low[1] <= -4.8 && extent.high[1] >= 4.8, "{extent:?}");
    for (key, on) in [(Key::Num3, false), (Key::Num5, true), (Key::Num4, true)] {
        harness.key_press(key);
        harness.run_steps(3);
        let view = asked(&harness);
        let found = match key {
            Key::Num3 => view.density,
            Key::Num4 => view.truth,
            _ => view.warp,
        };
        assert_eq!(found, on, "{key:?}");
    }
    assert!(
        harness.query_by_label("velocity").is_none(),
        "no flow in time, no velocity"
    );
}

#[test]
fn the_pointer_reads_and_the_wheel_comes_nearer() {
    let mut harness = usual(flow());
    let at = canvas(&harness).rect.center() + egui::vec2(40.0, -30.0);
    harness.event(egui::Event::PointerMoved(at));
    harness.run_steps(3);
    let point = asked(&harness).point.unwrap();
    assert!(point[0] > 0.5 && point[1] > 0.5, "{point:?}");
    let before = asked(&harness).extent.unwrap();
    for _ in 0..4 {
        harness.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, 80.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: egui::Modifiers::NONE,
        });
        harness.run_steps(4);
    }
    harness.run_steps(40);
    let after = asked(&harness);
    let near = after.extent.unwrap();
    assert!(near.high[0] - near.low[0] < 0.8 * (before.high[0] - before.low[0]));
    let still = after.point.unwrap();
    assert!(
        (0..2).all(|i| (still[i] - point[i]).abs() < 0.05),
        "{still:?} {point:?}"
    );
    // What is printed adds up.
    for label in [": −2.12", ": −1.10"] {
        let found = drive::met(&harness)
            .iter()
            .any(|met| met.name.ends_with(label));
        assert!(found, "{label}");
    }
}

#[test]
fn the_slider_says_where_it_is_and_asks_for_that_frame() {
    let mut harness = usual(flow());
    assert_eq!(asked(&harness).frame, None);
    let slider = "Process: layer 8 of 8";
    harness.get_by_label(slider).focus();
    harness.run_steps(2);
    harness.key_press(Key::ArrowLeft);
    harness.run_steps(3);
    assert_eq!(asked(&harness).frame, Some(7));
    assert!(harness.query_by_label("Process: layer 7 of 8").is_some());
    harness.get_by_label("Play the process").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Pause the process").is_some());
}

fn drawn(drawing: Drawing) -> RunView {
    let mut run = flow();
    let blank = drawing.is_empty();
    let set = Arc::new(DataSet::Plane(PlaneSet::drawn(drawing)));
    let mut ready = ready("real-nvp", Arc::clone(&set), Can::Flow);
    if blank {
        ready.held_out = [].into();
    }
    run.spec = ready.spec.clone();
    run.ready = Some(ready);
    run.pictures.clear();
    run.held_out.clear();
    run
}

#[test]
fn a_brush_draws_as_long_as_it_stays_and_an_eraser_takes_away() {
    let mut harness = usual(drawn(Drawing::default()));
    let strokes = |harness: &Harness<'_, Stand>| -> Vec<Stroke> {
        let all = harness
            .state()
            .asked
            .iter()
            .filter_map(|action| match action {
                Action::Engine(Command::Draw(_, strokes)) => Some(strokes.clone()),
                _ => None,
            });
        all.flatten().collect()
    };
    let middle = canvas(&harness).rect.center();
    harness.drag_at(middle);
    harness.run_steps(4);
    harness.event(egui::Event::PointerMoved(middle + egui::vec2(30.0, 0.0)));
    harness.run_steps(4);
    harness.drop_at(middle + egui::vec2(30.0, 0.0));
    harness.run_steps(3);
    let dabs = strokes(&harness);
    assert!(dabs.len() > 3, "{}", dabs.len());
    let weight: f64 = dabs
        .iter()
        .map(|stroke| match stroke {
            Stroke::Dab { weight, .. } => *weight,
            _ => panic!("{stroke:?}"),
        })
        .sum();
    assert!(weight > 0.05, "{weight}");
    harness.state_mut().asked.clear();
    harness.key_press(Key::E);
    harness.run_steps(2);
    harness.drag_at(middle);
    harness.run_steps(2);
    harness.drop_at(middle);
    harness.run_steps(3);
    let erased = strokes(&harness);
    assert!(
        erased
            .iter()
            .all(|stroke| matches!(stroke, Stroke::Erase { .. }))
            && !erased.is_empty()
    );
}

#[test]
fn a_frame_of_the_stage_costs_little_with_everything_on() {
    let mut harness = usual(flow());
    let _alone = Alone::new();
    for key in [Key::Num4, Key::Num5, Key::Num6] {
        harness.key_press(key);
        harness.run_steps(2);
    }
    harness.get_by_label("Play the process").click();
    harness.run_steps(10);
    let set = data::load("eight-gaussians").unwrap();
    let fresh: Vec<Figure> = (0..4)
        .map(|i| field(set.plane().unwrap(), 0.1 + 0.01 * f64::from(i)))
        .collect();
    // Other programs may share the processor and its cache: a round that they leave alone counts.
    let mut rounds = (0..8).map(|_| dearest_frame(&mut harness, &fresh));
    assert!(rounds.any(|p99| p99 < Duration::from_millis(4)));
}

/// The 99th percentile of the processor time of frames with new pictures now and then.
fn dearest_frame(harness: &mut Harness<'_, Stand>, fresh: &[Figure]) -> Duration {
    harness.state_mut().frames.clear();
    for i in 0..240 {
        // The engine makes new pictures all the time.
        if i % 3 == 0 {
            let step = STEPS as u64 + i;
            let mut figures = vec![(PictureId::Density, copied(&fresh[(i / 3) as usize % 4]))];
            let ids = [PictureId::Samples, PictureId::Warp, PictureId::Paths];
            for id in ids {
                let old = harness.state().run.pictures[&id].figure.clone();
                figures.push((id, copied(&old)));
            }
            let pictures = &mut harness.state_mut().run.pictures;
            pictures.extend(
                figures
                    .into_iter()
                    .map(|(id, figure)| (id, Picture::whole(step, figure))),
            );
        }
        harness.step();
    }
    harness
        .state()
        .dearest_frame("a frame of the stage with everything on")
}

/// The same figure in memory of its own, as one that comes from the engine.
fn copied(figure: &Figure) -> Figure {
    match figure {
        Figure::Field(field) => Figure::Field(Field {
            values: field.values.iter().copied().collect(),
            ..field.clone()
        }),
        Figure::Points(points) => Figure::Points(Points {
            at: points.at.iter().copied().collect(),
            ..points.clone()
        }),
        other => other.clone(),
    }
}

fn has(id: PictureId) -> impl Fn(&RunView) -> bool {
    move |run| run.pictures.contains_key(&id)
}

fn training(family: &'static str) -> Window {
    let mut window = drive::window(1280.0, 800.0);
    window.run_steps(3);
    act(&mut window, Action::Train(family));
    wait(&mut window, "samples", has(PictureId::Samples));
    wait(&mut window, "a density", has(PictureId::Density));
    window
}

#[test]
fn the_same_data_go_to_the_next_family_and_back() {
    let mut window = training("gaussian");
    let first = |window: &Window| {
        let run = window.state().shown_run().unwrap();
        (
            run.run,
            run.spec.family.clone(),
            run.spec.data.clone(),
            run.spec.seed,
        )
    };
    let gaussian = first(&window);
    window.key_press(Key::Period);
    window.run_steps(2);
    let mixture = first(&window);
    assert_eq!(mixture.1, "mixture");
    assert_eq!((&mixture.2, mixture.3), (&gaussian.2, gaussian.3));
    wait(&mut window, "components", has(PictureId::Components));
    wait(&mut window, "training", |run| run.training.len() > 3);
    window.key_press(Key::Comma);
    window.run_steps(2);
    assert_eq!(
        first(&window),
        gaussian,
        "the run that was there is shown again"
    );
    window.key_press(Key::Period);
    window.run_steps(2);
    assert_eq!(first(&window), mixture);
}

#[test]
fn a_pasted_table_becomes_the_data_and_a_refused_one_costs_nothing() {
    let mut window = training("gaussian");
    let rows = |n: usize| (0..n).map(|i| format!("{};{}\n", i % 7, (i * 3) % 11));
    let table: String = std::iter::once("width;height\n".to_owned())
        .chain(rows(200))
        .collect();
    window.event(egui::Event::Paste(table));
    window.run_steps(3);
    let name = |run: &RunView| run.spec.data.clone();
    wait(&mut window, "the table", |run| {
        name(run).contains("pasted-")
            && run
                .ready
                .as_ref()
                .is_some_and(|ready| ready.data.plane().is_some())
    });
    let before = name(window.state().shown_run().unwrap());
    let path = std::path::PathBuf::from(&before);
    assert!(
        path.exists(),
        "it is kept, so that the run can be taken up again"
    );
    act(&mut window, Action::Data("nowhere.csv".to_owned()));
    assert_eq!(name(window.state().shown_run().unwrap()), before);
    assert!(
        window.query_by_label_contains("nowhere.csv").is_some(),
        "the banner says why"
    );
    window.event(egui::Event::Paste(
        "Dear all,\nno table here.\nBest".to_owned(),
    ));
    window.run_steps(3);
    assert_eq!(name(window.state().shown_run().unwrap()), before);
}

#[test]
fn a_preset_sets_the_knobs_and_can_be_taken_back() {
    let mut window = training("mixture");
    let preset = Family::find("mixture")
        .unwrap()
        .card
        .presets
        .iter()
        .find(|p| !p.works)
        .unwrap();
    act(&mut window, Action::Preset(preset.id));
    let (knob, value) = preset.set[0].split_once('=').unwrap();
    let now = |window: &Window| {
        let knobs = window.state().shown_desk().unwrap().knobs();
        knobs.get(knob).unwrap().to_string()
    };
    assert_eq!(now(&window).parse::<f64>().ok(), value.parse::<f64>().ok());
    assert_eq!(window.state().shown_run().unwrap().spec.data, preset.data);
    let set = now(&window);
    for _ in 0..preset.set.len() {
        act(&mut window, Action::Undo);
    }
    assert_ne!(now(&window), set);
}

#[test]
fn a_drawing_is_learned_while_it_is_drawn() {
    let mut window = training("gaussian");
    act(&mut window, Action::Data(data::DRAWN.to_owned()));
    wait(&mut window, "a blank", |run| {
        run.spec.data == data::DRAWN && run.ready.is_some()
    });
    let met = drive::met(&window);
    let canvas = met
        .into_iter()
        .find(|met| met.name.starts_with("Plane of the data"))
        .unwrap();
    let middle = canvas.rect.center();
    window.drag_at(middle);
    window.run_steps(4);
    window.drop_at(middle);
    wait(&mut window, "points", |run| {
        run.ready
            .as_ref()
            .is_some_and(|ready| !ready.held_out.is_empty())
    });
    wait(&mut window, "a density", has(PictureId::Density));
}

/// Pictures of runs that trained, for a person to look at.
#[test]
#[ignore = "slow: trains for a minute to draw pictures that only a person can judge"]
fn look_at_real_runs() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("look");
    std::fs::create_dir_all(&folder).unwrap();
    let save = |window: &mut Window, name: &str| {
        let image = window.render().unwrap();
        image.save(folder.join(format!("real_{name}.png"))).unwrap();
    };
    for (family, data, keys, [width, height], shade, language) in SCENES {
        let mut window = drive::window(width, height);
        window.run_steps(3);
        act(&mut window, Action::Shade(shade));
        act(&mut window, Action::Speak(language));
        act(&mut window, Action::Train(family));
        if let Some(data) = data {
            wait(&mut window, "its birth", |run| run.ready.is_some());
            act(&mut window, Action::Data(data.to_owned()));
        }
        wait(&mut window, "samples", has(PictureId::Samples));
        for key in keys {
            window.key_press(*key);
        }
        let canvas = drive::met(&window)
            .into_iter()
            .find(|met| CANVASES.iter().any(|name| met.name.starts_with(name)));
        if let Some(canvas) = canvas {
            let at = canvas.rect.center() + egui::vec2(70.0, -60.0);
            window.event(egui::Event::PointerMoved(at));
        }
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(12) {
            window.step();
            std::thread::sleep(Duration::from_millis(10));
        }
        save(
            &mut window,
            &format!("{family}{}", data.unwrap_or_default()),
        );
    }
}

/// A race, the failure museum and two of its exhibits, for a person to look at.
#[test]
#[ignore = "slow: trains for minutes to draw pictures that only a person can judge"]
fn look_at_a_race_and_at_failures() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("look");
    std::fs::create_dir_all(&folder).unwrap();
    let save = |window: &mut Window, name: &str| {
        let image = window.render().unwrap();
        image.save(folder.join(format!("real_{name}.png"))).unwrap();
    };
    let pass = |window: &mut Window, seconds| {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(seconds) {
            window.step();
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    for (size, shade, language, end) in [
        (NARROW, ThemePreference::Dark, Language::English, "dark_en"),
        (WIDE, ThemePreference::Light, Language::Korean, "light_ko"),
    ] {
        let mut window = drive::window(size[0], size[1]);
        window.run_steps(3);
        act(&mut window, Action::Shade(shade));
        act(&mut window, Action::Speak(language));
        let racers = ["gan", "vae", "real-nvp", "diffusion"].map(str::to_owned);
        act(&mut window, Action::Race(racers.to_vec()));
        pass(&mut window, 130);
        save(&mut window, &format!("race_{end}"));
        act(&mut window, Action::Go(genera::ui::Screen::Museum));
        window.run_steps(10);
        save(&mut window, &format!("museum_{end}"));
        for exhibit in ["gan-collapse", "vae-collapse"] {
            let exhibits = genera::engine::museum::EXHIBITS;
            let place = exhibits.iter().position(|e| e.preset == exhibit).unwrap();
            act(&mut window, Action::Exhibit(place));
            pass(&mut window, 40);
            save(&mut window, &format!("{exhibit}_{end}"));
        }
    }
}

/// What the canvas is called in both languages.
const CANVASES: [&str; 2] = ["Plane of the data", "데이터 평면"];
const NARROW: [f32; 2] = [1280.0, 800.0];
const WIDE: [f32; 2] = [1920.0, 1080.0];
/// A family, its data where they are not its own, the layers that are switched by their keys, and how the window looks.
type Scene = (
    &'static str,
    Option<&'static str>,
    &'static [Key],
    [f32; 2],
    ThemePreference,
    Language,
);
const SCENES: [Scene; 16] = {
    use Language::{English, Korean};
    use ThemePreference::{Dark, Light};
    [
        ("gaussian", None, &[], NARROW, Dark, English),
        ("mixture", None, &[], WIDE, Light, Korean),
        ("made", None, &[], NARROW, Light, English),
        ("nade", None, &[], WIDE, Dark, Korean),
        ("real-nvp", None, &[Key::Num5], WIDE, Dark, English),
        ("spline-flow", None, &[Key::Num5], NARROW, Dark, Korean),
        (
            "flow-matching",
            None,
            &[Key::Num6, Key::Num7],
            WIDE,
            Light,
            English,
        ),
        ("variational-inference", None, &[], WIDE, Dark, English),
        ("vae", Some("eight-gaussians"), &[], NARROW, Dark, Korean),
        ("diffusion", None, &[Key::Num7], WIDE, Light, Korean),
        ("rbm", None, &[], NARROW, Light, English),
        ("energy", None, &[], WIDE, Dark, English),
        ("gan", None, &[Key::Num5], NARROW, Dark, English),
        ("made", Some("mnist"), &[], NARROW, Dark, English),
        ("made", Some("digits"), &[], WIDE, Light, Korean),
        ("gsn", None, &[], WIDE, Light, Korean),
    ]
};
