//! What the symbols of the formulas mean, page by page: `assets/lessons/{en,ko}/symbols.toml`.
//!
//! A formula is read from left to right in tokens, and at each place the longest symbol that stands there is taken: what a page says
//! of its own symbols goes before what is common to all.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Language;
use super::lessons::file;

/// The table that holds on every page.
const COMMON: &str = "common";
/// Commands that only set a formula, and mean nothing.
const LAYOUT: [&str; 8] = [
    "\\,", "\\;", "\\!", "\\:", "\\quad", "\\qquad", "\\left", "\\right",
];

/// A symbol and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// The symbol, in LaTeX.
    pub latex: String,
    /// What it means, in a few words.
    pub words: String,
    tokens: Vec<String>,
}

type Tables = BTreeMap<String, Vec<Symbol>>;

static ENGLISH: LazyLock<Tables> = LazyLock::new(|| read(Language::English));
static KOREAN: LazyLock<Tables> = LazyLock::new(|| read(Language::Korean));

fn tables(language: Language) -> &'static Tables {
    match language {
        Language::English => &ENGLISH,
        Language::Korean => &KOREAN,
    }
}

fn read(language: Language) -> Tables {
    let text = file(&format!("{}/symbols.toml", language.code())).unwrap_or_default();
    let read: Result<BTreeMap<String, BTreeMap<String, String>>, _> = toml::from_str(text);
    let read = read.unwrap_or_else(|why| {
        log::error!("symbols in {}: {why}", language.code());
        BTreeMap::new()
    });
    let symbol = |(latex, words): (String, String)| Symbol {
        tokens: tokens(&latex),
        latex,
        words,
    };
    read.into_iter()
        .map(|(page, symbols)| (page, symbols.into_iter().map(symbol).collect()))
        .collect()
}

/// A formula in its tokens: commands, and single characters.
fn tokens(latex: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = latex.chars().peekable();
    while let Some(c) = rest.next() {
        let mut token = c.to_string();
        if c == '\\' {
            let is_name = rest.peek().is_some_and(char::is_ascii_alphabetic);
            while let Some(next) = rest.next_if(|next| {
                if is_name {
                    next.is_ascii_alphabetic()
                } else {
                    token.len() == 1
                }
            }) {
                token.push(next);
            }
        }
        if !c.is_whitespace() && !LAYOUT.contains(&token.as_str()) {
            tokens.push(token);
        }
    }
    tokens
}

/// The symbols of a formula on a page, each once, in the order in which they stand there.
pub fn symbols(language: Language, page: &str, latex: &str) -> Vec<&'static Symbol> {
    found(language, page, latex).0
}

/// The same, and the tokens that no symbol covers.
fn found(language: Language, page: &str, latex: &str) -> (Vec<&'static Symbol>, Vec<String>) {
    let tables = tables(language);
    let known: Vec<&Symbol> = [page, COMMON]
        .into_iter()
        .filter_map(|name| tables.get(name))
        .flatten()
        .collect();
    let formula = tokens(latex);
    let (mut symbols, mut others): (Vec<&Symbol>, Vec<String>) = Default::default();
    let mut at = 0;
    while at < formula.len() {
        // Of two of one length the page's own comes first, and the last of the longest would win.
        let here = known.iter().rev();
        let here = here.filter(|symbol| formula[at..].starts_with(&symbol.tokens));
        let Some(symbol) = here.max_by_key(|symbol| symbol.tokens.len()) else {
            others.push(formula[at].clone());
            at += 1;
            continue;
        };
        if !symbols.iter().any(|other| other.latex == symbol.latex) {
            symbols.push(symbol);
        }
        at += symbol.tokens.len().max(1);
    }
    (symbols, others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::{Family, TREE};
    use crate::text::lesson;

    fn pages() -> Vec<&'static str> {
        let nodes = TREE.walk().into_iter().map(|node| node.id);
        let families = Family::all().into_iter().map(|family| family.card.id);
        nodes.chain(families).collect()
    }

    /// The formulas of a page, its objective included.
    fn formulas(language: Language, page: &str) -> Vec<String> {
        let source = lesson(language, page).unwrap();
        let objective = Family::find(page).map(|family| family.card.formula());
        crate::ui::prose::formulas(source)
            .into_iter()
            .chain(objective)
            .collect()
    }

    #[test]
    fn the_longest_symbol_is_taken_and_the_page_goes_before_what_is_common() {
        let latex = |page, formula| -> Vec<&str> {
            let found = symbols(Language::English, page, formula).into_iter();
            found.map(|symbol| symbol.latex.as_str()).collect()
        };
        assert_eq!(latex("vae", r"\beta"), [r"\beta"]);
        let means = |page| symbols(Language::English, page, "D")[0].words.clone();
        assert_ne!(means("gan"), means("made"));
        assert!(latex("flow-matching", "x_t").contains(&"x_t"));
    }

    #[test]
    fn every_letter_of_every_formula_is_explained() {
        const MEANS_NOTHING: [&str; 40] = [
            "\\frac",
            "\\sum",
            "\\prod",
            "\\int",
            "\\sqrt",
            "\\log",
            "\\ln",
            "\\exp",
            "\\max",
            "\\min",
            "\\arg",
            "\\det",
            "\\cdot",
            "\\times",
            "\\le",
            "\\ge",
            "\\approx",
            "\\sim",
            "\\leftarrow",
            "\\dots",
            "\\in",
            "\\infty",
            "\\text",
            "\\mathrm",
            "\\operatorname",
            "\\mid",
            "\\|",
            "\\langle",
            "\\rangle",
            "\\partial",
            "\\tfrac",
            "\\to",
            "\\cos",
            "\\sin",
            "\\pm",
            "\\neq",
            "\\ast",
            "\\bar",
            "\\hat",
            "\\{",
        ];
        let mut explained = 0;
        for language in Language::ALL {
            for page in pages() {
                for formula in formulas(language, page) {
                    let (symbols, others) = found(language, page, &formula);
                    explained += symbols.len();
                    let letters = others.iter().filter(|token| {
                        let is_letter = token.chars().all(char::is_alphabetic);
                        let is_command = token.starts_with('\\') && token.len() > 2;
                        is_letter || is_command && !MEANS_NOTHING.contains(&token.as_str())
                    });
                    let left: Vec<_> = letters.collect();
                    assert!(left.is_empty(), "{language:?} {page}: {formula}: {left:?}");
                }
            }
        }
        assert!(explained > 1000, "{explained}");
    }

    #[test]
    fn both_languages_explain_the_same() {
        let [english, korean] = Language::ALL.map(tables);
        assert_eq!(
            english.keys().collect::<Vec<_>>(),
            korean.keys().collect::<Vec<_>>()
        );
        let known = pages();
        for (page, symbols) in english {
            assert!(page == COMMON || known.contains(&page.as_str()), "{page}");
            let of = |symbols: &Vec<Symbol>| -> Vec<String> {
                symbols.iter().map(|symbol| symbol.latex.clone()).collect()
            };
            assert_eq!(of(symbols), of(&korean[page]), "{page}");
            for symbol in symbols.iter().chain(&korean[page]) {
                crate::ui::formula::check(&symbol.latex)
                    .unwrap_or_else(|why| panic!("{page}: {why}"));
                assert!(symbol.words.chars().count() > 3, "{page}: {}", symbol.latex);
            }
        }
    }
}
