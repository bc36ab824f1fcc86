use super::super::raster::tests as raster;
use super::FAMILY;

const NET: &[&str] = &["memory-layers=2", "filters=6"];

#[test]
fn the_probabilities_of_all_pictures_add_up_to_one() {
    raster::everything_adds_up_to_one(&FAMILY, NET);
}

#[test]
fn samples_come_as_often_as_the_density_says() {
    raster::samples_come_as_often_as_the_density_says(&FAMILY, NET);
}

#[test]
fn no_pixel_has_a_gradient_by_itself_or_a_later_one() {
    raster::nothing_comes_from_what_is_later(&FAMILY, NET);
}

#[test]
fn a_pixel_sees_a_triangle_above_it_whatever_its_height() {
    let shape = raster::shape(5, 12, 1);
    let (learner, _) = raster::built(&FAMILY, &["memory-layers=1", "filters=6"], shape);
    // The middle of the last row: the memory carries the first rows all the way down.
    let seen = raster::seen_by(&*learner, shape, 11 * 5 + 2);
    assert!(seen[..5].iter().all(|seen| *seen), "{seen:?}");
}

#[test]
fn drawing_place_by_place_is_drawing_pass_by_pass() {
    raster::drawing_place_by_place_is_drawing_pass_by_pass(&FAMILY, NET);
}

#[test]
fn what_is_given_stays_and_the_rest_follows() {
    raster::what_is_given_stays(&FAMILY, NET);
}

#[test]
fn edges_are_learned_down_to_their_entropy() {
    raster::edges_are_learned(&FAMILY, NET);
}
