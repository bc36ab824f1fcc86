//! A figure as an SVG: vectors and text that can be edited, on a white ground, for slides and papers.

use crate::text::escaped;
use std::fmt::Write;

use super::chart::{Chart, Curve, Panel, Shape};
use crate::ui::theme;

/// The type of the words, and what stands in where it is not installed.
pub(super) const FAMILY: &str = "Pretendard";
const FAMILIES: &str =
    "Pretendard, 'Noto Sans KR', 'Apple SD Gothic Neo', Helvetica, Arial, sans-serif";

/// Room around the panels: left, top, right (for the legend), bottom.
const ROOM: [f64; 4] = [84.0, 92.0, 232.0, 68.0];
/// Between panels.
const GAP: f64 = 36.0;
/// Sizes of type.
const TITLE: f64 = 24.0;
const SUBTITLE: f64 = 15.0;
const WORDS: f64 = 15.0;
const TICKS: f64 = 14.0;
/// The height of a line of the legend.
const LINE: f64 = 26.0;
/// With more measurements than this a line has no dots.
const MOST_DOTS: usize = 80;

/// Where a panel stands on the drawing.
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    x: [f64; 2],
    y: [f64; 2],
}

impl Frame {
    fn across(&self, value: f64) -> f64 {
        let share = (value - self.x[0]) / (self.x[1] - self.x[0]);
        self.left + share * (self.right - self.left)
    }

    fn up(&self, value: f64) -> f64 {
        let share = (value - self.y[0]) / (self.y[1] - self.y[0]);
        self.bottom - share * (self.bottom - self.top)
    }

    fn width(&self) -> f64 {
        self.right - self.left
    }

    fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// The drawing, as text.
pub(super) fn write(chart: &Chart) -> String {
    let mut to = String::new();
    let [width, height] = chart.size.map(f64::from);
    let ink = theme::light();
    let (text, dim) = (hex(theme::bytes(ink.text)), hex(theme::bytes(ink.dim)));
    to.push_str(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"{FAMILIES}\" font-size=\"{WORDS}\" \
         fill=\"{text}\">\n<title>{}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
        escaped(&chart.title)
    ));
    let top = 44.0;
    to.push_str(&format!(
        "<text x=\"{}\" y=\"{top}\" font-size=\"{TITLE}\" font-weight=\"600\">{}</text>\n",
        ROOM[0],
        escaped(&chart.title)
    ));
    to.push_str(&format!(
        "<text x=\"{}\" y=\"{}\" font-size=\"{SUBTITLE}\" fill=\"{dim}\">{}</text>\n",
        ROOM[0],
        top + 24.0,
        escaped(&chart.subtitle)
    ));
    let count = chart.panels.len().max(1) as f64;
    let each = (height - ROOM[1] - ROOM[3] - GAP * (count - 1.0)) / count;
    for (i, panel) in chart.panels.iter().enumerate() {
        let top = ROOM[1] + i as f64 * (each + GAP);
        let frame = Frame {
            left: ROOM[0],
            right: width - ROOM[2],
            top,
            bottom: top + each,
            x: chart.range,
            y: panel.range,
        };
        draw(&mut to, chart, panel, &frame, i);
    }
    to.push_str(&format!(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n</svg>\n",
        f64::midpoint(ROOM[0], width - ROOM[2]),
        height - 20.0,
        escaped(&chart.across)
    ));
    to
}

fn draw(to: &mut String, chart: &Chart, panel: &Panel, frame: &Frame, index: usize) {
    grid(to, chart, panel, frame, index + 1 == chart.panels.len());
    to.push_str(&format!(
        "<clipPath id=\"panel{index}\"><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/></clipPath>\n<g clip-path=\"url(#panel{index})\">\n",
        frame.left,
        frame.top,
        frame.width(),
        frame.height()
    ));
    for curve in &panel.curves {
        shape(to, curve, frame);
    }
    to.push_str("</g>\n");
    uprights(to, chart, frame, index == 0);
    legend(to, panel, frame);
}

