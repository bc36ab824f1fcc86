//! The tree is a claim, and this holds every node and family to it.

use std::collections::HashSet;

use burn::tensor::{Device, Tensor, TensorData};
use genera::data::{self, DataSet, Shape};
use genera::families::{Batch, Density, Family, Learner, Setup, TREE};
use genera::knob::Knob;
use genera::nn::Noise;
use genera::taxonomy::DataKind;
use genera::taxonomy::{CROSS_LINKS, LatentKind};
use genera::text::{Language, lesson};

const SHAPE: Shape = Shape::Image {
    width: 8,
    height: 8,
    channels: 1,
};

const TEXT: Shape = Shape::Text {
    symbols: 9,
    window: 13,
};

fn writes(family: &Family) -> bool {
    family.card.accepts == [DataKind::Text]
}

/// The data a family is tried on: its own where that is small, otherwise small images.
fn plane(family: &Family) -> Option<DataSet> {
    let on_plane = family.card.accepts.contains(&DataKind::Plane);
    on_plane.then(|| (*data::load("eight-gaussians").unwrap()).clone())
}

fn small(family: &Family) -> Box<dyn Learner> {
    let mut knobs = family.defaults();
    let small = ["hidden=16", "latent=3", "batch-size=8", "components=3"];
    let small_text = ["depth=2", "width=32", "block=12"];
    let of_text: &[&str] = if writes(family) { &small_text } else { &[] };
    for set in small.iter().chain(of_text) {
        knobs.set_from_text(family.knobs(), set).ok();
    }
    let data = plane(family);
    family.builder().unwrap()(&Setup {
        classes: 0,
        device: &Device::flex(),
        knobs: &knobs,
        shape: match &data {
            Some(data) => data.shape(),
            None if writes(family) => TEXT,
            None => SHAPE,
        },
        plane: data.as_ref().and_then(DataSet::plane),
        noise: Noise::new(1, 0),
    })
}

fn batch(family: &Family, step: u64) -> Batch {
    let noise = Noise::new(5, step);
    let x = match plane(family).as_ref().and_then(DataSet::plane) {
        None if writes(family) => {
            let numbers = noise.uniform("x", [8, TEXT.dims()], &Device::flex());
            numbers.mul_scalar(9.0).floor()
        }
        None => noise.uniform("x", [8, SHAPE.dims()], &Device::flex()),
        Some(set) => {
            let points = set.draw(&mut noise.generator("x"), 8).into_iter();
            let values: Vec<f32> = points
                .flat_map(|x| set.standard.to_model(x))
                .map(|v| v as f32)
                .collect();
            Tensor::from_data(TensorData::new(values, [8, 2]), &Device::flex())
        }
    };
    Batch {
        labels: None,
        x,
        noise: Noise::new(9, step),
        steps_done: 0,
    }
}

#[test]
fn the_tree_is_the_one_in_the_books() {
    let ids: Vec<&str> = TREE.walk().iter().map(|node| node.id).collect();
    let expected = [
        "root",
        "explicit",
        "tractable",
        "maximum-likelihood",
        "autoregressive",
        "change-of-variables",
        "approximate",
        "variational",
        "markov-chain",
        "implicit",
        "direct",
        "implicit-markov-chain",
    ];
    assert_eq!(ids, expected);
    let leaves: Vec<&str> = TREE.leaves().iter().map(|family| family.card.id).collect();
    let expected = [
        "gaussian",
        "mixture",
        "nade",
        "made",
        "pixel-cnn",
        "pixel-rnn",
        "char-gpt",
        "real-nvp",
        "spline-flow",
        "flow-matching",
        "variational-inference",
        "vae",
        "diffusion",
        "rbm",
        "energy",
        "gan",
        "wgan",
        "gsn",
    ];
    assert_eq!(leaves, expected);
    let unique: HashSet<&str> = leaves.iter().copied().chain(ids).collect();
    assert_eq!(unique.len(), 12 + 18, "names are used once");
}

