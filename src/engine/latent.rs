//! Geometry of a latent space, on plain numbers: paths between codes, lattices, principal directions.

use super::PathKind;

/// How often the principal directions are made sharper.
const ITERATIONS: usize = 16;
/// Looking for a way among codes may take so many products of numbers.
const MOST_PRODUCTS: usize = 20_000_000;
/// How finely a way is laid before it is smoothed, and how often that is done.
const SMOOTHED: usize = 4;
const SMOOTHINGS: usize = 8;

/// A way from place to place.
pub struct Route<'a> {
    places: &'a [Vec<f32>],
    kind: PathKind,
    /// Of a way along the data, the codes that each leg goes by.
    hops: Vec<Vec<Vec<f32>>>,
}

impl<'a> Route<'a> {
    /// Looks for the way; `codes` are those of examples, for one that follows them.
    pub fn new(places: &'a [Vec<f32>], kind: PathKind, codes: &[f32]) -> Self {
        let legs = places.windows(2).filter(|_| kind == PathKind::Data);
        Self {
            places,
            kind,
            hops: legs.map(|ends| hops(&ends[0], &ends[1], codes)).collect(),
        }
    }

    /// So many codes along it, all of the places among them.
    pub fn walk(&self, frames: usize) -> Vec<Vec<f32>> {
        let legs = self.places.len().saturating_sub(1);
        if legs == 0 {
            return self.places.to_vec();
        }
        let frames = frames.max(self.places.len());
        let mut walk = vec![self.places[0].clone()];
        for (leg, ends) in self.places.windows(2).enumerate() {
            let share = |leg: usize| (frames - 1) * leg / legs;
            let count = share(leg + 1) - share(leg) + 1;
            let way = match self.hops.get(leg) {
                Some(hops) => smoothed(hops, count),
                None => path(&ends[0], &ends[1], self.kind, count),
            };
            walk.extend(way.into_iter().skip(1));
        }
        walk
    }
}

/// Codes along a path from `a` to `b`, ends included.
pub fn path(a: &[f32], b: &[f32], kind: PathKind, frames: usize) -> Vec<Vec<f32>> {
    let last = frames.saturating_sub(1).max(1) as f32;
    (0..frames)
        .map(|frame| {
            let t = frame as f32 / last;
            match kind {
                PathKind::Spherical => spherical(a, b, t),
                PathKind::Straight | PathKind::Data => straight(a, b, t),
            }
        })
        .collect()
}

/// The codes on the way from `a` to `b` by way of other codes on which the sum of the squared hops is least.
///
/// A long hop costs more than many short ones, so the way keeps to where codes lie densely (Bijral, Ratliff and Srebro 2011,
/// <https://arxiv.org/abs/1202.3702>).
fn hops(a: &[f32], b: &[f32], codes: &[f32]) -> Vec<Vec<f32>> {
    let dims = a.len().max(1);
    let count = codes.len() / dims;
    let most = ((MOST_PRODUCTS / dims) as f64).sqrt() as usize;
    let every = count.div_ceil(most.max(1)).max(1);
    let mut nodes: Vec<&[f32]> = vec![a, b];
    nodes.extend(codes.chunks_exact(dims).step_by(every));
    shortest(&nodes).map(|node| nodes[node].to_vec()).collect()
}

/// So many codes at equal distances along a way by way of others, without its corners.
fn smoothed(hops: &[Vec<f32>], frames: usize) -> Vec<Vec<f32>> {
    let mut way = spaced(hops, SMOOTHED * frames.max(2));
    for _ in 0..SMOOTHINGS {
        let before = way.clone();
        for (middle, around) in way[1..].iter_mut().zip(before.windows(3)) {
            for (j, value) in middle.iter_mut().enumerate() {
                *value = (around[0][j] + 2.0 * around[1][j] + around[2][j]) / 4.0;
            }
        }
    }
    spaced(&way, frames)
}

/// The nodes on the shortest way from the first to the second, by squared hops (Dijkstra 1959).
fn shortest(nodes: &[&[f32]]) -> impl Iterator<Item = usize> {
    let mut cost = vec![f32::INFINITY; nodes.len()];
    let mut from = vec![0; nodes.len()];
    let mut is_done = vec![false; nodes.len()];
    cost[0] = 0.0;
    loop {
        let left = (0..nodes.len()).filter(|&node| !is_done[node]);
        let Some(next) = left.min_by(|&a, &b| cost[a].total_cmp(&cost[b])) else {
            break;
        };
        is_done[next] = true;
        if next == 1 {
            break;
        }
        for node in 0..nodes.len() {
            let through = cost[next] + distance_squared(nodes[next], nodes[node]);
            if !is_done[node] && through < cost[node] {
                (cost[node], from[node]) = (through, next);
            }
        }
    }
    let mut way = vec![1];
    while way.last() != Some(&0) && way.len() < nodes.len() {
        way.push(from[way[way.len() - 1]]);
    }
    way.into_iter().rev()
}