/// Lines at the ticks, their words, and what the upright axis measures.
fn grid(to: &mut String, chart: &Chart, panel: &Panel, frame: &Frame, last: bool) {
    let theme = theme::light();
    let (line, dim) = (hex(theme::bytes(theme.line)), hex(theme::bytes(theme.dim)));
    let (left, right, top, bottom) = (frame.left, frame.right, frame.top, frame.bottom);
    for tick in &panel.ticks {
        let y = frame.up(tick.at);
        to.push_str(&format!(
            "<path d=\"M{left:.1} {y:.1}H{right:.1}\" stroke=\"{line}\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{TICKS}\" text-anchor=\"end\" fill=\"{dim}\">{}</text>\n",
            left - 8.0,
            y + 5.0,
            escaped(&tick.words)
        ));
    }
    for tick in &chart.ticks {
        let x = frame.across(tick.at);
        to.push_str(&format!(
            "<path d=\"M{x:.1} {top:.1}V{bottom:.1}\" stroke=\"{line}\"/>\n"
        ));
        if last {
            to.push_str(&format!(
                "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"{TICKS}\" text-anchor=\"middle\" fill=\"{dim}\">{}</text>\n",
                bottom + 20.0,
                escaped(&tick.words)
            ));
        }
    }
    to.push_str(&format!(
        "<path d=\"M{left:.1} {top:.1}V{bottom:.1}H{right:.1}\" fill=\"none\" stroke=\"{dim}\"/>\n"
    ));
    let middle = f64::midpoint(top, bottom);
    to.push_str(&format!(
        "<text transform=\"translate(28 {middle:.1}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
        escaped(&panel.label)
    ));
}

fn shape(to: &mut String, curve: &Curve, frame: &Frame) {
    let color = hex(curve.color);
    let at = |x: f64, y: f64| (frame.across(x), frame.up(y));
    let name = escaped(&curve.name);
    to.push_str(&format!("<g><title>{name}</title>\n"));
    match &curve.shape {
        Shape::Area(points) => {
            let low = points.iter().map(|p| at(p[0], p[1]));
            let high = points.iter().map(|p| at(p[0], p[2]));
            area(to, low, high, &color, 0.45);
        }
        Shape::Banded(points) => {
            let low = points.iter().map(|p| at(p[0], p[1]));
            let high = points.iter().map(|p| at(p[0], p[2]));
            area(to, low, high, &color, 0.18);
            let line = points.iter().map(|p| at(p[0], p[3]));
            stroke(to, line, &color, "2");
        }
        Shape::Measured(points) | Shape::Dashed(points) => {
            let dashed = matches!(curve.shape, Shape::Dashed(_));
            let places = points.iter().map(|p| at(p[0], p[1]));
            let style = if dashed {
                "1.5\" stroke-dasharray=\"6 4"
            } else {
                "2.5"
            };
            stroke(to, places.clone(), &color, style);
            if points.len() <= MOST_DOTS {
                for (x, y) in places.filter(|(x, y)| x.is_finite() && y.is_finite()) {
                    to.push_str(&format!(
                        "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"3.2\" fill=\"{color}\"/>\n"
                    ));
                }
            }
        }
    }
    to.push_str("</g>\n");
}

/// The closed outline of an area.
fn area(
    to: &mut String,
    low: impl DoubleEndedIterator<Item = (f64, f64)>,
    high: impl Iterator<Item = (f64, f64)>,
    color: &str,
    opacity: f64,
) {
    let outline = path(high.chain(low.rev()));
    if !outline.is_empty() {
        to.push_str(&format!(
            "<path d=\"{outline}Z\" fill=\"{color}\" fill-opacity=\"{opacity}\"/>\n"
        ));
    }
}

fn stroke(to: &mut String, points: impl Iterator<Item = (f64, f64)>, color: &str, width: &str) {
    let line = path(points);
    if !line.is_empty() {
        to.push_str(&format!(
            "<path d=\"{line}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"/>\n"
        ));
    }
}

/// Points as the data of a path; what is not finite is left out.
fn path(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut data = String::new();
    for (x, y) in points.filter(|(x, y)| x.is_finite() && y.is_finite()) {
        let verb = if data.is_empty() { 'M' } else { 'L' };
        // Writing to a string cannot fail.
        write!(data, "{verb}{x:.2} {y:.2}").ok();
    }
    data
}

