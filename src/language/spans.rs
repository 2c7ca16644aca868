//! The languages of one text: where it is in more than one, the stretches of each.
//!
//! The text is cut into pieces ([`pieces`](super::pieces)), each is asked for its language once, and if all that are sure
//! agree, that is all. Else the cheapest path over the pieces tells which stretch is of which language: what a
//! piece says against a language costs, and so does each change. A stretch that does not hold when it is read as a whole
//! is taken back.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::detect::is_written_in;
use super::dissent::{self, Dissent, against, asked_in, weight};
use super::pieces::{Border, LETTERS, Piece, is_unspaced, parts, pieces, word_starts};
use super::{Candidates, Identification, Language, LanguageDetector, Script};
use crate::alignment::Alignment;
use crate::langdata;

/// What a change of language costs in nats: how seldom texts are in two languages.
const CHANGE: f32 = 8.0;
/// The same between languages that the document has as a whole.
const CHANGE_IN_DOCUMENT: f32 = 5.5;
/// The same where the script changes too.
pub(super) const CHANGE_OF_SCRIPT: f32 = 4.0;
/// What a change costs more inside a sentence, where neither brackets nor quotes nor dashes show it; half of it at a comma.
const UNMARKED: f32 = 3.0;
/// What a change between languages that pass for one another (`relatives.tsv`) costs more.
const RELATED: f32 = 14.0;
/// What a piece says against a language at most, in nats: no detector knows its own mistakes better.
pub(super) const MOST: f32 = 16.0;
/// What is left of that for a piece of names or a title.
pub(super) const TITLE: f32 = 0.4;
/// What is left of it for a piece that is too small to be evidence: it goes with its neighbours.
pub(super) const SMALL: f32 = 0.15;
/// A sentence that is less sure than this is looked at in its parts.
pub(super) const UNSURE: f32 = 0.85;
/// Words of the parts that a long sentence is asked in.
const PART: usize = 10;
/// Words of the parts of a part that is unsure.
pub(super) const WINDOW: usize = 4;
/// A stretch is of a language if it is this sure read as a whole.
const SURE: f32 = 0.8;
/// Languages that are weighed in a text.
const WEIGHED: usize = 12;
/// Words on each side of a change inside a sentence that are asked again where exactly it is.
const NEAR: usize = 8;
/// What a word says on the place of a change at most, with its neighbours and again by itself, in nats.
const MOST_OF_WORD: f32 = 3.0;

/// A stretch of a text that is in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct LanguageSpan {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// Its language, never [`Language::UND`].
    pub language: Language,
    /// The script of most of its letters.
    pub script: Script,
    /// How sure the language is, 0.0–1.0.
    pub confidence: f32,
}

/// The stretches of a text in more than one language, in order, without gaps or overlaps; empty if it is in one.
///
/// `found` is what the text is as a whole, `candidates` the languages that may be told, `document` the languages that its document is known to have. Foreign names,
/// titles, single words, addresses and code do not make a span: each has three words and twelve letters at least (eight
/// of Chinese, Japanese, Korean and what is written without spaces), and is sure by itself. The language with most
/// letters is the one to be told for the whole: [`of_most`].
///
/// ```
/// use polynorm::language::{Candidates, Detector, identify, of_most, spans};
///
/// let text = "The committee will meet again on Thursday. Le comit\u{E9} se r\u{E9}unira de nouveau jeudi \u{E0} Bruxelles.";
/// let (detector, candidates) = (Detector::default(), Candidates::default());
/// let found = identify(&[text], &[None], &detector, &candidates, 0.3)[0];
/// let spans = spans(text, &found, &detector, &candidates, &[]);
/// let codes: Vec<_> = spans.iter().map(|s| (s.span.clone(), s.language.code())).collect();
/// assert_eq!(codes, [(0..43, "eng"), (43..96, "fra")]);
/// assert_eq!(of_most(text, &spans).unwrap().language.code(), "fra");
/// ```
pub fn spans(
    text: &str,
    found: &Identification,
    detector: &dyn LanguageDetector,
    candidates: &Candidates,
    document: &[Language],
) -> Vec<LanguageSpan> {
    // Two spans have two times as many letters as one; a Chinese character has three bytes.
    if text.len() < 2 * LETTERS || found.script == Script::UNKNOWN {
        return Vec::new();
    }
    let mut asked = Asked { text, detector, candidates, pieces: Vec::new() };
    let cut = pieces(text, PART);
    let evidence = cut.iter().filter(|piece| piece.is_evidence()).count();
    if evidence == 0 || evidence == 1 && (found.confidence >= UNSURE || is_unspaced(found.script.ucd())) {
        return Vec::new();
    }
    if candidates.is_everything() && dissent::agree(text, &cut, found.language, detector) {
        return Vec::new();
    }
    for piece in cut {
        asked.push(piece);
    }
    if asked.agree(found.language) {
        return Vec::new();
    }
    let languages = asked.candidates(found.language);
    if languages.len() < 2 {
        return Vec::new();
    }
    let path = asked.cheapest(&languages, document);
    let mut stretches = asked.stretches(&languages, &path);
    asked.shift_borders(&mut stretches);
    asked.hold(&mut stretches);
    if stretches.len() < 2 { Vec::new() } else { stretches }
}

