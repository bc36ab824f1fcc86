//! Where the components of a mixture start: k-means++ (Arthur and Vassilvitskii 2007), or examples taken at random.
//!
//! EM climbs to the nearest local optimum, so that the start decides how many clusters are found. k-means++ spreads the
//! first centres by drawing each with a probability that grows with the squared distance to those before; here the best of
//! a few candidates is taken each time (the greedy variant), Lloyd's iterations follow, and the best of several tries wins.

use rand::{Rng, RngExt};

/// A point in the units that models see.
pub(super) type Point = [f64; 2];

/// How often k-means starts afresh.
const TRIES: usize = 16;
/// Lloyd's iterations of one try.
const ROUNDS: usize = 10;

/// The centres of the best of several tries of k-means: those with the smallest sum of squared distances.
pub(super) fn k_means(points: &[Point], count: usize, generator: &mut impl Rng) -> Vec<Point> {
    let mut best = (f64::INFINITY, Vec::new());
    for _ in 0..TRIES {
        let mut centres = spread(points, count, generator);
        for _ in 0..ROUNDS {
            centres = centroids(points, &centres);
        }
        let cost: f64 = nearest_distances(points, &centres).iter().sum();
        if cost < best.0 || best.1.is_empty() {
            best = (cost, centres);
        }
    }
    best.1
}

/// Centres at examples taken at random, some perhaps twice.
pub(super) fn at_random(points: &[Point], count: usize, generator: &mut impl Rng) -> Vec<Point> {
    (0..count)
        .map(|_| points[generator.random_range(0..points.len())])
        .collect()
}

/// The index of the nearest centre of each point.
pub(super) fn nearest(points: &[Point], centres: &[Point]) -> Vec<usize> {
    let of_one = |point: &Point| {
        let distances = centres.iter().map(|centre| squared(point, centre));
        let smaller = |a: (usize, f64), b: (usize, f64)| if b.1 < a.1 { b } else { a };
        distances.enumerate().reduce(smaller).map_or(0, |(k, _)| k)
    };
    points.iter().map(of_one).collect()
}

/// The seeding of greedy k-means++.
fn spread(points: &[Point], count: usize, generator: &mut impl Rng) -> Vec<Point> {
    let candidates = 2 + (count as f64).ln() as usize;
    let mut centres = at_random(points, 1, generator);
    let mut distances = nearest_distances(points, &centres);
    while centres.len() < count {
        let mut best: Option<(f64, Point, Vec<f64>)> = None;
        for _ in 0..candidates {
            let candidate = points[weighted(&distances, generator)];
            let closer = points.iter().zip(&distances);
            let closer = closer.map(|(point, &d)| d.min(squared(point, &candidate)));
            let closer: Vec<f64> = closer.collect();
            let cost = closer.iter().sum();
            if best.as_ref().is_none_or(|(least, ..)| cost < *least) {
                best = Some((cost, candidate, closer));
            }
        }
        if let Some((_, centre, closer)) = best {
            centres.push(centre);
            distances = closer;
        }
    }
    centres
}

/// An index drawn in proportion to the weights; any one where all are zero.
fn weighted(weights: &[f64], generator: &mut impl Rng) -> usize {
    let mut left = generator.random::<f64>() * weights.iter().sum::<f64>();
    let found = weights.iter().position(|weight| {
        left -= weight;
        left < 0.0
    });
    found.unwrap_or_else(|| generator.random_range(0..weights.len()))
}

/// One iteration of Lloyd's: the mean of the points nearest to each centre; a centre without points stays.
fn centroids(points: &[Point], centres: &[Point]) -> Vec<Point> {
    let mut sums = vec![([0.0; 2], 0.0); centres.len()];
    for (point, k) in points.iter().zip(nearest(points, centres)) {
        let (sum, count) = &mut sums[k];
        *sum = [sum[0] + point[0], sum[1] + point[1]];
        *count += 1.0;
    }
    let moved = sums.iter().zip(centres);
    let moved = moved.map(|((sum, count), old)| {
        if *count > 0.0 {
            sum.map(|sum| sum / count)
        } else {
            *old
        }
    });
    moved.collect()
}

fn nearest_distances(points: &[Point], centres: &[Point]) -> Vec<f64> {
    let nearest = nearest(points, centres);
    let pairs = points.iter().zip(nearest);
    pairs
        .map(|(point, k)| squared(point, &centres[k]))
        .collect()
}

fn squared(a: &Point, b: &Point) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}