#[test]
fn every_family_hangs_where_its_card_says_and_claims_what_its_place_allows() {
    for node in TREE.walk() {
        for family in node.families {
            let card = &family.card;
            assert_eq!(card.place.node(), node.id, "{}", card.id);
            assert!(
                card.place.allows(card.can.density),
                "{} claims {:?}",
                card.id,
                card.can.density
            );
            assert!(
                !card.accepts.is_empty()
                    && !card.objective.is_empty()
                    && card.objective.iter().any(|term| term.sight.is_some())
                    && card.paper.link.starts_with("https://")
            );
        }
    }
}

#[test]
fn every_node_and_family_has_its_page_in_both_languages() {
    let ids = TREE
        .walk()
        .into_iter()
        .map(|node| node.id)
        .chain(TREE.leaves().into_iter().map(|family| family.card.id));
    for id in ids {
        for language in Language::ALL {
            let page = lesson(language, id).unwrap_or_default();
            assert!(page.chars().count() > 300, "{}/{id}", language.code());
            assert!(
                page.contains("https://") || page.contains("http://"),
                "{}/{id} has no reference",
                language.code()
            );
        }
    }
}

#[test]
fn cross_links_join_families_of_different_leaves() {
    for link in CROSS_LINKS {
        assert_ne!(link.from, link.to);
        assert!(
            Family::find(link.from).is_ok() && Family::find(link.to).is_ok(),
            "{}",
            link.id
        );
    }
}

#[test]
fn every_ready_family_keeps_its_claims() {
    for family in Family::ready() {
        let card = &family.card;
        let learner = small(family);
        let density = learner.density();
        assert_eq!(density.kind(), card.can.density, "{}", card.id);
        let x = batch(family, 0).x;
        let answer = match density {
            Density::Exact(f) | Density::Bound(f) | Density::UpToConstant(f) => {
                Some(f(x, Noise::new(2, 0)))
            }
            Density::None => None,
        };
        if let Some(answer) = answer {
            assert_eq!(answer.dims(), [8], "{}: one number an example", card.id);
            assert!(answer.into_data().iter::<f32>().all(f32::is_finite));
        }
        let x = batch(family, 0).x;
        let coded = learner.latent().is_some() || learner.transport().is_some();
        // A code that only goes in cannot be read off an example.
        if matches!(card.can.latent, LatentKind::None | LatentKind::OneWay) {
            assert!(learner.latent().is_none(), "{}", card.id);
        } else {
            let found = coded || learner.responsibilities(x).is_some();
            assert!(found, "{}", card.id);
        }
        assert!(
            learner.sampler().is_some(),
            "{}: every family in the tree can draw samples",
            card.id
        );
    }
}

#[test]
fn every_ready_family_steps_stays_finite_and_lowers_its_loss() {
    for family in Family::ready() {
        let mut learner = small(family);
        let knobs = family.defaults();
        let same = batch(family, 0);
        let loss = |learner: &mut Box<dyn Learner>, step: u64| {
            let batch = Batch {
                labels: None,
                x: same.x.clone(),
                noise: Noise::new(9, step),
                steps_done: 0,
            };
            let (_, loss) = learner.step(&batch, &knobs).swap_remove(0);
            loss.into_data().iter::<f32>().next().unwrap()
        };
        // Every step has noise of its own, so a few of them are averaged.
        let losses: Vec<f32> = (0..200).map(|step| loss(&mut learner, step)).collect();
        let mean = |losses: &[f32]| losses.iter().sum::<f32>() / losses.len() as f32;
        let first = mean(&losses[..3]);
        let later = losses[3..].chunks(20).map(mean);
        let least = later.fold(f32::INFINITY, f32::min);
        let last = losses[199];
        // In a game no loss falls for long: what one side wins the other loses.
        let plays = learner.losses().contains(&"generator_loss");
        assert!(
            last.is_finite() && (plays || least < first),
            "{}: {first} to {least}",
            family.card.id
        );
    }
}

