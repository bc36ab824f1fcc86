//! Which places around its own a place of a picture sees.

/// Neighbouring places of one row that are seen, counted from the place that sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Rows below; above where negative.
    pub row: isize,
    /// Columns to the right of the first of them; to the left where negative.
    pub column: isize,
    /// How many there are.
    pub count: usize,
}

/// The places around its own that a place sees, row by row: what of a square kernel a mask leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    runs: Vec<Run>,
}

/// How far a window reaches beyond the border of a picture: zeros that are to be laid around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Border {
    pub(super) top: usize,
    pub(super) bottom: usize,
    pub(super) left: usize,
    pub(super) right: usize,
}

impl Window {
    /// The whole square with an odd number of places a side.
    pub fn square(side: usize) -> Self {
        let reach = (side / 2) as isize;
        Self {
            runs: (-reach..=reach).map(|row| whole(row, side)).collect(),
        }
    }

    /// What comes before a place in the order of reading, within such a square, and the place itself where `own`:
    /// masks A and B of van den Oord et al. (2016a).
    pub fn before(side: usize, own: bool) -> Self {
        let mut window = Self::above(side);
        window.runs.extend(Self::left(side, own).runs);
        window
    }

    /// The rows above a place within such a square.
    pub fn above(side: usize) -> Self {
        let reach = (side / 2) as isize;
        Self {
            runs: (-reach..0).map(|row| whole(row, side)).collect(),
        }
    }

    /// The rows above a place and its own row, within such a square.
    pub fn not_below(side: usize) -> Self {
        let mut window = Self::above(side);
        window.runs.push(whole(0, side));
        window
    }

    /// What is left of a place in its own row within such a square, and the place itself where `own`.
    pub fn left(side: usize, own: bool) -> Self {
        let reach = side / 2;
        let count = reach + usize::from(own);
        let run = Run {
            row: 0,
            column: -(reach as isize),
            count,
        };
        Self {
            runs: (count > 0).then_some(run).into_iter().collect(),
        }
    }

    /// Its own row within such a square.
    pub fn row(side: usize) -> Self {
        Self {
            runs: vec![whole(0, side)],
        }
    }

    /// The runs, row by row.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The rows and columns that a place in a row and a column sees, in the order of the weights, beyond the border too.
    pub(super) fn from(&self, row: isize, column: isize) -> impl Iterator<Item = (isize, isize)> {
        self.runs.iter().flat_map(move |run| {
            let columns = 0..run.count as isize;
            columns.map(move |next| (row + run.row, column + run.column + next))
        })
    }

    /// How many places are seen.
    pub fn places(&self) -> usize {
        self.runs.iter().map(|run| run.count).sum()
    }

    /// The window of who is seen: where the places are that see a place by this one. The places come in the opposite order.
    pub(super) fn turned(&self) -> Self {
        let turn = |run: &Run| Run {
            row: -run.row,
            column: -(run.column + run.count as isize - 1),
            count: run.count,
        };
        Self {
            runs: self.runs.iter().rev().map(turn).collect(),
        }
    }

    pub(super) fn border(&self) -> Border {
        let most = |reach: fn(&Run) -> isize| {
            let reaches = self.runs.iter().map(reach);
            reaches.max().unwrap_or(0).max(0) as usize
        };
        Border {
            top: most(|run| -run.row),
            bottom: most(|run| run.row),
            left: most(|run| -run.column),
            right: most(|run| run.column + run.count as isize - 1),
        }
    }
}

fn whole(row: isize, side: usize) -> Run {
    Run {
        row,
        column: -((side / 2) as isize),
        count: side,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_leave_what_was_read_before() {
        assert_eq!(Window::square(3).places(), 9);
        assert_eq!(Window::before(7, false).places(), 24);
        assert_eq!(Window::before(7, true).places(), 25);
        assert_eq!(Window::left(3, false).places(), 1);
        assert_eq!(Window::left(1, false).places(), 0);
        let before = Window::before(3, true);
        let own = before.runs().last();
        let expected = Run {
            row: 0,
            column: -1,
            count: 2,
        };
        assert_eq!(own, Some(&expected));
    }

    #[test]
    fn who_is_seen_is_seen_from_the_other_side() {
        let turned = Window::before(3, true).turned();
        let runs: Vec<_> = turned
            .runs()
            .iter()
            .map(|run| (run.row, run.column, run.count))
            .collect();
        assert_eq!(runs, [(0, 0, 2), (1, -1, 3)]);
        assert_eq!(turned.turned(), Window::before(3, true));
    }
}
