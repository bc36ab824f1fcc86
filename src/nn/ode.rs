//! Solvers of ordinary differential equations: Euler, midpoint, and Dormand and Prince's pair with error control.
//!
//! E. Hairer, S. P. Norsett and G. Wanner (1993), Solving ordinary differential equations I; J. R. Dormand and P. J. Prince
//! (1980), A family of embedded Runge-Kutta formulae, <https://doi.org/10.1016/0771-050X(80)90013-3>.

use burn::tensor::Tensor;

/// How one step follows from the slopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Solver {
    /// y + h f(y): one slope a step, an error of the order of h.
    Euler,
    /// y + h f(y + h/2 f(y)): two slopes a step, an error of the order of h^2.
    Midpoint,
    /// Fifth order beside fourth: six new slopes a step, and steps as long as the tolerance allows.
    Adaptive,
}

impl Solver {
    /// The words of the knob that chooses it.
    pub const WORDS: &'static [&'static str] = &["euler", "midpoint", "adaptive"];

    /// The solver behind a word of the knob.
    pub fn from_word(word: &str) -> Self {
        match word {
            "euler" => Self::Euler,
            "adaptive" => Self::Adaptive,
            _ => Self::Midpoint,
        }
    }
}

/// The solution at one time.
#[derive(Clone)]
pub struct Node {
    /// When.
    pub time: f64,
    /// What. `[batch, columns]`
    pub state: Tensor<2>,
}

/// The solution at every step of the solver, from the start to the end.
pub struct Path {
    /// In the order of computation; never empty.
    pub nodes: Vec<Node>,
    /// How often the slope was asked for.
    pub evaluations: usize,
}

impl Path {
    /// The state at the end. `[batch, columns]`
    pub fn end(&self) -> Tensor<2> {
        self.nodes[self.nodes.len() - 1].state.clone()
    }

    /// The state at a time between start and end, on the straight line between the two steps about it. `[batch, columns]`
    pub fn at(&self, time: f64) -> Tensor<2> {
        let between = self.nodes.windows(2).find(|pair| {
            let (low, high) = (
                pair[0].time.min(pair[1].time),
                pair[0].time.max(pair[1].time),
            );
            (low..=high).contains(&time)
        });
        let Some([from, to]) = between else {
            return self.end();
        };
        let share = (time - from.time) / (to.time - from.time);
        from.state.clone() + (to.state.clone() - from.state.clone()).mul_scalar(share)
    }

    /// The length of the path that the first two columns follow. `[batch]`
    pub fn length(&self) -> Tensor<1> {
        let place = |node: &Node| node.state.clone().narrow(1, 0, 2); // [batch, 2]
        let none = Tensor::zeros(
            [self.nodes[0].state.dims()[0]],
            &self.nodes[0].state.device(),
        );
        let pieces = self.nodes.windows(2);
        pieces.fold(none, |sum, pair| {
            sum + distance(place(&pair[0]), place(&pair[1]))
        })
    }
}

/// |b - a| of each row: `[batch, 2]` to `[batch]`.
pub fn distance(a: Tensor<2>, b: Tensor<2>) -> Tensor<1> {
    (b - a).square().sum_dim(1).sqrt().squeeze_dim(1)
}

/// Follows dy/dt = f(y, t) from one time to another, forwards or backwards: y `[batch, columns]`.
///
/// `steps` is the number of steps of the solvers that do not choose their own.
pub fn solve(
    solver: Solver,
    steps: usize,
    [from, to]: [f64; 2],
    start: Tensor<2>,
    slope: impl Fn(&Tensor<2>, f64) -> Tensor<2>,
) -> Path {
    if solver == Solver::Adaptive {
        return adaptive([from, to], start, slope);
    }
    let steps = steps.max(1);
    let h = (to - from) / steps as f64;
    let mut nodes = vec![Node {
        time: from,
        state: start.clone(),
    }];
    let mut y = start;
    for step in 0..steps {
        let t = from + h * step as f64;
        let k = slope(&y, t);
        let k = match solver {
            Solver::Euler => k,
            _ => slope(&(y.clone() + k.mul_scalar(h / 2.0)), t + h / 2.0),
        };
        y = y + k.mul_scalar(h);
        nodes.push(Node {
            time: from + h * (step + 1) as f64,
            state: y.clone(),
        });
    }
    let evaluations = match solver {
        Solver::Euler => steps,
        _ => 2 * steps,
    };
    Path { nodes, evaluations }
}