#[test]
fn every_ready_family_goes_back_to_what_it_kept() {
    for family in Family::ready() {
        let id = family.card.id;
        let knobs = family.defaults();
        let bits = |learner: &dyn Learner| -> Vec<u32> {
            learner
                .state()
                .values()
                .flat_map(|data| data.iter::<f32>().map(f32::to_bits).collect::<Vec<_>>())
                .collect()
        };
        let mut learner = small(family);
        learner.step(&batch(family, 0), &knobs);
        let (kept, snapshot, state) = (bits(&*learner), learner.snapshot(), learner.state());
        learner.step(&batch(family, 1), &knobs);
        let ahead = bits(&*learner);
        assert_ne!(kept, ahead, "{id}");
        learner.restore(&snapshot);
        assert_eq!(kept, bits(&*learner), "{id}: a snapshot is the state");
        learner.step(&batch(family, 1), &knobs);
        assert_eq!(
            ahead,
            bits(&*learner),
            "{id}: the next step reads nothing that the snapshot lacks"
        );

        let mut other = small(family);
        other.load(&state).unwrap();
        other.step(&batch(family, 1), &knobs);
        assert_eq!(
            ahead,
            bits(&*other),
            "{id}: nor anything that the file lacks"
        );
        let mut torn = state.clone();
        torn.pop_first();
        torn.retain(|name, _| !name.starts_with("model.d"));
        assert!(
            other.load(&torn).is_err(),
            "{id}: a missing tensor is noticed"
        );
    }
}

#[test]
fn every_ready_family_names_its_layers_and_draws_the_same_samples_from_the_same_noise() {
    for family in Family::ready() {
        let learner = small(family);
        let state = learner.state();
        let named: usize = learner
            .layers()
            .iter()
            .map(|layer| layer.shape.iter().product::<usize>())
            .sum();
        let kept: usize = state
            .iter()
            .filter(|(name, _)| name.starts_with("model."))
            .map(|(_, data)| data.num_elements())
            .sum();
        assert_eq!(
            (named, named),
            (kept, learner.parameters()),
            "{}",
            family.card.id
        );
        let draw = || {
            learner
                .sampler()
                .unwrap()
                .sample(5, Noise::new(3, 0))
                .into_data()
                .iter::<f32>()
                .collect::<Vec<_>>()
        };
        assert_eq!(draw(), draw());
        assert_eq!(draw().len(), 5 * batch(family, 0).x.dims()[1]);
    }
}

#[test]
fn the_default_data_of_every_ready_family_is_at_hand_and_accepted() {
    for family in Family::ready() {
        let set = data::load(family.card.data).unwrap();
        assert!(
            family.card.accepts.contains(&set.shape().kind()),
            "{}",
            family.card.id
        );
    }
}

#[test]
fn knobs_are_few_named_once_and_their_defaults_fit() {
    for family in Family::ready() {
        let names: HashSet<&str> = family.knobs().iter().map(|knob| knob.id).collect();
        assert_eq!(names.len(), family.knobs().len());
        for kind in family.card.accepts {
            let first = |knob: &&Knob| knob.main && knob.is_for(*kind);
            let count = family.knobs().iter().filter(first).count();
            let id = family.card.id;
            assert!(
                (1..=4).contains(&count),
                "{id} on {kind:?}: {count} come first"
            );
        }
        for knob in family.knobs() {
            let value = knob.default_value();
            assert_eq!(
                knob.parse(&value.to_string()).unwrap(),
                value,
                "{}",
                knob.id
            );
            for language in Language::ALL {
                for key in [format!("knob-{}", knob.id), format!("knob-{}-why", knob.id)] {
                    assert_ne!(language.t(&key), key);
                }
            }
        }
    }
}

#[test]
fn every_ability_is_explained_by_a_page_that_is_there() {
    let nodes: Vec<&str> = TREE.walk().iter().map(|node| node.id).collect();
    for family in Family::all() {
        for page in family.card.can.explained() {
            let is_family = Family::all().iter().any(|other| other.card.id == page);
            assert!(
                nodes.contains(&page) || is_family,
                "{}: {page}",
                family.card.id
            );
        }
    }
}
