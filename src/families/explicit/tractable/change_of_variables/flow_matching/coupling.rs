//! Which noise goes with which example: at random, or so that the squared distances are smallest (optimal transport).
//!
//! Tong et al. (2024), <https://arxiv.org/abs/2302.00482>, solve the assignment within every batch; so does this, within
//! groups of a batch, because the time it takes grows with the cube of the number of points.

/// How many points are paired with each other.
pub(super) const GROUP: usize = 64;

/// For every example the noise that it is paired with: the pairing of each group with the least sum of squared distances.
pub(super) fn optimal(noise: &[[f32; 2]], examples: &[[f32; 2]]) -> Vec<usize> {
    let groups = noise.chunks(GROUP).zip(examples.chunks(GROUP)).enumerate();
    groups
        .flat_map(|(group, (noise, examples))| {
            let pairs = assignment(examples.len(), |i, j| squared(examples[i], noise[j]));
            pairs.into_iter().map(move |j| group * GROUP + j)
        })
        .collect()
}

fn squared(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

/// The column of each of `count` rows in the assignment of the least cost.
///
/// The Hungarian method with potentials, one row after the other along the shortest augmenting path (Kuhn 1955; Jonker and
/// Volgenant 1987). Every entry of the potentials keeps cost - row - column >= 0, with equality for what is assigned.
pub(super) fn assignment(count: usize, cost: impl Fn(usize, usize) -> f32) -> Vec<usize> {
    // One more column than there are, at the end: the row that is being placed stands in it.
    let (mut of_row, mut of_column) = (vec![0.0; count], vec![0.0; count + 1]);
    let mut row_in: Vec<Option<usize>> = vec![None; count + 1];
    for row in 0..count {
        row_in[count] = Some(row);
        let mut shortest = vec![f32::INFINITY; count];
        let mut came_from = vec![count; count];
        let mut is_reached = vec![false; count + 1];
        let mut column = count;
        while let Some(row) = row_in[column] {
            is_reached[column] = true;
            let mut next = (f32::INFINITY, count);
            for j in (0..count).filter(|&j| !is_reached[j]) {
                let reduced = cost(row, j) - of_row[row] - of_column[j];
                if reduced < shortest[j] {
                    (shortest[j], came_from[j]) = (reduced, column);
                }
                if shortest[j] < next.0 {
                    next = (shortest[j], j);
                }
            }
            for j in (0..=count).filter(|&j| is_reached[j]) {
                if let Some(row) = row_in[j] {
                    of_row[row] += next.0;
                }
                of_column[j] -= next.0;
            }
            for j in (0..count).filter(|&j| !is_reached[j]) {
                shortest[j] -= next.0;
            }
            column = next.1;
            // Nothing is nearer than anything else among numbers that are none.
            if column == count {
                return (0..count).collect();
            }
        }
        while column != count {
            let before = came_from[column];
            row_in[column] = row_in[before];
            column = before;
        }
    }
    let mut columns = vec![0; count];
    for (column, row) in row_in[..count].iter().enumerate() {
        if let Some(row) = row {
            columns[*row] = column;
        }
    }
    columns
}
