//! Every word that users read is a word: both languages are held against the dictionaries of hunspell.
//!
//! What the dictionaries lack and is right stands in `tests/fixtures/words`: whole words, and in Korean also stems with a `+` behind
//! them, to which particles may be put as to any other noun.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use genera::families::{Family, TREE};
use genera::lesson::Lesson;
use genera::text::{Language, lesson, locale_files};

/// The dictionaries of a language.
fn dictionaries(language: Language) -> &'static str {
    match language {
        Language::English => "en_GB,en_US",
        Language::Korean => "ko",
    }
}

/// The words that the dictionaries do not know; `None` where there is no hunspell with these dictionaries.
fn unknown(language: Language, words: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    let mut hunspell = Command::new("hunspell")
        .args(["-i", "utf-8", "-d", dictionaries(language), "-l"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut input = hunspell.stdin.take()?;
    let all = words.iter().fold(String::new(), |mut all, word| {
        writeln!(all, "{word}").unwrap();
        all
    });
    let writing = std::thread::spawn(move || input.write_all(all.as_bytes()));
    let output = hunspell.wait_with_output().ok()?;
    let written = writing.join().unwrap();
    if !output.status.success() || written.is_err() {
        return None;
    }
    let found = String::from_utf8(output.stdout).ok()?;
    Some(found.lines().map(str::to_owned).collect())
}

/// Everything that is written for readers.
fn texts(language: Language) -> Vec<String> {
    let mut texts = Vec::new();
    let nodes = TREE.walk().into_iter().map(|node| node.id);
    let families = Family::all().into_iter().map(|family| family.card.id);
    for id in nodes.chain(families) {
        texts.push(lesson(language, id).unwrap().to_owned());
    }
    for (_, source) in locale_files(language) {
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let words = line.split_once(" = ").map_or(line, |(_, words)| words);
            texts.push(words.to_owned());
        }
    }
    for lesson in Lesson::bundled() {
        texts.push(lesson.title.of(language).to_owned());
        texts.push(lesson.summary.of(language).to_owned());
        for step in &lesson.steps {
            let ask = step.ask.iter().flat_map(|ask| [&ask.question, &ask.answer]);
            let said = ask.chain([&step.say]).chain(&step.notes);
            texts.extend(said.map(|words| words.of(language).to_owned()));
        }
        for question in &lesson.questions {
            let said = question
                .answers
                .iter()
                .chain([&question.ask, &question.because]);
            texts.extend(said.map(|words| words.of(language).to_owned()));
        }
    }
    texts
}

/// A text without what is no prose: formulas, code, places for arguments, addresses.
fn prose(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    let marks = [
        ("$$", "$$"),
        ("{", "}"),
        ("$", "$"),
        ("`", "`"),
        ("](", ")"),
    ];
    while !rest.is_empty() {
        let opened = marks.iter().find(|(open, _)| rest.starts_with(open));
        let closed = opened.and_then(|(open, close)| {
            let inner = rest[open.len()..].find(close)?;
            Some((*open, open.len() + inner + close.len()))
        });
        if let Some((open, end)) = closed {
            // A letter in its place keeps what hangs on it from standing alone; behind a link nothing hangs.
            kept.push(if open == "](" { ' ' } else { 'x' });
            rest = &rest[end..];
            continue;
        }
        let c = rest.chars().next().unwrap();
        kept.push(c);
        rest = &rest[c.len_utf8()..];
    }
    kept
}

fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

/// The words of a text in the letters of its language; one that hangs on other letters or on digits is no word by itself.
fn words(language: Language, text: &str) -> Vec<String> {
    let text = prose(text);
    let pieces = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    let pieces = pieces.map(|piece| piece.trim_matches(['\'', '’']));
    let own = |c: char| match language {
        Language::English => c.is_ascii_alphabetic() || c == '\'' || c == '’',
        Language::Korean => is_hangul(c),
    };
    pieces
        .filter(|piece| piece.chars().count() > 1 && piece.chars().all(own))
        .map(|piece| piece.replace('’', "'"))
        .collect()
}

/// The words and the stems that are right although no dictionary has them.
fn known(language: Language) -> (BTreeSet<&'static str>, Vec<&'static str>) {
    let list = match language {
        Language::English => include_str!("fixtures/words/en.txt"),
        Language::Korean => include_str!("fixtures/words/ko.txt"),
    };
    let stems = list.lines().filter_map(|line| line.strip_suffix('+'));
    let whole = list.lines().filter(|line| !line.ends_with('+'));
    (whole.collect(), stems.collect())
}

/// The same word with a common noun of the same kind of ending in place of a stem that the dictionaries lack.
fn with_a_common_noun(word: &str, stem: &str) -> Option<String> {
    let particle = word.strip_prefix(stem)?;
    let last = stem.chars().last().filter(|c| is_hangul(*c))?;
    let noun = match (last as u32 - '가' as u32) % 28 {
        0 => "나무",
        8 => "별",
        _ => "책",
    };
    Some(format!("{noun}{particle}"))
}

fn check(language: Language) {
    let texts = texts(language);
    let words: BTreeSet<String> = texts
        .iter()
        .flat_map(|text| words(language, text))
        .collect();
    assert!(words.len() > 2000, "{language:?}: {}", words.len());
    let Some(unknown_words) = unknown(language, &words) else {
        println!("there is no hunspell for {language:?}");
        assert!(
            std::env::var_os("CI").is_none(),
            "the checks install hunspell"
        );
        return;
    };
    let (whole, stems) = known(language);
    let left: Vec<&String> = unknown_words
        .iter()
        .filter(|word| !whole.contains(word.as_str()))
        .collect();
    let replaced: BTreeSet<String> = left
        .iter()
        .flat_map(|word| {
            stems
                .iter()
                .filter_map(|stem| with_a_common_noun(word, stem))
        })
        .collect();
    let wrong = unknown(language, &replaced).unwrap();
    let is_right = |word: &&String| {
        let mut nouns = stems
            .iter()
            .filter_map(|stem| with_a_common_noun(word, stem));
        word.is_empty() || nouns.any(|noun| !wrong.contains(&noun))
    };
    let misspelt: Vec<&String> = left.into_iter().filter(|word| !is_right(word)).collect();
    assert!(misspelt.is_empty(), "{language:?}: {misspelt:?}");
}

#[test]
fn english_is_spelt_right() {
    check(Language::English);
}

#[test]
fn korean_is_spelt_right() {
    check(Language::Korean);
}

#[test]
fn what_is_misspelt_is_found() {
    let words = |list: [&str; 3]| list.map(str::to_owned).into_iter().collect::<BTreeSet<_>>();
    let english = words(["gradient", "gradeint", "loss"]);
    if let Some(found) = unknown(Language::English, &english) {
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["gradeint"]);
    }
    let korean = words(["분포를", "뽑습니디", "표본"]);
    if let Some(found) = unknown(Language::Korean, &korean) {
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["뽑습니디"]);
    }
    assert_eq!(with_a_common_noun("신경망이", "신경망").unwrap(), "책이");
    assert_eq!(prose("a $x^2$ b `c` {$d} [e](f)"), "a x b x x [e ");
}