fn distance_squared(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum()
}

/// So many codes at equal distances along a way.
fn spaced(way: &[Vec<f32>], count: usize) -> Vec<Vec<f32>> {
    let lengths: Vec<f32> = way
        .windows(2)
        .map(|ends| distance_squared(&ends[0], &ends[1]).sqrt())
        .collect();
    let whole: f32 = lengths.iter().sum();
    let (mut leg, mut before) = (0, 0.0);
    let place = |i: usize| {
        let wanted = whole * i as f32 / count.saturating_sub(1).max(1) as f32;
        while leg + 1 < lengths.len() && before + lengths[leg] < wanted {
            before += lengths[leg];
            leg += 1;
        }
        let length = lengths.get(leg).copied().unwrap_or_default();
        let t = ((wanted - before) / length.max(f32::MIN_POSITIVE)).clamp(0.0, 1.0);
        straight(&way[leg], &way[(leg + 1).min(way.len() - 1)], t)
    };
    (0..count).map(place).collect()
}

/// (1 - t) a + t b
fn straight(a: &[f32], b: &[f32], t: f32) -> Vec<f32> {
    a.iter()
        .zip(b)
        .map(|(a, b)| (1.0 - t) * a + t * b)
        .collect()
}

/// sin((1 - t) omega) / sin(omega) a + sin(t omega) / sin(omega) b, where omega is the angle between a and b (Shoemake 1985).
///
/// Where the angle vanishes or is a half turn there is no such arc, and the straight line takes its place.
fn spherical(a: &[f32], b: &[f32], t: f32) -> Vec<f32> {
    let norms = (dot(a, a) * dot(b, b)).sqrt();
    let omega = (dot(a, b) / norms.max(f32::MIN_POSITIVE))
        .clamp(-1.0, 1.0)
        .acos();
    if omega.sin() < 1e-3 {
        return straight(a, b, t);
    }
    let (wa, wb) = (
        ((1.0 - t) * omega).sin() / omega.sin(),
        (t * omega).sin() / omega.sin(),
    );
    a.iter().zip(b).map(|(a, b)| wa * a + wb * b).collect()
}

/// A square lattice of codes over [-reach, reach]^2, row by row from the top left.
pub fn lattice(side: usize, reach: f32) -> Vec<[f32; 2]> {
    let at = |i: usize| -reach + 2.0 * reach * (i as f32 + 0.5) / side as f32;
    (0..side * side)
        .map(|k| [at(k % side), -at(k / side)])
        .collect()
}

/// How far places of a plane reach along either axis, but for the farthest of a hundred; 0 where there are none.
pub fn farthest(places: &[[f32; 2]]) -> f32 {
    let far = |z: &[f32; 2]| z[0].abs().max(z[1].abs());
    let mut far: Vec<f32> = places.iter().map(far).filter(|r| r.is_finite()).collect();
    let Some(last) = far.len().checked_sub(1) else {
        return 0.0;
    };
    let rank = (far.len() * 99 / 100).min(last);
    *far.select_nth_unstable_by(rank, f32::total_cmp).1
}

/// A plane through latent space: an origin, and two axes of length one at a right angle.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    origin: Vec<f32>,
    axes: [Vec<f32>; 2],
}

impl Plane {
    /// The plane of two latent dimensions, through the origin.
    pub fn of_dimensions(dims: usize, along: [usize; 2]) -> Self {
        let axis = |of: usize| (0..dims).map(|j| f32::from(u8::from(j == of))).collect();
        Self {
            origin: vec![0.0; dims],
            axes: along.map(axis),
        }
    }

    /// The plane of the first two principal directions of codes (each of `dims` numbers), through their mean.
    pub fn principal(codes: &[f32], dims: usize) -> Self {
        let Principal { mean, axes, .. } = Principal::of(codes, dims, 2);
        let mut axes = axes.into_iter();
        let mut next = || axes.next().unwrap_or_else(|| vec![0.0; dims]);
        Self {
            origin: mean,
            axes: [next(), next()],
        }
    }

    /// The plane through three codes, around their middle: the first axis from the first to the second.
    pub fn through([a, b, c]: [&[f32]; 3]) -> Self {
        let sum = a.iter().zip(b).zip(c).map(|((a, b), c)| a + b + c);
        let from_a = |to: &[f32]| to.iter().zip(a).map(|(to, a)| to - a).collect::<Vec<f32>>();
        Self {
            origin: sum.map(|sum| sum / 3.0).collect(),
            axes: {
                let [mut along, mut across] = [from_a(b), from_a(c)];
                orthonormal(&mut [&mut along, &mut across]);
                [along, across]
            },
        }
    }

