//! Contour lines of a field on a grid by marching squares, joined into long lines.

use crate::figure::Field;

/// A line through the plane.
pub(super) type Polyline = Vec<[f32; 2]>;

/// The side of a cell that a line crosses: twice the number of the corner where it begins, and one more if it goes right
/// rather than down.
type Edge = u32;

/// No edge.
const NONE: Edge = Edge::MAX;

/// Which two edges follow each edge of a grid.
struct Links {
    next: Vec<[Edge; 2]>,
    /// The edges that a line crosses: few of all.
    crossed: Vec<Edge>,
}

impl Links {
    fn new(edges: usize) -> Self {
        Self {
            next: vec![[NONE; 2]; edges],
            crossed: Vec::new(),
        }
    }

    fn join(&mut self, a: Edge, b: Edge) {
        for (from, to) in [(a, b), (b, a)] {
            let next = &mut self.next[from as usize];
            if next[0] == NONE {
                self.crossed.push(from);
                next[0] = to;
            } else {
                next[1] = to;
            }
        }
    }

    /// Takes an edge out, with what follows it.
    fn take(&mut self, edge: Edge) -> Option<[Edge; 2]> {
        let next = std::mem::replace(&mut self.next[edge as usize], [NONE; 2]);
        (next[0] != NONE).then_some(next)
    }
}

/// The lines on which the values, as `of` gives them for a column and a row, cross a level.
///
/// Values stand at the middles of the cells of the field.
pub(super) fn lines(field: &Field, of: impl Fn(usize, usize) -> f32, level: f32) -> Vec<Polyline> {
    let (columns, rows) = (field.columns, field.rows);
    let mut above = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        above.extend((0..columns).map(|column| of(column, row) > level));
    }
    let mut links = Links::new(2 * columns * rows);
    for row in 0..rows.saturating_sub(1) {
        for column in 0..columns.saturating_sub(1) {
            let corner = row * columns + column;
            let corners = [corner, corner + 1, corner + columns + 1, corner + columns];
            let case = corners
                .iter()
                .enumerate()
                .fold(0, |case, (i, at)| case | (usize::from(above[*at]) << i));
            if case == 0 || case == 15 {
                continue;
            }
            let middle = corners.map(|at| of(at % columns, at / columns));
            let is_high = middle.iter().sum::<f32>() / 4.0 > level;
            cell(&mut links, corner as Edge, columns as Edge, case, is_high);
        }
    }
    joined(&mut links)
        .into_iter()
        .map(|line| {
            line.into_iter()
                .map(|edge| point(field, &of, level, edge))
                .collect()
        })
        .collect()
}

/// Joins the sides of one cell that the line crosses; at a saddle the middle decides which corners belong together.
fn cell(links: &mut Links, corner: Edge, columns: Edge, case: usize, is_high: bool) {
    let (top, left) = (2 * corner + 1, 2 * corner);
    let (bottom, right) = (2 * (corner + columns) + 1, 2 * (corner + 1));
    match case {
        1 | 14 => links.join(left, top),
        2 | 13 => links.join(top, right),
        3 | 12 => links.join(left, right),
        4 | 11 => links.join(right, bottom),
        6 | 9 => links.join(top, bottom),
        7 | 8 => links.join(left, bottom),
        _ if is_high == (case == 5) => {
            links.join(top, right);
            links.join(left, bottom);
        }
        _ => {
            links.join(left, top);
            links.join(right, bottom);
        }
    }
}

/// Follows the links from edge to edge, the open lines first.
fn joined(links: &mut Links) -> Vec<Vec<Edge>> {
    let crossed = std::mem::take(&mut links.crossed);
    let ends = |edge: &Edge| links.next[*edge as usize][1] == NONE;
    let (open, closed): (Vec<Edge>, Vec<Edge>) = crossed.into_iter().partition(ends);
    let mut lines = Vec::new();
    for start in open.into_iter().chain(closed) {
        let Some([mut next, other]) = links.take(start) else {
            continue;
        };
        let mut line = vec![start];
        while next != NONE
            && let Some(following) = links.take(next)
        {
            let before = line[line.len() - 1];
            line.push(next);
            next = if following[0] == before {
                following[1]
            } else {
                following[0]
            };
        }
        if other != NONE {
            line.push(start);
        }
        lines.push(line);
    }
    lines
}

/// Where on an edge the level is crossed.
fn point(field: &Field, of: &impl Fn(usize, usize) -> f32, level: f32, edge: Edge) -> [f32; 2] {
    let (corner, flat) = ((edge / 2) as usize, edge % 2 == 1);
    let (column, row) = (corner % field.columns, corner / field.columns);
    let (a, b) = if flat {
        (of(column, row), of(column + 1, row))
    } else {
        (of(column, row), of(column, row + 1))
    };
    let part = if a == b {
        0.5
    } else {
        ((level - a) / (b - a)).clamp(0.0, 1.0)
    };
    let (right, down) = if flat { (part, 0.0) } else { (0.0, part) };
    let share = [
        (column as f32 + right + 0.5) / field.columns as f32,
        1.0 - (row as f32 + down + 0.5) / field.rows as f32,
    ];
    let (low, high) = (field.extent.low, field.extent.high);
    [0, 1].map(|axis| low[axis] + share[axis] * (high[axis] - low[axis]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Extent;

    fn field(side: usize, of: impl Fn([f32; 2]) -> f32) -> Field {
        let at = |i: usize| (i as f32 + 0.5) / side as f32 * 8.0 - 4.0;
        let values: Vec<f32> = (0..side * side)
            .map(|i| of([at(i % side), -at(i / side)]))
            .collect();
        Field {
            extent: Extent {
                low: [-4.0; 2],
                high: [4.0; 2],
            },
            columns: side,
            rows: side,
            values: values.into(),
            integral: None,
        }
    }

    fn of(field: &Field) -> impl Fn(usize, usize) -> f32 {
        |column, row| field.values[row * field.columns + column]
    }

    #[test]
    fn the_level_of_a_cone_is_one_closed_circle() {
        let field = field(64, |x| x[0].hypot(x[1] - 1.0));
        let lines = lines(&field, of(&field), 2.0);
        assert_eq!(lines.len(), 1);
        let line = &lines[0];
        assert_eq!(line.first(), line.last());
        for x in line {
            let radius = x[0].hypot(x[1] - 1.0);
            assert!((radius - 2.0).abs() < 0.01, "{radius}");
        }
        let around: f32 = line
            .windows(2)
            .map(|pair| (pair[0][0] - pair[1][0]).hypot(pair[0][1] - pair[1][1]))
            .sum();
        assert!(
            (around - 2.0 * std::f32::consts::PI * 2.0).abs() < 0.05,
            "{around}"
        );
    }

    #[test]
    fn a_line_that_leaves_the_field_is_open_and_two_hills_are_two_lines() {
        let slope = field(16, |x| x[0]);
        let open = lines(&slope, of(&slope), 0.3);
        assert_eq!(open.len(), 1);
        assert!(open[0].iter().all(|x| (x[0] - 0.3).abs() < 1e-4));
        assert_eq!(open[0].len(), 16);
        let hill = |x: [f32; 2], c: f32| (-((x[0] - c).powi(2) + x[1] * x[1]) * 2.0).exp();
        let hills = field(48, |x| hill(x, -2.0) + hill(x, 2.0));
        assert_eq!(lines(&hills, of(&hills), 0.5).len(), 2);
        assert!(lines(&hills, of(&hills), 5.0).is_empty());
    }
}
