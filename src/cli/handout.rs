//! `genera handout`: every page of the tree as one document, from the same source as the window's, to be read or printed.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::failure::Failure;
use super::file::Aside;
use super::output::print;
use crate::families::{Family, TREE};
use crate::files;
use crate::taxonomy::{Capabilities, Node};
use crate::text::typeset::{Style, typeset};
use crate::text::{Language, escaped, lesson, symbols};

/// The size of letters in formulas, in pixels.
const LETTERS: f64 = 16.0;
/// The level of headings within a page.
const PART: HeadingLevel = HeadingLevel::H4;
/// How pages are set, on a screen and on paper.
const STYLE: &str = include_str!("../../assets/handout.css");

/// The arguments of `genera handout`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The language
    #[arg(long, value_enum, default_value_t = Tongue::En)]
    lang: Tongue,
    /// The file, an HTML document
    #[arg(long, value_name = "FILE.html")]
    out: PathBuf,
}

/// A language on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Tongue {
    /// English
    En,
    /// Korean
    Ko,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::En => Self::English,
            Tongue::Ko => Self::Korean,
        }
    }
}

/// Writes the document.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let language = args.lang.into();
    let document = document(language)?;
    let mut file = Aside::begin(&args.out)?;
    if let Err(why) = file.writer().write_all(document.as_bytes()) {
        return Err(file.trouble(&why).into());
    }
    file.finish()?;
    Ok(print(&args.out.display().to_string())?)
}

/// What it takes to lay out one page.
struct Page<'a> {
    language: Language,
    id: &'a str,
}

/// The whole document.
fn document(language: Language) -> Result<String, Failure> {
    let t = |key: &str| escaped(&language.t(key));
    let mut body = String::new();
    for (node, depth) in walk(TREE, 1) {
        let page = Page {
            language,
            id: node.id,
        };
        let title = t(&format!("node-{}", node.id));
        let line = t(&format!("node-{}-line", node.id));
        body += &page.head(depth, &title, &line);
        body += &page.prose();
        body += "</section>\n";
        for family in node.families {
            body += &family_page(language, family, depth + 1);
        }
    }
    let (title, contents) = (t("handout-title"), contents(language));
    let (code, line) = (language.code(), t("handout-line"));
    let fonts = fonts();
    let mut whole = String::new();
    write!(
        whole,
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n{fonts}{STYLE}</style>\n</head>\n<body>\n<header><h1>{title}</h1><p>{line}</p></header>\n\
         {contents}\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
    .map_err(|why| crate::text::Trouble::new("export-failed").with("why", why))?;
    Ok(whole)
}

/// The fonts of the window, so that paper looks the same where no font has Korean letters.
fn fonts() -> String {
    let faces = [(400, files::PRETENDARD), (600, files::PRETENDARD_BOLD)];
    let faces = faces.map(|(weight, font)| {
        let font = STANDARD.encode(font);
        format!(
            "@font-face {{ font-family: \"Pretendard\"; font-weight: {weight}; \
             src: url(\"data:font/otf;base64,{font}\") format(\"opentype\"); }}\n"
        )
    });
    faces.concat()
}

/// All nodes below one, each with its depth, as a reader meets them.
fn walk(node: &'static Node, depth: usize) -> Vec<(&'static Node, usize)> {
    let below = node
        .children
        .iter()
        .flat_map(|child| walk(child, depth + 1));
    std::iter::once((node, depth)).chain(below).collect()
}

/// The table of contents: the tree.
fn contents(language: Language) -> String {
    fn item(language: Language, node: &'static Node, out: &mut String) {
        let name = escaped(&language.t(&format!("node-{}", node.id)));
        *out += &format!("<li><a href=\"#{}\">{name}</a><ul>", node.id);
        for child in node.children {
            item(language, child, out);
        }
        for family in node.families {
            let name = escaped(&language.t(&format!("family-{}", family.card.id)));
            *out += &format!("<li><a href=\"#{}\">{name}</a></li>", family.card.id);
        }
        *out += "</ul></li>";
    }
    let mut out = "<nav><ul>".to_owned();
    item(language, TREE, &mut out);
    out + "</ul></nav>"
}

/// A family: its page, what it can compute, its formula, what to try.
fn family_page(language: Language, family: &Family, depth: usize) -> String {
    let card = &family.card;
    let page = Page {
        language,
        id: card.id,
    };
    let t = |key: &str| escaped(&language.t(key));
    let name = t(&format!("family-{}", card.id));
    let mut out = page.head(depth, &name, &t(&format!("family-{}-line", card.id)));
    let heads = Capabilities::HEADS.into_iter().zip(card.can.words());
    let cells =
        heads.map(|(head, key)| format!("<tr><th>{}</th><td>{}</td></tr>", t(head), t(key)));
    let cells: String = cells.collect();
    let objective = formula(&card.formula(), Style::Display);
    out += &format!(
        "<aside><table>{cells}</table><h4>{}</h4><p class=\"formula\">{objective}</p></aside>",
        t("page-objective")
    );
    out += &page.prose();
    out += &page.symbols(&card.formula());
    let tries = card.presets.iter().map(|preset| {
        let (name, why) = (
            format!("preset-{}", preset.id),
            format!("preset-{}-why", preset.id),
        );
        let sets = preset.set.iter().map(|set| format!(" --set {set}"));
        let line = format!(
            "genera train {} --data {}{}",
            card.id,
            preset.data,
            sets.collect::<String>()
        );
        format!(
            "<li><strong>{}</strong>. {}<br><code>{}</code></li>",
            t(&name),
            t(&why),
            escaped(&line)
        )
    });
    let tries: String = tries.collect();
    if !tries.is_empty() {
        out += &format!(
            "<h4>{}</h4><ul class=\"tries\">{tries}</ul>",
            t("handout-try")
        );
    }
    out + "</section>\n"
}

impl Page<'_> {
    /// Its beginning; whoever writes it closes the section.
    fn head(&self, depth: usize, title: &str, line: &str) -> String {
        let (id, level) = (self.id, (depth + 1).min(3));
        format!(
            "<section id=\"{id}\">\n<h{level}>{title}</h{level}>\n<p class=\"line\">{line}</p>\n"
        )
    }

    /// The page as it is read in the window; its headings stand below all titles of pages.
    fn prose(&self) -> String {
        let source = lesson(self.language, self.id).unwrap_or_default();
        let events = Parser::new_ext(source, Options::ENABLE_MATH).map(|event| match event {
            Event::InlineMath(latex) => Event::InlineHtml(drawn(&latex, Style::Inline)),
            Event::DisplayMath(latex) => Event::Html(CowStr::from(format!(
                "<span class=\"formula\">{}</span>",
                formula(&latex, Style::Display)
            ))),
            Event::Start(Tag::Heading {
                id, classes, attrs, ..
            }) => Event::Start(Tag::Heading {
                level: PART,
                id,
                classes,
                attrs,
            }),
            Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(PART)),
            other => other,
        });
        let mut out = String::new();
        html::push_html(&mut out, events);
        out
    }

    /// What the symbols of the objective mean.
    fn symbols(&self, objective: &str) -> String {
        let symbols = symbols(self.language, self.id, objective).into_iter();
        let rows = symbols.map(|symbol| {
            let latex = formula(&symbol.latex, Style::Inline);
            format!(
                "<tr><td>{latex}</td><td>{}</td></tr>",
                escaped(&symbol.words)
            )
        });
        let title = escaped(&self.language.t("handout-symbols"));
        let rows: String = rows.collect();
        format!("<h4>{title}</h4><table class=\"symbols\">{rows}</table>")
    }
}