    /// The code at a place of the plane.
    pub fn code(&self, [x, y]: [f32; 2]) -> Vec<f32> {
        let [along, across] = &self.axes;
        let axes = along.iter().zip(across);
        let moved = self.origin.iter().zip(axes);
        moved.map(|(o, (a, b))| o + x * a + y * b).collect()
    }

    /// The places of the plane nearest to codes.
    pub fn project(&self, codes: &[f32]) -> Vec<[f32; 2]> {
        let along = |code: &[f32], axis: &[f32]| {
            let moved = code.iter().zip(&self.origin).zip(axis);
            moved.map(|((c, o), a)| (c - o) * a).sum()
        };
        codes
            .chunks_exact(self.origin.len())
            .map(|code| [along(code, &self.axes[0]), along(code, &self.axes[1])])
            .collect()
    }
}

/// The directions along which codes vary most.
pub struct Principal {
    /// The mean of the codes.
    pub mean: Vec<f32>,
    /// The directions, each of length one, the one of the largest variance first.
    pub axes: Vec<Vec<f32>>,
    /// The variance of the codes along each.
    pub variances: Vec<f32>,
    /// The variance along all axes of the space together.
    pub whole: f32,
}

impl Principal {
    /// Of codes of `dims` numbers each.
    ///
    /// A fixed number of orthogonal iterations from fixed axes: that is a continuous function of the codes, so pictures turn
    /// smoothly while they move, never flip their signs, and are the same for the same codes.
    pub fn of(codes: &[f32], dims: usize, count: usize) -> Self {
        let mean = mean(codes, dims);
        let mut axes: Vec<Vec<f32>> = (0..count.min(dims)).map(|i| first_axis(i, dims)).collect();
        for _ in 0..=ITERATIONS {
            orthonormal(&mut axes.iter_mut().collect::<Vec<_>>());
            for axis in &mut axes {
                *axis = covariance_times(codes, &mean, axis);
            }
        }
        let variances = axes.iter().map(|axis| dot(axis, axis).sqrt()).collect();
        orthonormal(&mut axes.iter_mut().collect::<Vec<_>>());
        let count = (codes.len() / dims.max(1)).max(1) as f32;
        let moved = codes.chunks_exact(dims.max(1));
        let whole = moved.map(|code| distance_squared(code, &mean)).sum::<f32>() / count;
        Self {
            mean,
            axes,
            variances,
            whole,
        }
    }
}

/// The mean of codes.
pub fn mean(codes: &[f32], dims: usize) -> Vec<f32> {
    let mut mean = vec![0.0; dims];
    for code in codes.chunks_exact(dims.max(1)) {
        for (sum, c) in mean.iter_mut().zip(code) {
            *sum += c;
        }
    }
    let count = (codes.len() / dims.max(1)).max(1) as f32;
    for sum in &mut mean {
        *sum /= count;
    }
    mean
}

/// A fixed direction that no axis is orthogonal to.
fn first_axis(index: usize, dims: usize) -> Vec<f32> {
    let phase = 1.7 * index as f32;
    (0..dims)
        .map(|j| (1.3 * j as f32 + phase).cos() + 0.1)
        .collect()
}

