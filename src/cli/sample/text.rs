//! Samples of a model of texts, as a text file.

use std::io::Write;

use super::{AT_ONCE, Args, Part};
use crate::cli::file::Aside;
use crate::cli::session::Session;
use crate::data::TextSet;
use crate::engine::{TextView, View};
use crate::text::Trouble;

/// Characters of one sample of a running text.
const LENGTH: usize = 500;
/// Lists are written in pieces of so many characters, and cut into lines.
const PIECE: usize = 250;
/// So many texts are written at once.
const TOGETHER: usize = 32;
/// A model that never ends a line is given up after so many pieces without one.
const PATIENCE: usize = 20;
/// Between two samples that have lines themselves.
const RULE: &str = "----";

/// Writes samples into a file: of a list a line each, of a running text apart by a rule.
pub(super) fn texts(
    args: &Args,
    session: &Session,
    set: &TextSet,
    mut file: Aside,
) -> Result<(), Trouble> {
    let outcome = if set.is_list {
        lines(args, session, file.writer())?
    } else {
        pieces(args, session, file.writer())?
    };
    match outcome {
        Ok(()) => file.finish(),
        Err(why) => Err(file.trouble(&why)),
    }
}

type Written = Result<std::io::Result<()>, Trouble>;

fn pieces(args: &Args, session: &Session, out: &mut impl Write) -> Written {
    let (mut left, mut outcome) = (args.count as usize, Ok(()));
    for part in 0.. {
        let count = left.min(TOGETHER);
        if count == 0 || outcome.is_err() {
            break;
        }
        for text in written(args, session, part, count, LENGTH)? {
            if left < args.count as usize {
                outcome = outcome.and_then(|()| writeln!(out, "{RULE}"));
            }
            outcome = outcome.and_then(|()| writeln!(out, "{}", text.trim_end()));
            left -= 1;
        }
    }
    Ok(outcome)
}

fn lines(args: &Args, session: &Session, out: &mut impl Write) -> Written {
    let (mut left, mut barren, mut outcome) = (args.count as usize, 0, Ok(()));
    for part in 0.. {
        if left == 0 || outcome.is_err() || barren == PATIENCE {
            break;
        }
        let count = left.div_ceil(PIECE / 8).min(TOGETHER);
        let before = left;
        for text in written(args, session, part, count, PIECE)? {
            // The last line may have been cut.
            let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
            for line in whole
                .lines()
                .filter(|line| !line.trim().is_empty())
                .take(left)
            {
                outcome = outcome.and_then(|()| writeln!(out, "{line}"));
                left -= 1;
            }
        }
        barren = if left == before { barren + 1 } else { 0 };
    }
    if left > 0 && outcome.is_ok() {
        return Err(Trouble::new("error-sample-lines").with("left", left));
    }
    Ok(outcome)
}

fn written(
    args: &Args,
    session: &Session,
    part: u64,
    texts: usize,
    length: usize,
) -> Result<Vec<String>, Trouble> {
    let text = TextView {
        prompt: args.prompt.clone().unwrap_or_default(),
        texts,
        length,
        plain: false,
        next: false,
        attention: false,
        passage: false,
    };
    let view = View {
        text: Some(text),
        ..Part::of(args, part, AT_ONCE).view()
    };
    let view = View { samples: 0, ..view };
    let prompt = args.prompt.as_deref().unwrap_or_default().chars().count();
    let tokens = session.texts(view, prompt + length)?;
    Ok(tokens
        .texts
        .into_iter()
        .map(|written| written.text)
        .collect())
}
