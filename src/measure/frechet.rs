//! The Fréchet distance of two normal distributions (Dowson and Landau 1982), by which sets of features are compared:
//! |m_1 - m_2|^2 + tr(C_1 + C_2 - 2 (C_1 C_2)^(1/2)).
//!
//! Heusel et al. (2017) made it known as FID, in the features of one net that was trained on photographs. In features of another
//! net it is another measure and must be called another name.

/// The mean and the covariance of a set of points in `D` dimensions.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments<const D: usize> {
    mean: [f64; D],
    /// Row by row. `[D][D]`
    covariance: Vec<[f64; D]>,
}

impl<const D: usize> Moments<D> {
    /// The moments of points; the covariance divides by their number less one. `None` for fewer than two points, and where one
    /// is no number.
    pub fn of(points: &[[f64; D]]) -> Option<Self> {
        if points.len() < 2 || points.as_flattened().iter().any(|v| !v.is_finite()) {
            return None;
        }
        let n = points.len() as f64;
        let mut mean = [0.0; D];
        for point in points {
            for (sum, v) in mean.iter_mut().zip(point) {
                *sum += v / n;
            }
        }
        let mut covariance = vec![[0.0; D]; D];
        for point in points {
            for (i, row) in covariance.iter_mut().enumerate() {
                let share = (point[i] - mean[i]) / (n - 1.0);
                for (j, sum) in row.iter_mut().enumerate() {
                    *sum += share * (point[j] - mean[j]);
                }
            }
        }
        Some(Self { mean, covariance })
    }

    /// The Fréchet distance (its square, as is usual) to another distribution.
    pub fn distance(&self, other: &Self) -> f64 {
        let apart = self
            .mean
            .iter()
            .zip(&other.mean)
            .map(|(a, b)| (a - b).powi(2));
        let trace = |c: &[[f64; D]]| (0..D).map(|i| c[i][i]).sum::<f64>();
        // (C_1 C_2)^(1/2) has the trace of (R C_2 R)^(1/2) with R = C_1^(1/2), which is symmetric.
        let root = root(&self.covariance);
        let (roots, _) = eigen(&times(&times(&root, &other.covariance), &root));
        let of_both: f64 = roots.iter().map(|v| v.max(0.0).sqrt()).sum();
        let spread = trace(&self.covariance) + trace(&other.covariance) - 2.0 * of_both;
        apart.sum::<f64>() + spread.max(0.0)
    }
}

/// The symmetric root of a symmetric matrix without negative eigenvalues: V diag(sqrt(l)) V'.
fn root<const D: usize>(matrix: &[[f64; D]]) -> Vec<[f64; D]> {
    let (values, vectors) = eigen(matrix);
    let mut root = vec![[0.0; D]; D];
    for (k, value) in values.iter().enumerate() {
        let scale = value.max(0.0).sqrt();
        for (i, row) in root.iter_mut().enumerate() {
            for (j, sum) in row.iter_mut().enumerate() {
                *sum += scale * vectors[i][k] * vectors[j][k];
            }
        }
    }
    root
}

fn times<const D: usize>(a: &[[f64; D]], b: &[[f64; D]]) -> Vec<[f64; D]> {
    let row = |row: &[f64; D]| {
        let mut product = [0.0; D];
        for (scale, other) in row.iter().zip(b) {
            for (sum, v) in product.iter_mut().zip(other) {
                *sum += scale * v;
            }
        }
        product
    };
    a.iter().map(row).collect()
}