/// The covariance matrix of the codes times a direction.
fn covariance_times(codes: &[f32], mean: &[f32], direction: &[f32]) -> Vec<f32> {
    let mut product = vec![0.0; mean.len()];
    for code in codes.chunks_exact(mean.len()) {
        let moved = code.iter().zip(mean);
        let along: f32 = moved
            .clone()
            .zip(direction)
            .map(|((c, m), d)| (c - m) * d)
            .sum();
        for (p, (c, m)) in product.iter_mut().zip(moved) {
            *p += along * (c - m);
        }
    }
    let count = (codes.len() / mean.len()).max(1) as f32;
    for p in &mut product {
        *p /= count;
    }
    product
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Makes every axis as long as one and orthogonal to those before it (Gram and Schmidt).
fn orthonormal(axes: &mut [&mut Vec<f32>]) {
    for i in 0..axes.len() {
        let (before, rest) = axes.split_at_mut(i);
        let axis = &mut *rest[0];
        for other in before {
            let overlap = dot(axis, other);
            for (a, o) in axis.iter_mut().zip(&**other) {
                *a -= overlap * o;
            }
        }
        let norm = dot(axis, axis).sqrt().max(1e-20);
        for a in axis.iter_mut() {
            *a /= norm;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Noise;
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn paths_end_where_they_should() {
        let (a, b) = ([1.0, 0.0, 2.0], [0.0, -3.0, 0.5]);
        for kind in [PathKind::Straight, PathKind::Spherical] {
            let path = path(&a, &b, kind, 9);
            assert_eq!(path.len(), 9);
            for (end, wanted) in [(&path[0], a), (&path[8], b)] {
                assert!(
                    end.iter().zip(wanted).all(|(x, y)| (x - y).abs() < 1e-5),
                    "{end:?}"
                );
            }
        }
    }

    #[test]
    fn the_spherical_path_keeps_the_norm_and_the_straight_one_does_not() {
        let norm = |v: &[f32]| v.iter().map(|x| x * x).sum::<f32>().sqrt();
        let (a, b) = ([3.0, 0.0], [0.0, 3.0]);
        assert!((norm(&path(&a, &b, PathKind::Spherical, 3)[1]) - 3.0).abs() < 1e-5);
        assert!((norm(&path(&a, &b, PathKind::Straight, 3)[1]) - 3.0 / 2f32.sqrt()).abs() < 1e-5);
    }

    #[test]
    fn a_walk_touches_every_place_and_has_as_many_frames_as_asked_for() {
        let places = [vec![0.0, 0.0], vec![1.0, 0.0], vec![1.0, 2.0]];
        for kind in [PathKind::Straight, PathKind::Data] {
            let walk = Route::new(&places, kind, &[]).walk(9);
            assert_eq!(walk.len(), 9);
            assert_eq!(
                [&walk[0], &walk[4], &walk[8]],
                [&places[0], &places[1], &places[2]]
            );
        }
    }

    #[test]
    fn a_way_along_the_data_goes_around_where_there_is_none() {
        // Codes lie on the upper half of a circle; the straight way would cut through its empty middle.
        let on_circle = |i: usize| {
            let angle = std::f32::consts::PI * i as f32 / 199.0;
            [angle.cos(), angle.sin()]
        };
        let codes: Vec<f32> = (0..200).flat_map(on_circle).collect();
        let ends = [vec![1.0, 0.0], vec![-1.0, 0.0]];
        let way = Route::new(&ends, PathKind::Data, &codes).walk(11);
        assert_eq!(
            (way.len(), &way[0], &way[10]),
            (11, &vec![1.0, 0.0], &vec![-1.0, 0.0])
        );
        for code in &way {
            let radius = (code[0].powi(2) + code[1].powi(2)).sqrt();
            assert!((0.95..1.01).contains(&radius), "{way:?}");
        }
        let hops: Vec<f32> = way
            .windows(2)
            .map(|w| distance_squared(&w[0], &w[1]).sqrt())
            .collect();
        let [least, most] = [f32::min, f32::max].map(|f| hops.iter().copied().reduce(f).unwrap());
        assert!(most / least < 1.1, "{hops:?}");
    }

    #[test]
    fn opposite_codes_still_have_a_finite_path() {
        let path = path(&[1.0, 0.0], &[-1.0, 0.0], PathKind::Spherical, 5);
        assert!(path.iter().flatten().all(|x| x.is_finite()));
    }

    #[test]
    fn the_lattice_is_centred_and_reads_from_the_top_left() {
        let lattice = lattice(4, 2.0);
        assert_eq!(lattice[0], [-1.5, 1.5]);
        assert_eq!(lattice[15], [1.5, -1.5]);
    }

    #[test]
    fn principal_directions_carry_the_most_variance() {
        let dims = 5;
        let scales = [0.1f32, 3.0, 0.2, 1.5, 0.1];
        let mut generator = Noise::new(4, 0).generator("codes");
        let codes: Vec<f32> = (0..2000 * dims)
            .map(|i| {
                let x: f32 = StandardNormal.sample(&mut generator);
                1.0 + scales[i % dims] * x
            })
            .collect();
        let plane = Plane::principal(&codes, dims);
        let projected = plane.project(&codes);
        let variance = |k: usize| projected.iter().map(|p| p[k] * p[k]).sum::<f32>() / 2000.0;
        assert!((variance(0) - 9.0).abs() < 0.9, "{}", variance(0));
        assert!((variance(1) - 2.25).abs() < 0.3, "{}", variance(1));
        // The next picture of the same codes is the same picture, and what lies in the plane is found there again.
        assert_eq!(plane, Plane::principal(&codes, dims));
        let back = plane.project(&plane.code([1.5, -0.5]))[0];
        assert!((back[0] - 1.5).abs() + (back[1] + 0.5).abs() < 1e-5);
    }

    #[test]
    fn a_plane_through_three_codes_holds_them() {
        let [a, b, c] = [
            [1.0, 0.0, 2.0, 0.5],
            [0.0, -3.0, 0.5, 0.5],
            [2.0, 2.0, 2.0, -1.0],
        ];
        let plane = Plane::through([&a, &b, &c]);
        for code in [a, b, c] {
            let again = plane.code(plane.project(&code)[0]);
            let off = again.iter().zip(code).map(|(x, y)| (x - y).abs());
            assert!(off.fold(0.0, f32::max) < 1e-5);
        }
    }
}
