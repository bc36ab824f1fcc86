//! Prose: markdown of the lessons, set with even lines, and with formulas on the baseline of the text.
//!
//! A paragraph is one piece of text in which every formula is a gap between two invisible marks; when the lines are broken,
//! the formulas are drawn into their gaps.

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Align, Color32, CursorIcon, Galley, Layout, OpenUrl, Pos2, Rect, Response, Sense, Stroke, Ui,
    Vec2, pos2, vec2,
};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::formula::{Formula, Style, formula_ui};
use super::theme::{self, Theme, size, space};
use crate::text::{Language, symbols};

/// How wide what explains a formula is, and the symbols in it.
const TIP: f32 = 420.0;
const SYMBOL: f32 = 96.0;

/// A mark that takes no room and shows nothing: a word joiner.
const MARK: char = '\u{2060}';

/// A lesson, parsed.
#[derive(Default)]
pub struct Prose {
    blocks: Vec<Block>,
    /// The page whose symbols are explained under the pointer.
    page: Option<(Language, &'static str)>,
}

enum Block {
    Paragraph(Vec<Piece>),
    Heading(String),
    Item(Vec<Piece>),
    Display(String),
}

#[derive(Clone)]
enum Piece {
    Text { text: String, look: Look },
    Math(String),
}

/// How a stretch of text looks.
#[derive(Default, Clone, PartialEq)]
struct Look {
    strong: bool,
    emphasis: bool,
    code: bool,
    link: Option<String>,
}

impl Prose {
    /// Parses markdown.
    pub fn parse(source: &str) -> Self {
        let mut reader = Reader::default();
        for event in Parser::new_ext(source, Options::ENABLE_MATH) {
            reader.read(event);
        }
        Self {
            blocks: reader.blocks,
            page: None,
        }
    }

    /// The same with the symbols of its formulas explained under the pointer, as a page has them.
    #[must_use]
    pub fn explained(self, language: Language, page: &'static str) -> Self {
        Self {
            page: Some((language, page)),
            ..self
        }
    }

    /// Draws the prose as wide as there is room.
    pub fn ui(&self, ui: &mut Ui, points: f32) {
        for block in &self.blocks {
            match block {
                Block::Paragraph(pieces) => {
                    self.paragraph(ui, pieces, points);
                    ui.add_space(space::MEDIUM);
                }
                Block::Heading(title) => {
                    ui.add_space(space::LARGE);
                    let text = egui::RichText::new(title).font(theme::bold(points + 2.0));
                    ui.label(text);
                }
                Block::Item(pieces) => {
                    ui.horizontal_top(|ui| {
                        bullet(ui, points);
                        ui.vertical(|ui| self.paragraph(ui, pieces, points));
                    });
                }
                Block::Display(latex) => {
                    ui.add_space(space::SMALL);
                    ui.vertical_centered(|ui| {
                        let formula = formula_ui(ui, latex, points + 2.0);
                        self.explain(formula, latex);
                    });
                    ui.add_space(space::LARGE);
                }
            }
        }
    }