/// The coefficients of Dormand and Prince: when each slope is taken, how it follows from those before, and the difference
/// between the fifth order and the fourth. The last row of `BEFORE` is the step itself.
const WHEN: [f64; 7] = [0.0, 1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0, 1.0];
const BEFORE: [&[f64]; 7] = [
    &[],
    &[1.0 / 5.0],
    &[3.0 / 40.0, 9.0 / 40.0],
    &[44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0],
    &[
        19372.0 / 6561.0,
        -25360.0 / 2187.0,
        64448.0 / 6561.0,
        -212.0 / 729.0,
    ],
    &[
        9017.0 / 3168.0,
        -355.0 / 33.0,
        46732.0 / 5247.0,
        49.0 / 176.0,
        -5103.0 / 18656.0,
    ],
    &[
        35.0 / 384.0,
        0.0,
        500.0 / 1113.0,
        125.0 / 192.0,
        -2187.0 / 6784.0,
        11.0 / 84.0,
    ],
];
const DIFFERENCE: [f64; 7] = [
    71.0 / 57600.0,
    0.0,
    -71.0 / 16695.0,
    71.0 / 1920.0,
    -17253.0 / 339_200.0,
    22.0 / 525.0,
    -1.0 / 40.0,
];

/// The error of a step that is allowed, as a share of what is there and in absolute terms.
const TOLERANCE: f64 = 1e-4;
/// Steps that are tried at most, kept or not; what is left after them is gone in one.
const MOST_STEPS: usize = 500;

fn adaptive(
    [from, to]: [f64; 2],
    start: Tensor<2>,
    slope: impl Fn(&Tensor<2>, f64) -> Tensor<2>,
) -> Path {
    let mut nodes = vec![Node {
        time: from,
        state: start.clone(),
    }];
    let (mut t, mut y, mut k) = (from, start.clone(), slope(&start, from));
    let (mut h, mut evaluations) = ((to - from) / 20.0, 1);
    for attempt in 1..=MOST_STEPS {
        let left = to - t;
        if left == 0.0 {
            break;
        }
        let is_last = h.abs() >= left.abs() || attempt == MOST_STEPS;
        let tried = if is_last { left } else { h };
        let slopes = slopes(&y, t, tried, k.clone(), &slope);
        evaluations += slopes.len() - 1;
        let next = y.clone() + combined(&slopes, BEFORE[6]).mul_scalar(tried);
        let error = error(&y, &next, combined(&slopes, &DIFFERENCE).mul_scalar(tried));
        // A number that is none cannot be helped by shorter steps.
        if error <= 1.0 || !error.is_finite() || attempt == MOST_STEPS {
            t = if is_last { to } else { t + tried };
            y = next.clone();
            k = slopes[6].clone();
            nodes.push(Node {
                time: t,
                state: next,
            });
        }
        let change = 0.9 * error.max(1e-10).powf(-0.2);
        h = tried
            * if change.is_finite() {
                change.clamp(0.2, 5.0)
            } else {
                1.0
            };
    }
    Path { nodes, evaluations }
}

/// The seven slopes of one step; the first is known, and the last is the first of the next step. `[batch, columns]` each
fn slopes(
    y: &Tensor<2>,
    t: f64,
    h: f64,
    first: Tensor<2>,
    slope: &impl Fn(&Tensor<2>, f64) -> Tensor<2>,
) -> Vec<Tensor<2>> {
    let mut slopes = vec![first];
    for (when, before) in WHEN.iter().zip(BEFORE).skip(1) {
        let at = y.clone() + combined(&slopes, before).mul_scalar(h);
        slopes.push(slope(&at, t + when * h));
    }
    slopes
}

/// sum_i c_i k_i
fn combined(slopes: &[Tensor<2>], coefficients: &[f64]) -> Tensor<2> {
    let none = slopes[0].zeros_like();
    let parts = slopes.iter().zip(coefficients).filter(|(_, c)| **c != 0.0);
    parts.fold(none, |sum, (k, c)| sum + k.clone().mul_scalar(*c))
}

/// The error of a step in units of what is allowed: the root of its mean square over rows and columns.
fn error(y: &Tensor<2>, next: &Tensor<2>, difference: Tensor<2>) -> f64 {
    let size = y.clone().abs().max_pair(next.clone().abs());
    let allowed = size.mul_scalar(TOLERANCE).add_scalar(TOLERANCE);
    let square = (difference / allowed).square().mean();
    square
        .into_data()
        .iter::<f64>()
        .next()
        .map_or(f64::NAN, f64::sqrt)
}

#[cfg(test)]
mod tests;