fn uprights(to: &mut String, chart: &Chart, frame: &Frame, words: bool) {
    let mut row = 0;
    for upright in &chart.uprights {
        let x = frame.across(upright.at);
        if !(frame.left..=frame.right).contains(&x) {
            continue;
        }
        let color = hex(upright.color);
        to.push_str(&format!(
            "<path d=\"M{x:.1} {:.1}V{:.1}\" stroke=\"{color}\" stroke-width=\"1.5\"/>\n",
            frame.top, frame.bottom
        ));
        if words {
            let (anchor, x) = if x > f64::midpoint(frame.left, frame.right) {
                ("end", x - 6.0)
            } else {
                ("start", x + 6.0)
            };
            to.push_str(&format!(
                "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"{TICKS}\" text-anchor=\"{anchor}\" fill=\"{color}\">{}</text>\n",
                frame.top + 16.0 + f64::from(row % 3) * 18.0,
                escaped(&upright.words)
            ));
            row += 1;
        }
    }
}

/// The curves by name with their newest values, right of the panel; the frontmost first.
fn legend(to: &mut String, panel: &Panel, frame: &Frame) {
    let left = frame.right + 24.0;
    for (i, curve) in panel.curves.iter().enumerate() {
        let y = frame.top + 12.0 + i as f64 * LINE;
        let color = hex(curve.color);
        let swatch = match &curve.shape {
            Shape::Area(_) => format!(
                "<rect x=\"{left}\" y=\"{:.1}\" width=\"18\" height=\"12\" fill=\"{color}\" fill-opacity=\"0.45\"/>",
                y - 6.0
            ),
            Shape::Banded(_) | Shape::Measured(_) => {
                format!("<path d=\"M{left} {y:.1}h18\" stroke=\"{color}\" stroke-width=\"2.5\"/>")
            }
            Shape::Dashed(_) => format!(
                "<path d=\"M{left} {y:.1}h18\" stroke=\"{color}\" stroke-width=\"2\" stroke-dasharray=\"5 3\"/>"
            ),
        };
        to.push_str(&format!(
            "{swatch}\n<text x=\"{:.1}\" y=\"{:.1}\">{}<tspan dx=\"8\" font-weight=\"600\">{}</tspan></text>\n",
            left + 26.0,
            y + 5.0,
            escaped(&curve.name),
            escaped(&curve.value)
        ));
    }
}

fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

#[cfg(test)]
mod tests {
    use super::super::chart::tests::example;
    use super::*;
    use resvg::usvg::roxmltree::{self, Document};

    #[test]
    fn the_drawing_is_well_formed_and_nothing_is_missing() {
        let chart = example();
        let drawing = write(&chart);
        let document = Document::parse(&drawing).unwrap();
        let texts: Vec<String> = document
            .descendants()
            .filter(|node| node.has_tag_name("text"))
            .map(|node| {
                node.descendants()
                    .filter(roxmltree::Node::is_text)
                    .filter_map(|n| n.text())
                    .collect()
            })
            .collect();
        for words in [
            &chart.title,
            &chart.subtitle,
            &chart.across,
            &chart.panels[0].label,
        ] {
            assert!(texts.contains(words), "{words} in {texts:?}");
        }
        assert!(texts.contains(&chart.uprights[0].words));
        for tick in chart.ticks.iter().chain(&chart.panels[0].ticks) {
            assert!(texts.contains(&tick.words), "{}", tick.words);
        }
        for curve in &chart.panels[0].curves {
            assert!(texts.iter().any(|text| text.starts_with(&curve.name)));
            let color = hex(curve.color);
            let drawn = document.descendants().any(|node| {
                node.attribute("fill") == Some(&color) || node.attribute("stroke") == Some(&color)
            });
            assert!(drawn, "{}", curve.name);
        }
        assert_eq!(drawing.matches("<circle").count(), 3);
    }

    #[test]
    fn what_is_not_a_number_is_left_out() {
        let mut chart = example();
        chart.panels[0].curves[0].shape =
            Shape::Measured(vec![[1.0, f64::NAN], [2.0, 3.0], [f64::INFINITY, 4.0]]);
        let drawing = write(&chart);
        assert!(!drawing.contains("NaN") && !drawing.contains("inf"));
        assert!(Document::parse(&drawing).is_ok());
    }

    #[test]
    fn words_stay_inside_the_drawing() {
        let drawing = write(&example());
        let document = Document::parse(&drawing).unwrap();
        for node in document.descendants().filter(|n| n.has_tag_name("text")) {
            let Some(x) = node.attribute("x") else {
                continue;
            };
            let x: f64 = x.parse().unwrap();
            assert!((0.0..640.0).contains(&x));
        }
    }
}