/// What is told of a text with these spans: the language with most letters, and of equal ones the first. `None`
/// without spans.
pub fn of_most(text: &str, spans: &[LanguageSpan]) -> Option<Identification> {
    let mut sums: Vec<(Language, usize, f32)> = Vec::new();
    for span in spans {
        let letters = letters(text.get(span.span.clone()).unwrap_or_default());
        let sure = span.confidence * letters as f32;
        match sums.iter_mut().find(|sum| sum.0 == span.language) {
            Some(sum) => (sum.1, sum.2) = (sum.1 + letters, sum.2 + sure),
            None => sums.push((span.language, letters, sure)),
        }
    }
    let (language, most, sure) = sums.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    let of_language = spans.iter().filter(|span| span.language == language);
    let longest = of_language.reduce(|a, b| if b.span.len() > a.span.len() { b } else { a })?;
    let confidence = if most == 0 { longest.confidence } else { (sure / most as f32).clamp(0.0, 1.0) };
    Some(Identification { language, script: longest.script, confidence })
}

/// The languages that paragraphs of a document are sure of.
pub(crate) fn of_document(found: &[Identification]) -> Vec<Language> {
    let sure = found.iter().filter(|found| found.confidence >= SURE && !found.language.is_und());
    sure.map(|found| found.language).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The spans where `step` has moved their text to. A border inside a changed place goes behind it; a span of which
/// nothing is left is gone, and with the last but one all are.
pub(crate) fn moved(spans: Vec<LanguageSpan>, step: &Alignment) -> Vec<LanguageSpan> {
    let mut edits = step.edits().peekable();
    // Where the last edit that was passed ends in the old and the new text, and where the last span ends.
    let (mut old, mut new, mut start) = (0, 0, 0);
    let mut moved: Vec<LanguageSpan> = Vec::with_capacity(spans.len());
    for mut span in spans {
        while let Some(edit) = edits.next_if(|edit| edit.source.end <= span.span.end) {
            (old, new) = (edit.source.end, edit.text.end);
        }
        let end = match edits.peek() {
            Some(edit) if edit.source.start < span.span.end => edit.text.end,
            _ => span.span.end - old + new,
        };
        span.span = start..end;
        start = end;
        match moved.last_mut() {
            _ if span.span.is_empty() => {}
            Some(last) if last.language == span.language => last.span.end = end,
            _ => moved.push(span),
        }
    }
    if moved.len() < 2 { Vec::new() } else { moved }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// A text with its pieces, and what each of them says.
struct Asked<'a> {
    text: &'a str,
    detector: &'a dyn LanguageDetector,
    candidates: &'a Candidates,
    pieces: Vec<(Piece, Say)>,
}

/// What a piece says: its languages with their probabilities, and how much that counts.
#[derive(Clone, Debug)]
struct Say {
    script: Script,
    ranking: Vec<(Language, f32)>,
    weight: f32,
}

impl Say {
    /// Of a language that is not told, what those that are leave, and not more than the least of several; nothing if it
    /// is not written in this script.
    fn probability(&self, language: Language) -> f32 {
        match self.ranking.iter().find(|(l, _)| *l == language) {
            Some((_, p)) => *p,
            None if is_written_in(language, self.script) => {
                let left = (1.0 - self.ranking.iter().map(|(_, p)| p).sum::<f32>()).max(0.0) / 2.0;
                let least = self.ranking.iter().map(|&(_, p)| p).fold(f32::INFINITY, f32::min);
                if self.ranking.len() > 1 { left.min(least) } else { left }
            }
            None => 0.0,
        }
    }

    /// What it says against a language, in nats, beside the one it is most for.
    fn against(&self, language: Language) -> f32 {
        let best = self.ranking.first().map_or(0.0, |(_, p)| *p);
        if best <= 0.0 {
            return 0.0;
        }
        self.weight * against(best, self.probability(language))
    }
}

impl Asked<'_> {
    /// What a part of the text says.
    fn ask(&self, range: Range<usize>, weight: f32) -> Say {
        let (script, mut ranking) = self.detector.rank_among(&self.text[range], self.candidates);
        ranking.retain(|(language, p)| !language.is_und() && *p > 0.0);
        Say { script, ranking, weight }
    }

    /// What a part says whose script is known.
    fn ask_in(&self, range: Range<usize>, script: Script, weight: f32) -> Say {
        let mut ranking = self.detector.rank(&self.text[range], script);
        self.candidates.apply(&mut ranking);
        ranking.retain(|(language, p)| !language.is_und() && *p > 0.0);
        Say { script, ranking, weight }
    }

    fn push(&mut self, piece: Piece) {
        if !piece.is_evidence() {
            self.pieces.push((piece, Say { script: Script::UNKNOWN, ranking: Vec::new(), weight: 0.0 }));
            return;
        }
        let say = self.say(&piece);
        let unsure = say.ranking.first().is_none_or(|(_, p)| *p < UNSURE);
        let windows = if unsure { parts(self.text, &piece, WINDOW) } else { Vec::new() };
        if windows.len() < 2 {
            return self.pieces.push((piece, say));
        }
        for window in windows {
            let say = self.say(&window);
            self.pieces.push((window, say));
        }
    }

    fn say(&self, piece: &Piece) -> Say {
        match asked_in(piece) {
            None => self.ask(piece.range.clone(), weight(piece)),
            Some(script) => self.ask_in(piece.range.clone(), script, weight(piece)),
        }
    }

    /// Whether no stretch of pieces says enough against the text being in one language.
    fn agree(&self, found: Language) -> bool {
        let first = self.pieces.iter().find_map(|(_, say)| say.ranking.first()).map(|(language, _)| *language);
        let one = if found.is_und() { first.unwrap_or(found) } else { found };
        let mut dissent = Dissent::default();
        self.pieces.iter().for_each(|(_, say)| dissent.hear(say.against(one)));
        dissent.is_little()
    }

    /// The languages that the text may be in: those that pieces are for most.
    fn candidates(&self, found: Language) -> Vec<Language> {
        let mut sums: Vec<(Language, f32)> = Vec::new();
        if !found.is_und() {
            sums.push((found, f32::MAX));
        }
        for (piece, say) in &self.pieces {
            for &(language, p) in say.ranking.iter().take(3).filter(|(_, p)| *p >= 0.1) {
                let said = p * say.weight * piece.letters as f32;
                match sums.iter_mut().find(|(l, _)| *l == language) {
                    Some((_, sum)) => *sum += said,
                    None => sums.push((language, said)),
                }
            }
        }
        sums.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        sums.truncate(WEIGHED);
        sums.into_iter().map(|(language, _)| language).collect()
    }

    /// The cheapest path: for each piece the index of its language (Viterbi).
    fn cheapest(&self, languages: &[Language], document: &[Language]) -> Vec<usize> {
        let changes = [false, true].map(|turns| changes(languages, turns, document));
        let mut costs = vec![0.0_f32; languages.len()];
        let mut from: Vec<Vec<usize>> = Vec::with_capacity(self.pieces.len());
        for (i, (piece, say)) in self.pieces.iter().enumerate() {
            let turns = i > 0 && self.pieces[i - 1].0.script != piece.script;
            let unmarked = match piece.border {
                Border::Word => UNMARKED,
                Border::Comma => UNMARKED / 2.0,
                _ => 0.0,
            };
            let mut came = Vec::with_capacity(languages.len());
            let mut next = Vec::with_capacity(languages.len());
            for (to, &language) in languages.iter().enumerate() {
                let mut best = (costs[to], to);
                for before in (0..languages.len()).filter(|_| i > 0) {
                    if before != to {
                        let cost =
                            costs[before] + changes[usize::from(turns)][before * languages.len() + to] + unmarked;
                        if cost < best.0 {
                            best = (cost, before);
                        }
                    }
                }
                came.push(best.1);
                next.push(best.0 + say.against(language));
            }
            costs = next;
            from.push(came);
        }
        let mut at = (0..languages.len()).fold(0, |a, b| if costs[b] < costs[a] { b } else { a });
        let mut path = vec![0; self.pieces.len()];
        for i in (0..self.pieces.len()).rev() {
            path[i] = at;
            at = from[i][at];
        }
        path
    }

    /// Neighbouring pieces of one language as one. Pieces that say nothing go with what is before them, unless a
    /// sentence or bracket begins with them.
    fn stretches(&self, languages: &[Language], path: &[usize]) -> Vec<LanguageSpan> {
        let mut path = path.to_vec();
        for i in 1..path.len() {
            let (piece, say) = &self.pieces[i];
            if say.ranking.is_empty() {
                let next =
                    path[i + 1..].iter().zip(&self.pieces[i + 1..]).find(|(_, (_, say))| !say.ranking.is_empty());
                let border = next.map_or(Border::Sentence, |(_, (piece, _))| piece.border);
                path[i] = match next {
                    Some((&next, _)) if border < piece.border => next,
                    _ => path[i - 1],
                };
            }
        }
        let mut stretches: Vec<LanguageSpan> = Vec::new();
        for ((piece, _), &index) in self.pieces.iter().zip(&path) {
            match (stretches.last_mut(), languages.get(index)) {
                (Some(last), Some(&language)) if last.language == language => last.span.end = piece.range.end,
                (_, Some(&language)) => {
                    let span = piece.range.clone();
                    stretches.push(LanguageSpan { span, language, script: Script::UNKNOWN, confidence: 0.0 });
                }
                (_, None) => {}
            }
        }
        stretches
    }

    /// Moves a border that stands between two words to the word that the other language begins with.
    fn shift_borders(&self, stretches: &mut [LanguageSpan]) {
        for i in 1..stretches.len() {
            let at = stretches[i].span.start;
            let border = self.pieces.iter().find(|(piece, _)| piece.range.start == at).map(|(piece, _)| piece.border);
            if !matches!(border, Some(Border::Word | Border::Comma)) {
                continue;
            }
            let (one, other) = (stretches[i - 1].language, stretches[i].language);
            let starts = |range: Range<usize>| word_starts(&self.text[range.clone()], range.start);
            let before = starts(stretches[i - 1].span.clone());
            let after = starts(stretches[i].span.clone());
            let mut near: Vec<usize> = before[before.len().saturating_sub(NEAR)..].to_vec();
            near.push(at);
            near.extend(after.iter().take(NEAR));
            // The words between the places; what each says for the first language, with its neighbours and by itself.
            let end = after.get(NEAR).copied().unwrap_or(stretches[i].span.end);
            let word_end = |k: usize| near.get(k + 1).copied().unwrap_or(end);
            let says: Vec<f32> = (0..near.len())
                .map(|k| {
                    let says = |range: Range<usize>| {
                        let say = self.ask(range, 1.0);
                        (say.against(other) - say.against(one)).clamp(-MOST_OF_WORD, MOST_OF_WORD)
                    };
                    let last = near.len() - 1;
                    says(near[k.saturating_sub(1)]..word_end((k + 1).min(last))) + says(near[k]..word_end(k))
                })
                .collect();
            // The border after which the words speak for the other language, and before which for the first.
            let (mut sum, mut best) = (0.0_f32, (0.0_f32, near[0]));
            for (k, say) in says.iter().enumerate() {
                sum += say;
                let place = near.get(k + 1).copied();
                if let Some(place) = place.filter(|_| sum > best.0) {
                    best = (sum, place);
                }
            }
            stretches[i - 1].span.end = best.1;
            stretches[i].span.start = best.1;
        }
    }

    /// Reads every stretch as a whole, and gives those that do not hold to the longer neighbour, the least sure first.
    fn hold(&self, stretches: &mut Vec<LanguageSpan>) {
        loop {
            if stretches.len() < 2 {
                return;
            }
            for stretch in stretches.iter_mut().filter(|stretch| stretch.script == Script::UNKNOWN) {
                let whole = self.ask(stretch.span.clone(), 1.0);
                stretch.script = whole.script;
                let enough = pieces(&self.text[stretch.span.clone()], PART).iter().any(Piece::is_evidence);
                stretch.confidence = if enough { whole.probability(stretch.language).clamp(0.0, 1.0) } else { 0.0 };
            }
            let weakest =
                (0..stretches.len()).min_by(|&a, &b| stretches[a].confidence.total_cmp(&stretches[b].confidence));
            let Some(weakest) = weakest.filter(|&i| stretches[i].confidence < SURE) else { return };
            let length = |i: Option<usize>| i.and_then(|i| stretches.get(i)).map_or(0, |s| s.span.len());
            let before = length(weakest.checked_sub(1)) >= length(Some(weakest + 1));
            let span = stretches.remove(weakest).span;
            let into = if before { weakest - 1 } else { weakest };
            stretches[into].span = span.start.min(stretches[into].span.start)..span.end.max(stretches[into].span.end);
            stretches[into].script = Script::UNKNOWN;
            if weakest > 0
                && weakest < stretches.len()
                && stretches[weakest - 1].language == stretches[weakest].language
            {
                stretches[weakest - 1].span.end = stretches[weakest].span.end;
                stretches[weakest - 1].script = Script::UNKNOWN;
                stretches.remove(weakest);
            }
        }
    }
}

