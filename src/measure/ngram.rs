//! How well a text can be foretold without a net: from nothing, from the frequencies of its characters, and from those of
//! pairs and triples.
//!
//! A shorter history stands in where a longer one was seldom seen (Witten and Bell 1991): with n(h) the times that a history h was
//! followed by anything and d(h) by how many different characters, p(c|h) = (n(hc) + d(h) p(c|h')) / (n(h) + d(h)), where h'
//! lacks the first character of h. At the end of the chain all symbols are equally likely.

/// How often sequences of one length stand in a text.
struct Table {
    /// Each sequence as one number, and how often it stands there; sorted.
    grams: Vec<(u64, u32)>,
    /// The same of histories: how often one was followed by anything, and by how many different characters.
    histories: Vec<(u64, u32, u32)>,
}

impl Table {
    /// The sequences of `length` characters of a text.
    fn of(text: &[u16], length: usize, symbols: u64) -> Self {
        let mut all: Vec<u64> = text
            .windows(length)
            .map(|gram| number(gram, symbols))
            .collect();
        all.sort_unstable();
        let grams: Vec<(u64, u32)> = all
            .chunk_by(|a, b| a == b)
            .map(|same| (same[0], same.len() as u32))
            .collect();
        let histories = grams
            .chunk_by(|a, b| a.0 / symbols == b.0 / symbols)
            .map(|same| {
                let times = same.iter().map(|(_, count)| count).sum();
                (same[0].0 / symbols, times, same.len() as u32)
            })
            .collect();
        Self { grams, histories }
    }

    fn count(&self, gram: u64) -> f64 {
        let at = self.grams.binary_search_by_key(&gram, |known| known.0);
        at.map_or(0.0, |at| f64::from(self.grams[at].1))
    }

    /// n(h) and d(h).
    fn after(&self, history: u64) -> (f64, f64) {
        let at = self
            .histories
            .binary_search_by_key(&history, |known| known.0);
        at.map_or((0.0, 0.0), |at| {
            let (_, times, different) = self.histories[at];
            (f64::from(times), f64::from(different))
        })
    }
}

fn number(gram: &[u16], symbols: u64) -> u64 {
    gram.iter().fold(0, |key, &c| key * symbols + u64::from(c))
}

/// The frequencies of sequences of up to so many characters.
pub struct Grams {
    symbols: u64,
    /// Of one character, of two, and so on.
    tables: Vec<Table>,
}

impl Grams {
    /// Counts sequences of up to `order` characters in a text; none for order 0.
    pub fn of(text: &[u16], order: usize, symbols: usize) -> Self {
        let symbols = symbols as u64;
        Self {
            symbols,
            tables: (1..=order)
                .map(|length| Table::of(text, length, symbols))
                .collect(),
        }
    }

    /// p(c | the characters before it), the last of which is the nearest.
    pub fn probability(&self, before: &[u16], c: u16) -> f64 {
        let mut p = 1.0 / self.symbols as f64;
        for (length, table) in self.tables.iter().enumerate() {
            let Some(from) = before.len().checked_sub(length) else {
                break;
            };
            let history = number(&before[from..], self.symbols);
            let (times, different) = table.after(history);
            if times > 0.0 {
                let count = table.count(history * self.symbols + u64::from(c));
                p = (count + different * p) / (times + different);
            }
        }
        p
    }

    /// The mean of -log p of every character of a text but the first, in nats.
    pub fn nats(&self, text: &[u16]) -> f64 {
        let reach = self.tables.len().saturating_sub(1);
        let nats = (1..text.len()).map(|at| {
            let before = &text[at.saturating_sub(reach)..at];
            -self.probability(before, text[at]).ln()
        });
        nats.sum::<f64>() / text.len().saturating_sub(1).max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    /// A text whose next character is one more than the last, but for one time in four, when it is any of the four.
    fn chain(length: usize, seed: u64) -> Vec<u16> {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut last = 0;
        let mut next = || {
            last = if generator.random::<f64>() < 0.75 {
                (last + 1) % 4
            } else {
                generator.random_range(0..4)
            };
            last
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn a_chain_is_foretold_as_well_as_it_can_be() {
        let (train, held_out) = (chain(50_000, 1), chain(20_000, 2));
        let (likely, other): (f64, f64) = (0.75 + 0.25 / 4.0, 0.25 / 4.0);
        let entropy = -likely * likely.ln() - 3.0 * other * other.ln();
        let nats = |order| Grams::of(&train, order, 5).nats(&held_out);
        assert!((nats(0) - 5f64.ln()).abs() < 1e-9);
        assert!((nats(1) - 4f64.ln()).abs() < 0.01, "{}", nats(1));
        assert!((nats(2) - entropy).abs() < 0.02, "{} {entropy}", nats(2));
        assert!((nats(3) - entropy).abs() < 0.02, "{} {entropy}", nats(3));
    }

    #[test]
    fn probabilities_sum_to_one_after_every_history() {
        let text = chain(300, 3);
        let grams = Grams::of(&text, 3, 7);
        for before in [&[][..], &[0], &[0, 1], &[3, 0, 1], &[6, 6], &[1, 6]] {
            let sum: f64 = (0..7).map(|c| grams.probability(before, c)).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{before:?}: {sum}");
            assert!((0..7).all(|c| grams.probability(before, c) > 0.0));
        }
    }
}
