//! Geometry of a latent space, on plain numbers: paths between codes, lattices, principal directions.

use super::PathKind;

/// Codes along a path from `a` to `b`, ends included.
pub fn path(a: &[f32], b: &[f32], kind: PathKind, frames: usize) -> Vec<Vec<f32>> {
    let last = frames.saturating_sub(1).max(1) as f32;
    (0..frames)
        .map(|frame| {
            let t = frame as f32 / last;
            match kind {
                PathKind::Straight => straight(a, b, t),
                PathKind::Spherical => spherical(a, b, t),
            }
        })
        .collect()
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
    let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f32>();
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

/// The first two principal directions of a set of codes, carried from picture to picture.
///
/// Orthogonal iteration starts from the last directions, so that the picture turns smoothly while the codes move and never
/// flips its signs.
#[derive(Debug, Clone, Default)]
pub struct Principal {
    directions: Option<[Vec<f32>; 2]>,
}

impl Principal {
    /// Projects codes (each of `dims` numbers) on their first two principal directions.
    pub fn project(&mut self, codes: &[f32], dims: usize) -> Vec<[f32; 2]> {
        let mean = mean(codes, dims);
        let mut basis = self
            .directions
            .take()
            .filter(|b| b[0].len() == dims)
            .unwrap_or_else(|| first_axes(dims));
        for _ in 0..12 {
            basis = orthonormal(basis.map(|direction| covariance_times(codes, &mean, &direction)));
        }
        let projected = codes
            .chunks_exact(dims)
            .map(|code| {
                let along = |d: &[f32]| {
                    code.iter()
                        .zip(&mean)
                        .zip(d)
                        .map(|((c, m), d)| (c - m) * d)
                        .sum()
                };
                [along(&basis[0]), along(&basis[1])]
            })
            .collect();
        self.directions = Some(basis);
        projected
    }
}

fn mean(codes: &[f32], dims: usize) -> Vec<f32> {
    let count = (codes.len() / dims).max(1) as f32;
    (0..dims)
        .map(|j| codes.iter().skip(j).step_by(dims).sum::<f32>() / count)
        .collect()
}

/// Two fixed directions that no axis is orthogonal to.
fn first_axes(dims: usize) -> [Vec<f32>; 2] {
    let wave = |phase: f32| {
        (0..dims)
            .map(|j| (1.3 * j as f32 + phase).cos() + 0.1)
            .collect()
    };
    orthonormal([wave(0.0), wave(1.7)])
}

fn covariance_times(codes: &[f32], mean: &[f32], direction: &[f32]) -> Vec<f32> {
    let mut product = vec![0.0; mean.len()];
    for code in codes.chunks_exact(mean.len()) {
        let along: f32 = code
            .iter()
            .zip(mean)
            .zip(direction)
            .map(|((c, m), d)| (c - m) * d)
            .sum();
        for ((p, c), m) in product.iter_mut().zip(code).zip(mean) {
            *p += along * (c - m);
        }
    }
    product
}

fn orthonormal([first, second]: [Vec<f32>; 2]) -> [Vec<f32>; 2] {
    let unit = |v: Vec<f32>| {
        let norm = v.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-20);
        v.into_iter().map(|x| x / norm).collect::<Vec<f32>>()
    };
    let first = unit(first);
    let overlap: f32 = first.iter().zip(&second).map(|(a, b)| a * b).sum();
    let second = second
        .iter()
        .zip(&first)
        .map(|(s, f)| s - overlap * f)
        .collect();
    [first, unit(second)]
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
        let mut principal = Principal::default();
        let projected = principal.project(&codes, dims);
        let variance = |k: usize| projected.iter().map(|p| p[k] * p[k]).sum::<f32>() / 2000.0;
        assert!((variance(0) - 9.0).abs() < 0.9, "{}", variance(0));
        assert!((variance(1) - 2.25).abs() < 0.3, "{}", variance(1));
        // The next picture of the same codes is the same picture.
        let again = principal.project(&codes, dims);
        assert!(
            projected
                .iter()
                .zip(&again)
                .all(|(a, b)| (a[0] - b[0]).abs() + (a[1] - b[1]).abs() < 1e-2)
        );
    }
}
