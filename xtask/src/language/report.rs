//! How well a model does on sentences that it did not learn from, and what it mixes up.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use polynorm::{Language, Script};

use super::network::Network;
use super::texts::Texts;
use super::vocabulary::Vocabulary;

/// Pairs of languages that are listed.
const LISTED: usize = 20;

pub struct Report {
    /// Language, sentences, of them right.
    languages: Vec<(Language, usize, usize)>,
    /// (Language, answer) → sentences.
    confused: Vec<((Language, Language), usize)>,
}

impl Report {
    pub fn of<const D: usize>(texts: &Texts, vocabulary: &Vocabulary, network: &Network<D>) -> Report {
        let (mut symbols, mut numbers, mut probabilities) = (Vec::new(), Vec::new(), Vec::new());
        let mut languages = Vec::new();
        let mut confused: BTreeMap<(Language, Language), usize> = BTreeMap::new();
        for one in &texts.languages {
            let mut right = 0;
            for sentence in &one.held_out {
                vocabulary.numbers(texts, sentence.split(' '), &mut symbols, &mut numbers);
                network.rank(&numbers, &mut probabilities);
                let best =
                    (0..probabilities.len()).fold(0, |a, b| if probabilities[b] > probabilities[a] { b } else { a });
                let answer = texts.languages[best].language;
                if answer == one.language {
                    right += 1;
                } else {
                    *confused.entry((one.language, answer)).or_default() += 1;
                }
            }
            languages.push((one.language, one.held_out.len(), right));
        }
        let mut confused: Vec<_> = confused.into_iter().collect();
        confused.sort_by_key(|&(pair, n)| (usize::MAX - n, pair));
        Report { languages, confused }
    }

    /// The mean of the languages' shares of right answers.
    pub fn accuracy(&self) -> f64 {
        let shares: Vec<f64> = self.languages.iter().filter(|l| l.1 > 0).map(|l| l.2 as f64 / l.1 as f64).collect();
        shares.iter().sum::<f64>() / shares.len().max(1) as f64
    }

    /// As Markdown.
    pub fn describe(&self, script: &Script, text: &mut String) {
        let n = self.languages.len();
        let _ = write!(
            text,
            "\n### {script}: {n} languages, {:.2} % right (mean of the languages)\n\n",
            self.accuracy() * 100.0
        );
        for (language, n, right) in &self.languages {
            let _ = write!(text, "{language} {right}/{n}  ");
        }
        text.push_str("\n\nMost often confused (language, answer, sentences): ");
        let confused: Vec<String> = self
            .confused
            .iter()
            .take(LISTED)
            .map(|((language, answer), n)| format!("{language} {answer} {n}"))
            .collect();
        let _ = writeln!(text, "{}", if confused.is_empty() { "none".to_owned() } else { confused.join(", ") });
    }
}