    /// Tells under the pointer what the symbols of a formula mean.
    fn explain(&self, formula: Response, latex: &str) {
        if let Some((language, page)) = self.page {
            explain(formula, language, page, latex);
        }
    }
}

/// Tells under the pointer what the symbols of a formula mean on a page.
pub fn explain(formula: Response, language: Language, page: &str, latex: &str) {
    formula.on_hover_ui(|ui| {
        ui.set_max_width(TIP);
        for symbol in symbols(language, page, latex) {
            ui.horizontal(|ui| {
                let cell = vec2(SYMBOL, size::BODY + space::MEDIUM);
                ui.allocate_ui_with_layout(cell, Layout::left_to_right(Align::Center), |ui| {
                    ui.set_min_width(SYMBOL);
                    formula_ui(ui, &symbol.latex, size::BODY);
                });
                ui.add(egui::Label::new(&symbol.words).wrap());
            });
        }
    });
}

/// The formulas of a markdown text.
pub fn formulas(source: &str) -> Vec<String> {
    Parser::new_ext(source, Options::ENABLE_MATH)
        .filter_map(|event| match event {
            Event::InlineMath(latex) | Event::DisplayMath(latex) => Some(latex.to_string()),
            _ => None,
        })
        .collect()
}

/// Collects blocks from the parser's events.
#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    pieces: Vec<Piece>,
    look: Look,
    in_item: bool,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Strong) => self.look.strong = true,
            Event::End(TagEnd::Strong) => self.look.strong = false,
            Event::Start(Tag::Emphasis) => self.look.emphasis = true,
            Event::End(TagEnd::Emphasis) => self.look.emphasis = false,
            Event::Start(Tag::Link { dest_url, .. }) => self.look.link = Some(dest_url.to_string()),
            Event::End(TagEnd::Link) => self.look.link = None,
            Event::Start(Tag::Item) => self.in_item = true,
            Event::End(TagEnd::Item) => {
                self.finish(Block::Item);
                self.in_item = false;
            }
            Event::End(TagEnd::Paragraph) if !self.in_item => self.finish(Block::Paragraph),
            Event::End(TagEnd::Heading(_)) => self.finish(|pieces| Block::Heading(plain(&pieces))),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => {
                self.look.code = true;
                self.text(&text);
                self.look.code = false;
            }
            Event::SoftBreak | Event::HardBreak => self.text(" "),
            Event::InlineMath(latex) => self.pieces.push(Piece::Math(latex.to_string())),
            Event::DisplayMath(latex) => {
                self.finish(Block::Paragraph);
                self.blocks.push(Block::Display(latex.to_string()));
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(Piece::Text { text: last, look }) = self.pieces.last_mut()
            && *look == self.look
        {
            last.push_str(text);
            return;
        }
        self.pieces.push(Piece::Text {
            text: text.to_owned(),
            look: self.look.clone(),
        });
    }

    fn finish(&mut self, block: impl FnOnce(Vec<Piece>) -> Block) {
        let pieces = std::mem::take(&mut self.pieces);
        if !plain(&pieces).trim().is_empty() {
            self.blocks.push(block(pieces));
        }
    }
}

/// The words alone; formulas as their source, for those who cannot see them.
fn plain(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text { text, .. } => text.as_str(),
            Piece::Math(latex) => latex.as_str(),
        })
        .collect()
}

fn bullet(ui: &mut Ui, points: f32) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(space::LARGE, line(points)), Sense::hover());
    ui.painter()
        .circle_filled(rect.center(), size::BULLET, theme::of(ui).dim);
}

fn line(points: f32) -> f32 {
    (points * size::LINE).round()
}

impl Prose {
    /// Sets one paragraph.
    fn paragraph(&self, ui: &mut Ui, pieces: &[Piece], points: f32) {
        let theme = theme::of(ui);
        let mut job = LayoutJob::default();
        job.wrap.max_width = ui.available_width();
        let mut formulas = Vec::new();
        let mut links = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text { text, look } => {
                    let start = job.text.chars().count();
                    job.append(text, 0.0, format(&theme, look, text, points));
                    if let Some(url) = &look.link {
                        links.push((start..job.text.chars().count(), url.clone()));
                    }
                }
                Piece::Math(latex) => gap(ui, &mut job, &mut formulas, latex, points),
            }
        }
        let galley = ui.painter().layout_job(job);
        let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Paragraph, true, plain(pieces)));
        ui.painter().galley(rect.min, galley.clone(), theme.text);
        let places = draw_formulas(ui, &galley, rect.min, &formulas);
        if self.page.is_some() {
            let latex = pieces.iter().filter_map(|piece| match piece {
                Piece::Math(latex) => Some(latex),
                Piece::Text { .. } => None,
            });
            for (index, (place, latex)) in places.into_iter().zip(latex).enumerate() {
                let id = response.id.with(("formula", index));
                self.explain(ui.interact(place, id, Sense::hover()), latex);
            }
        }
        for (index, (range, url)) in links.into_iter().enumerate() {
            follow(ui, &galley, rect.min, range, &url, response.id.with(index));
        }
    }
}

