use super::super::raster::tests as raster;
use super::FAMILY;

const NETS: [&[&str]; 2] = [&["stack=gated", "blocks=3"], &["stack=plain", "blocks=3"]];

#[test]
fn the_probabilities_of_all_pictures_add_up_to_one() {
    for net in NETS {
        raster::everything_adds_up_to_one(&FAMILY, net);
    }
}

#[test]
fn samples_come_as_often_as_the_density_says() {
    for net in NETS {
        raster::samples_come_as_often_as_the_density_says(&FAMILY, net);
    }
}

#[test]
fn no_pixel_has_a_gradient_by_itself_or_a_later_one() {
    for net in NETS {
        raster::nothing_comes_from_what_is_later(&FAMILY, net);
    }
}

#[test]
fn the_plain_net_has_a_blind_spot_and_the_gated_one_has_none() {
    let shape = raster::shape(8, 8, 1);
    let seen = |net: &str, number: usize| {
        let (learner, _) = raster::built(&FAMILY, &[net, "blocks=8"], shape);
        raster::seen_by(&*learner, shape, number)
    };
    // The first pixel of the second row, and the last of the first, which was read just before it.
    assert!(!seen("stack=plain", 8)[7], "it lies in the blind spot");
    assert!(seen("stack=gated", 8)[..8].iter().all(|seen| *seen));
    // A pixel in the middle, eight blocks deep: all that was read before.
    let (plain, gated) = (seen("stack=plain", 34), seen("stack=gated", 34));
    assert!(gated[..34].iter().all(|seen| *seen), "{gated:?}");
    let blind: Vec<usize> = (0..34).filter(|&i| !plain[i]).collect();
    assert!(!blind.is_empty());
    assert!(
        blind.iter().all(|i| i % 8 > 34 % 8),
        "to the right: {blind:?}"
    );
}

#[test]
fn drawing_place_by_place_is_drawing_pass_by_pass() {
    for net in NETS {
        raster::drawing_place_by_place_is_drawing_pass_by_pass(&FAMILY, net);
    }
}

#[test]
fn what_is_given_stays_and_the_rest_follows() {
    for net in NETS {
        raster::what_is_given_stays(&FAMILY, net);
    }
}

#[test]
fn edges_are_learned_down_to_their_entropy() {
    for net in NETS {
        raster::edges_are_learned(&FAMILY, net);
    }
}

/// How long a batch of pictures of the usual size takes.
#[test]
#[ignore = "a measurement"]
fn how_long_a_batch_of_64_takes() {
    let shape = raster::shape(28, 28, 1);
    for net in [
        &["stack=gated"][..],
        &["stack=plain"],
        &["stack=plain", "blocks=15"],
    ] {
        let (learner, _) = raster::built(&FAMILY, net, shape);
        let began = std::time::Instant::now();
        learner
            .sampler()
            .unwrap()
            .sample(64, crate::nn::Noise::new(1, 0));
        eprintln!("{net:?}: {:.2} s", began.elapsed().as_secs_f64());
    }
}

/// What `tests/peers/pixel_cnn.py` says, of ours.
#[test]
#[ignore = "a measurement"]
fn how_it_compares() {
    for net in ["stack=gated", "stack=plain"] {
        let [nats, error, speed] = raster::compared_with_a_peer(&FAMILY, &[net], 600);
        eprintln!("{net}: {nats:.2} nats +- {error:.2}, {speed:.2} steps a second");
    }
}