fn drawn(latex: &str, style: Style) -> CowStr<'static> {
    CowStr::from(formula(latex, style))
}

/// A formula as a picture on the baseline of its line; one that cannot be typeset stands as its source.
fn formula(latex: &str, style: Style) -> String {
    let source = escaped(latex);
    let Ok(set) = typeset(latex, style, LETTERS, [0.1; 3]) else {
        return format!("<code>{source}</code>");
    };
    let em = |pixels: f64| pixels / LETTERS;
    let picture = STANDARD.encode(set.svg);
    let drop = em(set.descent + crate::text::typeset::PADDING);
    let tall = em(set.ascent + set.descent + 2.0 * crate::text::typeset::PADDING);
    format!(
        "<img alt=\"{source}\" style=\"height:{tall:.3}em;vertical-align:-{drop:.3}em\" \
         src=\"data:image/svg+xml;base64,{picture}\">"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_every_page_in_both_languages_and_no_formula_as_source() {
        for language in Language::ALL {
            let document = document(language).unwrap();
            let ids = TREE.walk().into_iter().map(|node| node.id);
            for id in ids.chain(Family::all().into_iter().map(|family| family.card.id)) {
                let opened = format!("<section id=\"{id}\">");
                assert_eq!(document.matches(&opened).count(), 1, "{id}");
                assert!(document.contains(&format!("href=\"#{id}\"")), "{id}");
            }
            assert!(document.matches("<img alt=").count() > 300);
            assert!(!document.contains("$$") && !document.contains("<code>\\"));
            assert_eq!(
                document.matches("<h4>").count(),
                document.matches("</h4>").count()
            );
        }
    }

    #[test]
    fn what_would_be_markup_is_escaped() {
        assert_eq!(escaped("a<b & \"c\""), "a&lt;b &amp; &quot;c&quot;");
        assert!(formula(r"\frac{1}{", Style::Inline).starts_with("<code>"));
    }
}