/// What a change costs from each of some languages to each.
fn changes(languages: &[Language], turns: bool, document: &[Language]) -> Vec<f32> {
    languages.iter().flat_map(|&from| languages.iter().map(move |&to| change(from, to, turns, document))).collect()
}

/// What a change costs.
fn change(from: Language, to: Language, turns: bool, document: &[Language]) -> f32 {
    let known = document.contains(&from) && document.contains(&to);
    let cost = match (turns, known) {
        (true, _) => CHANGE_OF_SCRIPT,
        (_, true) => CHANGE_IN_DOCUMENT,
        _ => CHANGE,
    };
    cost + if are_related(from, to) { RELATED } else { 0.0 }
}

/// Whether a sentence of one passes for the other.
fn are_related(one: Language, other: Language) -> bool {
    static RELATED: LazyLock<FxHashSet<(Language, Language)>> = LazyLock::new(|| {
        let mut pairs = FxHashSet::default();
        for (_, row) in langdata::rows(langdata::text("language/relatives.tsv")) {
            let group: Vec<Language> = row.iter().flat_map(|cell| cell.split(' ')).filter_map(Language::new).collect();
            pairs.extend(group.iter().flat_map(|&a| group.iter().map(move |&b| (a, b))));
        }
        pairs
    });
    RELATED.contains(&(one, other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alignment::Stage;

    fn language(code: &str) -> Language {
        Language::new(code).unwrap()
    }

    fn span(span: Range<usize>, code: &str) -> LanguageSpan {
        LanguageSpan { span, language: language(code), script: Script::LATIN, confidence: 0.9 }
    }

    /// Words of `e` are English, words of `f` French.
    struct ByLetter;

    impl LanguageDetector for ByLetter {
        fn detect(&self, text: &str, script: Script) -> Option<(Language, f32)> {
            self.rank(text, script).first().copied()
        }

        fn rank(&self, text: &str, _: Script) -> Vec<(Language, f32)> {
            let count = |letter: char| text.chars().filter(|&c| c == letter).count() as f32 + 1e-4;
            let (english, french) = (count('e'), count('f'));
            let mut ranking =
                vec![(language("eng"), english / (english + french)), (language("fra"), french / (english + french))];
            ranking.sort_by(|a, b| b.1.total_cmp(&a.1));
            ranking
        }
    }

    fn told(text: &str) -> String {
        let found = Identification { language: language("eng"), script: Script::LATIN, confidence: 0.5 };
        let spans = spans(text, &found, &ByLetter, &Candidates::EVERYTHING, &[]);
        spans.iter().map(|s| format!("{}[{}]", s.language, &text[s.span.clone()])).collect()
    }

    #[test]
    fn stretches_of_a_detector_of_ones_own() {
        assert_eq!(told("eee eee eeeeee eee. eee eeee eee eee."), "");
        assert_eq!(
            told("eee eee eeeeee eee. ffff fff fffff fff."),
            "eng[eee eee eeeeee eee. ]fra[ffff fff fffff fff.]"
        );
        // Too little, and too little inside a sentence.
        assert_eq!(told("eee eee eeeeee eee. fff fff."), "");
        assert_eq!(told("eee eee eeeeee eee fff eeee eee eee eeee."), "");
        // The border is between the words.
        assert_eq!(
            told("eeee eee eee eee eeee fff ffff fff ffff ffff fff ffff ffff fffff fff ffff fff fff ffff ffff"),
            "eng[eeee eee eee eee eeee ]fra[fff ffff fff ffff ffff fff ffff ffff fffff fff ffff fff fff ffff ffff]"
        );
    }

    #[test]
    fn relatives_need_more() {
        assert!(are_related(language("nob"), language("dan")) && !are_related(language("nob"), language("fra")));
        let unrelated = change(language("nob"), language("fra"), false, &[]);
        assert!(change(language("nob"), language("dan"), false, &[]) > unrelated);
        assert!(change(language("nob"), language("fra"), false, &[language("fra"), language("nob")]) < unrelated);
    }

    #[test]
    fn the_answer_for_the_whole_has_most_letters() {
        let text = "aa bb \u{E9}\u{E9}\u{E9} ....................";
        let spans = [span(0..3, "eng"), span(3..6, "fra"), span(6..13, "deu"), span(13..text.len(), "eng")];
        assert_eq!(of_most(text, &spans).unwrap().language, language("deu"));
        assert_eq!(of_most(text, &spans[..2]).unwrap().language, language("eng"), "the first of equals");
        assert_eq!(of_most(text, &[]), None);
    }

    #[test]
    fn spans_move_with_their_text() {
        let step = |edits: &[(Range<usize>, usize)]| {
            let mut step = Alignment::identity();
            edits.iter().for_each(|(range, len)| step.push(range.clone(), *len, Stage::Names, "r"));
            step
        };
        let at = |edits: &[(Range<usize>, usize)]| -> Vec<_> {
            let spans = vec![span(0..10, "eng"), span(10..20, "fra"), span(20..30, "eng")];
            moved(spans, &step(edits)).into_iter().map(|s| (s.span, s.language.to_string())).collect()
        };
        let is = |ranges: [Range<usize>; 3]| -> Vec<_> {
            ranges.into_iter().zip(["eng", "fra", "eng"].map(str::to_owned)).collect()
        };
        assert_eq!(at(&[]), is([0..10, 10..20, 20..30]));
        // Before a border, at it from both sides, and over it: then it goes behind.
        assert_eq!(at(&[(2..4, 5)]), is([0..13, 13..23, 23..33]));
        assert_eq!(at(&[(8..10, 0), (10..11, 4)]), is([0..8, 8..21, 21..31]));
        assert_eq!(at(&[(8..12, 6)]), is([0..14, 14..22, 22..32]));
        // A span that is gone, and its neighbours of one language: nothing is left to tell.
        assert_eq!(at(&[(9..21, 3)]), []);
        assert_eq!(at(&[(0..10, 0)])[..], [(0..10, "fra".to_owned()), (10..20, "eng".to_owned())]);
    }
}
