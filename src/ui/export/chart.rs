//! A figure of curves as plain data: what a drawing of it needs to know and nothing of the window.

/// A figure: panels above one another over one flat axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Width and height, in the units of the drawing.
    pub size: [f32; 2],
    /// What is shown, in large type.
    pub title: String,
    /// More about it.
    pub subtitle: String,
    /// What the flat axis counts, with its unit.
    pub across: String,
    /// The ends of the flat axis, as plotted.
    pub range: [f64; 2],
    /// The ticks of the flat axis.
    pub ticks: Vec<Tick>,
    /// Upright lines through all panels.
    pub uprights: Vec<Upright>,
    /// The panels, from top to bottom.
    pub panels: Vec<Panel>,
}

/// A tick of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where it stands, as plotted.
    pub at: f64,
    /// What stands beside it.
    pub words: String,
}

/// An upright line with words at its top.
#[derive(Debug, Clone, PartialEq)]
pub struct Upright {
    /// Where it stands, as plotted.
    pub at: f64,
    /// What happened there.
    pub words: String,
    /// Its colour.
    pub color: [u8; 3],
}

/// One pair of axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What the upright axis measures, with its unit.
    pub label: String,
    /// The ends of the upright axis, as plotted.
    pub range: [f64; 2],
    /// Its ticks.
    pub ticks: Vec<Tick>,
    /// The curves, from back to front.
    pub curves: Vec<Curve>,
}

/// One curve and its line in the legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its name.
    pub name: String,
    /// Its newest value, in words.
    pub value: String,
    /// Its colour.
    pub color: [u8; 3],
    /// How it is drawn.
    pub shape: Shape,
}

/// How a curve is drawn; all places as plotted.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A filled area: where, from, to.
    Area(Vec<[f64; 3]>),
    /// A line over the faint band of its readings: where, from, to, line.
    Banded(Vec<[f64; 4]>),
    /// A line through measurements, with a dot at each.
    Measured(Vec<[f64; 2]>),
    /// A dashed line through measurements, with a dot at each.
    Dashed(Vec<[f64; 2]>),
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A small figure with everything in it, and with signs that XML has to escape.
    pub(crate) fn example() -> Chart {
        let tick = |at: f64| Tick {
            at,
            words: format!("{at}"),
        };
        let line: Vec<[f64; 4]> = (0..50)
            .map(|i| f64::from(i) / 5.0)
            .map(|x| [x, 4.0, 6.0, 5.0])
            .collect();
        let curve = |name: &str, color, shape| Curve {
            name: name.to_owned(),
            value: "≤ 5.0".to_owned(),
            color,
            shape,
        };
        let area = line.iter().map(|p| [p[0], 0.0, 3.0]).collect();
        Chart {
            size: [640.0, 360.0],
            title: "brave-otter <VAE> & \"friends\"".to_owned(),
            subtitle: "숫자 · 회색조 화소".to_owned(),
            across: "steps".to_owned(),
            range: [0.0, 10.0],
            ticks: [0.0, 5.0, 10.0].map(tick).to_vec(),
            uprights: vec![Upright {
                at: 5.0,
                words: "Beta 1 → 4".to_owned(),
                color: [140, 88, 0],
            }],
            panels: vec![Panel {
                label: "nats".to_owned(),
                range: [0.0, 8.0],
                ticks: [0.0, 4.0, 8.0].map(tick).to_vec(),
                curves: vec![
                    curve("reconstruction", [31, 134, 194], Shape::Area(area)),
                    curve("loss", [28, 32, 39], Shape::Banded(line)),
                    curve(
                        "held-out",
                        [0, 143, 104],
                        Shape::Measured(vec![[1.0, 5.0], [9.0, 4.0]]),
                    ),
                    curve("IWAE 5", [0, 143, 104], Shape::Dashed(vec![[9.0, 3.5]])),
                ],
            }],
        }
    }
}
