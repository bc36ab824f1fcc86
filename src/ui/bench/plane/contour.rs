//! Contour lines of a field on a grid by marching squares, joined into long lines.

use std::collections::HashMap;

use crate::figure::Field;

/// A line through the plane.
pub(super) type Polyline = Vec<[f32; 2]>;

/// The point of the plane where a grid line is crossed: the corner that it begins at, and whether it goes right or down.
type Edge = (usize, usize, bool);

/// The lines on which the values, as `of` gives them for a column and a row, cross a level.
///
/// Values stand at the middles of the cells of the field.
pub(super) fn lines(field: &Field, of: impl Fn(usize, usize) -> f32, level: f32) -> Vec<Polyline> {
    let mut ends: HashMap<Edge, [Option<Edge>; 2]> = HashMap::new();
    let mut join = |a: Edge, b: Edge| {
        for (from, to) in [(a, b), (b, a)] {
            let links = ends.entry(from).or_default();
            let free = usize::from(links[0].is_some());
            links[free] = Some(to);
        }
    };
    for row in 0..field.rows.saturating_sub(1) {
        for column in 0..field.columns.saturating_sub(1) {
            let corners = [(0, 0), (1, 0), (1, 1), (0, 1)];
            let above = corners.map(|(x, y)| of(column + x, row + y) > level);
            let case = above
                .iter()
                .enumerate()
                .fold(0, |case, (i, is)| case | (usize::from(*is) << i));
            let (top, bottom) = ((column, row, true), (column, row + 1, true));
            let (left, right) = ((column, row, false), (column + 1, row, false));
            match case {
                1 | 14 => join(left, top),
                2 | 13 => join(top, right),
                3 | 12 => join(left, right),
                4 | 11 => join(right, bottom),
                6 | 9 => join(top, bottom),
                7 | 8 => join(left, bottom),
                5 | 10 => {
                    // A saddle: the middle decides which corners belong together.
                    let sum: f32 = corners.map(|(x, y)| of(column + x, row + y)).iter().sum();
                    if (sum / 4.0 > level) == (case == 5) {
                        join(top, right);
                        join(left, bottom);
                    } else {
                        join(left, top);
                        join(right, bottom);
                    }
                }
                _ => {}
            }
        }
    }
    joined(ends)
        .into_iter()
        .map(|line| {
            line.into_iter()
                .map(|e| point(field, &of, level, e))
                .collect()
        })
        .collect()
}

/// Follows the links from edge to edge, the open lines first.
fn joined(mut ends: HashMap<Edge, [Option<Edge>; 2]>) -> Vec<Vec<Edge>> {
    let mut starts: Vec<Edge> = ends
        .iter()
        .filter(|(_, links)| links[1].is_none())
        .map(|(edge, _)| *edge)
        .collect();
    let mut others: Vec<Edge> = ends.keys().copied().collect();
    // The order of a hash map is not the same twice.
    starts.sort_unstable();
    others.sort_unstable();
    starts.extend(others);
    let mut lines = Vec::new();
    for start in starts {
        let Some(links) = ends.remove(&start) else {
            continue;
        };
        let mut line = vec![start];
        let closed = links[1].is_some();
        let mut next = links[0];
        while let Some(edge) = next {
            let Some(links) = ends.remove(&edge) else {
                break;
            };
            let before = line[line.len() - 1];
            line.push(edge);
            next = links.into_iter().flatten().find(|to| *to != before);
        }
        if closed {
            line.push(start);
        }
        if line.len() > 1 {
            lines.push(line);
        }
    }
    lines
}

/// Where on an edge the level is crossed.
fn point(
    field: &Field,
    of: &impl Fn(usize, usize) -> f32,
    level: f32,
    (column, row, flat): Edge,
) -> [f32; 2] {
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