/// The eigenvalues of a symmetric matrix and, column by column, its eigenvectors, by Jacobi's rotations.
fn eigen<const D: usize>(matrix: &[[f64; D]]) -> (Vec<f64>, Vec<[f64; D]>) {
    /// Each sweep squares what is left beside the diagonal; ten are more than enough for any matrix of this size.
    const SWEEPS: usize = 30;
    let mut a = matrix.to_vec();
    let mut vectors = vec![[0.0; D]; D];
    for (i, row) in vectors.iter_mut().enumerate() {
        row[i] = 1.0;
    }
    let total: f64 = a.as_flattened().iter().map(|v| v * v).sum();
    for _ in 0..SWEEPS {
        let beside = |i: usize| (0..i).map(|j| a[i][j].powi(2)).sum::<f64>();
        if (1..D).map(beside).sum::<f64>() <= 1e-28 * total {
            break;
        }
        for p in 0..D {
            for q in p + 1..D {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    ((0..D).map(|i| a[i][i]).collect(), vectors)
}

/// Turns axes p and q so that the matrix has nothing at (p, q).
fn rotate<const D: usize>(a: &mut [[f64; D]], vectors: &mut [[f64; D]], p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for row in a.iter_mut().chain(vectors.iter_mut()) {
        let (x, y) = (row[p], row[q]);
        row[p] = cosine * x - sine * y;
        row[q] = sine * x + cosine * y;
    }
    let (above, below) = a.split_at_mut(q);
    for (x, y) in above[p].iter_mut().zip(below[0].iter_mut()) {
        (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    fn moments<const D: usize>(mean: [f64; D], covariance: [[f64; D]; D]) -> Moments<D> {
        Moments {
            mean,
            covariance: covariance.to_vec(),
        }
    }

    #[test]
    fn of_normals_on_the_line_it_is_a_closed_form() {
        // (m_1 - m_2)^2 + (s_1 - s_2)^2
        let (a, b) = (moments([1.0], [[4.0]]), moments([3.5], [[0.25]]));
        assert!((a.distance(&b) - (6.25 + 2.25)).abs() < 1e-12);
        assert!(a.distance(&a).abs() < 1e-12);
    }

    #[test]
    fn of_turned_ellipses_it_is_what_the_formula_gives() {
        // Of commuting covariances: the sum over the common axes of (s_1 - s_2)^2. Axes turned by 30 degrees.
        let (c, s) = (3.0_f64.sqrt() / 2.0, 0.5);
        let turned = |u: f64, v: f64| {
            [
                [c * c * u + s * s * v, c * s * (u - v)],
                [c * s * (u - v), s * s * u + c * c * v],
            ]
        };
        let (a, b) = (
            moments([0.0; 2], turned(9.0, 1.0)),
            moments([1.0, 2.0], turned(4.0, 16.0)),
        );
        assert!((a.distance(&b) - (5.0 + 1.0 + 9.0)).abs() < 1e-10);
        // Of others in the plane: tr (A B)^(1/2) = sqrt(tr(A B) + 2 sqrt(det(A B))).
        let (u, v) = ([[2.0, 0.5], [0.5, 1.0]], [[1.0, -0.3], [-0.3, 3.0]]);
        let trace: f64 = (0..2)
            .flat_map(|i| (0..2).map(move |j| u[i][j] * v[j][i]))
            .sum();
        let det = (2.0 - 0.25) * (3.0 - 0.09_f64);
        let expected = 3.0 + 4.0 - 2.0 * (trace + 2.0 * det.sqrt()).sqrt();
        let found = moments([0.0; 2], u).distance(&moments([0.0; 2], v));
        assert!((found - expected).abs() < 1e-10, "{found} {expected}");
    }

    #[test]
    fn drawn_points_have_the_moments_of_their_distribution() {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(3);
        let mut draw = |shift: f64, scale: f64| -> Vec<[f64; 6]> {
            (0..20_000)
                .map(|_| {
                    let mut point = [0.0; 6];
                    for (i, v) in point.iter_mut().enumerate() {
                        let z: f64 = StandardNormal.sample(&mut generator);
                        *v = shift + scale * (i + 1) as f64 * z;
                    }
                    // An axis that says nothing new makes the covariance singular.
                    point[5] = point[4];
                    point
                })
                .collect()
        };
        let (a, b) = (
            Moments::of(&draw(0.0, 1.0)).unwrap(),
            Moments::of(&draw(2.0, 1.5)).unwrap(),
        );
        // The last two axes are one, twice as wide in square: its deviations add up to sqrt(2) times.
        let expected = 6.0 * 4.0 + 0.25 * (1.0 + 4.0 + 9.0 + 16.0 + 2.0 * 25.0);
        let found = a.distance(&b);
        assert!(
            (found - expected).abs() < 0.03 * expected,
            "{found} {expected}"
        );
        // What is zero of a singular matrix is known to the root of the precision only.
        assert!((found - b.distance(&a)).abs() < 1e-5 * expected);
        assert!(a.distance(&a).abs() < 1e-5 * expected);
        assert!(Moments::of(&[[0.0, f64::NAN], [0.0, 0.0]]).is_none());
    }
}