fn format(theme: &Theme, look: &Look, text: &str, points: f32) -> TextFormat {
    // Slanted Hangul is hard to read; weight does what slant does for Latin letters.
    let hangul = text.chars().any(|c| ('\u{AC00}'..='\u{D7A3}').contains(&c));
    let heavy = look.strong || look.emphasis && hangul;
    let font_id = match (look.code, heavy) {
        (true, _) => egui::FontId::monospace(points),
        (_, true) => theme::bold(points),
        _ => theme::regular(points),
    };
    TextFormat {
        font_id,
        color: if look.link.is_some() {
            theme.accent
        } else {
            theme.text
        },
        italics: look.emphasis && !hangul,
        line_height: Some(line(points)),
        ..TextFormat::default()
    }
}

/// Leaves room for a formula; one that cannot be typeset stands as its source.
fn gap(ui: &Ui, job: &mut LayoutJob, formulas: &mut Vec<Formula>, latex: &str, points: f32) {
    let theme = theme::of(ui);
    let Some(formula) = Formula::typeset(ui, latex, Style::Inline, points, theme.text) else {
        let look = Look {
            code: true,
            ..Look::default()
        };
        return job.append(latex, 0.0, format(&theme, &look, latex, points));
    };
    let invisible = TextFormat {
        color: Color32::TRANSPARENT,
        ..format(&theme, &Look::default(), "", points)
    };
    let mark = MARK.to_string();
    job.append(&mark, 0.0, invisible.clone());
    job.append(&mark, formula.size.x, invisible);
    formulas.push(formula);
}

/// Draws formulas into their gaps, of which every other mark is the left end, and says where they are.
fn draw_formulas(ui: &Ui, galley: &Galley, origin: Pos2, formulas: &[Formula]) -> Vec<Rect> {
    let mut places = Vec::new();
    let mut waiting = formulas.iter();
    let mut left_end = true;
    for row in &galley.rows {
        for glyph in row.row.glyphs.iter().filter(|glyph| glyph.chr == MARK) {
            if left_end && let Some(formula) = waiting.next() {
                let at = origin + row.pos.to_vec2() + glyph.pos.to_vec2();
                formula.paint(ui.painter(), at.x, at.y);
                let corner = pos2(at.x, at.y - formula.ascent);
                places.push(Rect::from_min_size(corner, formula.size));
            }
            left_end = !left_end;
        }
    }
    places
}

/// Makes a stretch of the text a link.
fn follow(
    ui: &mut Ui,
    galley: &Galley,
    origin: Pos2,
    range: std::ops::Range<usize>,
    url: &str,
    id: egui::Id,
) {
    let mut at = 0;
    let mut pieces: Vec<Rect> = Vec::new();
    for row in &galley.rows {
        let mut piece = Rect::NOTHING;
        for glyph in &row.row.glyphs {
            if range.contains(&at) {
                piece |= glyph.logical_rect().translate(row.pos.to_vec2());
            }
            at += 1;
        }
        at += usize::from(row.ends_with_newline);
        if piece.is_positive() {
            pieces.push(piece.translate(origin.to_vec2()));
        }
    }
    let words: String = galley
        .job
        .text
        .chars()
        .skip(range.start)
        .take(range.len())
        .collect();
    let stroke = Stroke::new(1.0, theme::of(ui).accent);
    for (index, piece) in pieces.into_iter().enumerate() {
        let response = ui.interact(piece, id.with(index), Sense::click());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, &words));
        if response.hovered() || response.has_focus() {
            ui.painter()
                .hline(piece.x_range(), piece.bottom() - 2.0, stroke);
        }
        if response
            .on_hover_cursor(CursorIcon::PointingHand)
            .on_hover_text(url)
            .clicked()
        {
            ui.ctx().open_url(OpenUrl::new_tab(url));
        }
    }
}
