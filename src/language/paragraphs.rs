//! Languages of paragraphs in their document: each by itself, then all again with what the document says.

use super::detect::{base, is_written_in};
use super::{Candidates, Identification, Language, LanguageDetector, Script};
use crate::chars::Kind;
use crate::each::each;

/// How often the document's language is expected against one that no paragraph of it is sure of.
const DOCUMENT: f32 = 60.0;
/// The same where a phrase is known to be of a language.
const DOCUMENT_OF_KNOWN: f32 = 8.0;
/// The share of a known phrase's language beside what the text itself says.
const KNOWN: f32 = 0.75;
/// What is left to a variety in a document of its base: its few words are names of its country as well.
const VARIETY: f32 = 0.02;
/// A text that is surer of its language than a known phrase would make it.
#[cfg(feature = "cli")]
const CERTAIN: f32 = 0.9;
/// The power of the probabilities of what may be names alone, and of a text of hardly any letters; how slowly these raise
/// it to 1.
const OF_NAMES: f32 = 0.375;
const OF_WORDS: f32 = 0.5;
const ENOUGH: f32 = 64.0;
/// Letters of a paragraph that count at most: one long paragraph does not make a document.
const LETTERS: u32 = 300;
/// What is left of a paragraph's say from one paragraph to the next.
const NEARNESS: f32 = 0.7;
/// Below this a paragraph has no say on others.
const SURE: f32 = 0.5;
/// Words and bytes of a text that may be names alone, at most.
const NAME_WORDS: usize = 5;
const NAME_BYTES: usize = 80;

struct Weighed {
    script: Script,
    ranking: Vec<(Language, f32)>,
    /// What it says on others: its language, its letters times its certainty.
    say: Option<(Language, f32)>,
    is_known: bool,
    is_name: bool,
}

/// Identifies the texts of a document's paragraphs, in two passes: each by itself, then all with what the confident
/// ones and the neighbours of the same script say. `known[i]` is a language that the text as a whole is known to be of
/// (an interface phrase). Only `candidates` are told, with the odds that they give. Languages surer than `threshold` are told, others are [`Language::UND`]. Takes time linear in
/// the number of texts, and reads 1.5 KB of each at most.
///
/// ```
/// use polynorm::language::{Candidates, Detector, identify};
///
/// let texts = ["The ministry said on Monday that the talks would go on.", "Abdul Karim Wardak", "***"];
/// let found = identify(&texts, &[None; 3], &Detector::Polynorm, &Candidates::EVERYTHING, 0.3);
/// assert_eq!(found[1].language.code(), "eng");
/// assert_eq!((found[2].language.code(), found[2].script.code()), ("und", "Zyyy"));
/// ```
pub fn identify(
    texts: &[&str],
    known: &[Option<Language>],
    detector: &dyn LanguageDetector,
    candidates: &Candidates,
    threshold: f32,
) -> Vec<Identification> {
    let known = |i: usize| known.get(i).copied().flatten();
    let bytes = texts.iter().map(|text| text.len()).sum();
    let paragraphs = each(texts.len(), bytes, |i| by_itself(texts[i], known(i), detector, candidates));
    let document = Document {
        says: Says::of(&paragraphs),
        before: Nearness::of(paragraphs.iter()),
        after: Nearness::of(paragraphs.iter().rev()),
    };
    let (last, mut expected) = (paragraphs.len().saturating_sub(1), Expected::default());
    let in_document = |(i, paragraph): (usize, Weighed)| {
        let near = [document.before.of_number(i), document.after.of_number(last - i)];
        expected.weigh(&paragraph, &document.says, near);
        in_document(paragraph, &expected.shares, threshold)
    };
    paragraphs.into_iter().enumerate().map(in_document).collect()
}

/// Identifies one text that has no document around it: as [`identify`] would, without its costs. `known` is asked only if
/// the text itself leaves a doubt.
#[cfg(feature = "cli")]
pub(crate) fn identify_alone(
    text: &str,
    known: impl FnOnce() -> Option<Language>,
    detector: &dyn LanguageDetector,
    candidates: &Candidates,
    threshold: f32,
) -> Identification {
    let mut found = detector.identify(text, candidates);
    if found.confidence < CERTAIN && found.script != Script::UNKNOWN {
        let known = known();
        if known.is_some() {
            let found = identify(&[text], &[known], detector, candidates, threshold);
            return found.first().copied().unwrap_or_else(|| Identification::new(Script::UNKNOWN, None));
        }
    }
    if found.confidence < threshold {
        found.language = Language::UND;
    }
    found
}

/// A paragraph by itself.
fn by_itself(text: &str, known: Option<Language>, detector: &dyn LanguageDetector, candidates: &Candidates) -> Weighed {
    let Letters { letters, telling, is_name } = Letters::of(text);
    // Names travel, and hardly any word is of one language alone: few words say less than they seem to.
    let power = if is_name { OF_NAMES } else { (OF_WORDS + telling / ENOUGH).min(1.0) };
    let (script, mut ranking) = detector.likely(text, candidates, power);
    if script == Script::UNKNOWN {
        return Weighed { script, ranking: Vec::new(), say: None, is_known: false, is_name: false };
    }
    ranking.retain(|(language, _)| !language.is_und());
    let known = known.filter(|&language| is_written_in(language, script) && candidates.allows(language));
    if let Some(known) = known {
        let odds = KNOWN / (1.0 - KNOWN) * candidates.weight(known);
        let share = odds / (1.0 + odds);
        for (_, p) in &mut ranking {
            *p *= 1.0 - share;
        }
        match ranking.iter_mut().find(|(language, _)| *language == known) {
            Some((_, p)) => *p += share,
            None => ranking.push((known, share)),
        }
        sort(&mut ranking);
    }
    let say = ranking.first().filter(|(_, p)| *p >= SURE).map(|&(language, p)| (language, letters * p * p * p));
    Weighed { script, ranking, say, is_known: known.is_some(), is_name }
}

/// What the letters of a text tell before its language is known.
#[derive(Debug, PartialEq)]
struct Letters {
    /// How many there are, up to [`LETTERS`].
    letters: f32,
    /// How many there are, those of words with a capital for half: they may be names. Of the first `2 * ENOUGH`.
    telling: f32,
    /// Whether a short text may be names alone: all its words begin with a capital.
    is_name: bool,
}

impl Letters {
    fn of(text: &str) -> Letters {
        let (mut letters, mut halves, mut words) = (0_u32, 0, 0);
        let mut is_name = text.len() <= NAME_BYTES;
        // Of the run of letters, and of the word of letters and digits: what each of its letters counts; how it begins, and
        // whether a letter was in it.
        let (mut of_each, mut begins, mut has_letter) = (0, None, false);
        for c in text.chars() {
            let kind = Kind::of(c);
            if !kind.is_alphabetic() {
                of_each = 0;
                if kind.is_alphanumeric() {
                    begins.get_or_insert(kind.is_uppercase());
                } else {
                    (begins, has_letter) = (None, false);
                }
                continue;
            }
            letters += 1;
            if letters <= 2 * ENOUGH as u32 {
                if of_each == 0 {
                    of_each = if kind.is_uppercase() { 1 } else { 2 };
                }
                halves += of_each;
            } else if letters == LETTERS {
                break;
            }
            if is_name && !has_letter {
                has_letter = true;
                words += 1;
                is_name = *begins.get_or_insert(kind.is_uppercase()) && words <= NAME_WORDS;
            }
        }
        Letters { letters: letters as f32, telling: halves as f32 / 2.0, is_name }
    }
}

fn sort(ranking: &mut [(Language, f32)]) {
    ranking.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
}

/// What paragraphs say: letters times certainty, by language and script, in the order of these; there are few.
#[derive(Default)]
struct Says(Vec<Say>);

type Say = ((Language, Script), f32);

impl Says {
    fn of(paragraphs: &[Weighed]) -> Says {
        let mut says = Says::default();
        for paragraph in paragraphs {
            says.add(paragraph);
        }
        says
    }

    fn add(&mut self, paragraph: &Weighed) {
        if let Some((language, say)) = paragraph.say {
            let key = (language, paragraph.script);
            match self.0.binary_search_by_key(&key, |&(key, _)| key) {
                Ok(i) => self.0[i].1 += say,
                Err(i) => self.0.insert(i, (key, say)),
            }
        }
    }
}

/// What a document says on its paragraphs.
struct Document {
    says: Says,
    before: Nearness,
    after: Nearness,
}

/// For each paragraph what those before it say, less and less with the distance.
#[derive(Default)]
struct Nearness {
    says: Vec<Say>,
    /// Where the says of each paragraph end.
    ends: Vec<usize>,
}

impl Nearness {
    fn of<'a>(paragraphs: impl Iterator<Item = &'a Weighed>) -> Nearness {
        let (mut near, mut of_each) = (Says::default(), Nearness::default());
        for paragraph in paragraphs {
            of_each.says.extend_from_slice(&near.0);
            of_each.ends.push(of_each.says.len());
            near.0.iter_mut().for_each(|(_, say)| *say *= NEARNESS);
            near.0.retain(|(_, say)| *say > 0.01);
            near.add(paragraph);
        }
        of_each
    }

    fn of_number(&self, i: usize) -> &[Say] {
        let start = i.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.says[start..self.ends[i]]
    }
}

/// How often the document and the neighbours lead to expect each language, by the order of languages.
#[derive(Default)]
struct Expected {
    shares: Vec<(Language, f32)>,
    /// Those of one of the three that say something.
    of_one: Vec<(Language, f32)>,
}

impl Expected {
    /// What the document without the paragraph itself, which has been heard, and its neighbours say.
    fn weigh(&mut self, paragraph: &Weighed, document: &Says, near: [&[Say]; 2]) {
        self.shares.clear();
        for (says, own, weight) in [(&document.0[..], paragraph.say, 0.5), (near[0], None, 0.25), (near[1], None, 0.25)]
        {
            shares(says, paragraph.script, own, &mut self.of_one);
            for &(language, share) in &self.of_one {
                match self.shares.iter_mut().find(|(known, _)| *known == language) {
                    Some((_, sum)) => *sum += share * weight,
                    None => self.shares.push((language, share * weight)),
                }
            }
        }
        self.shares.sort_unstable_by_key(|&(language, _)| language);
    }
}

/// Writes the share of each language among those that say something on `script`, without one paragraph's own say.
fn shares(says: &[Say], script: Script, own: Option<(Language, f32)>, shares: &mut Vec<(Language, f32)>) {
    shares.clear();
    // A line of Han characters in a Japanese document is Japanese.
    let kin = |&(language, of): &(Language, Script)| {
        of.is_kin(script) || script.is_han() && of.is_japanese() && language.code() == "jpn"
    };
    // Those of one language stand together.
    for &(key, say) in says.iter().filter(|(key, _)| kin(key)) {
        match shares.last_mut() {
            Some((language, sum)) if *language == key.0 => *sum += say,
            _ => shares.push((key.0, say)),
        }
    }
    if let Some((language, own)) = own {
        for (_, say) in shares.iter_mut().filter(|(l, _)| *l == language) {
            *say = (*say - own).max(0.0);
        }
    }
    // A rounding error is no say.
    shares.retain(|(_, say)| *say > 0.05);
    let total: f32 = shares.iter().map(|(_, say)| say).sum();
    if total > 0.0 {
        shares.iter_mut().for_each(|(_, say)| *say /= total);
    }
}

/// A paragraph with what the document and its neighbours say, in the order of languages.
fn in_document(paragraph: Weighed, expected: &[(Language, f32)], threshold: f32) -> Identification {
    let Weighed { script, mut ranking, .. } = paragraph;
    if !expected.is_empty() && !ranking.is_empty() {
        let most = if paragraph.is_known { DOCUMENT_OF_KNOWN } else { DOCUMENT };
        // A language that the text itself gives next to nothing may still be its language if there is little text.
        let told: f32 = ranking.iter().map(|(_, p)| p).sum();
        let untold = if paragraph.is_name { 0.02 } else { (1.0 - told).max(0.0) * 0.1 + 1e-4 };
        let (own, share_of) = (ranking.len(), |language: Language| {
            expected.binary_search_by_key(&language, |&(known, _)| known).ok().map(|i| expected[i].1)
        });
        for &(language, _) in expected {
            if !ranking[..own].iter().any(|(l, _)| *l == language) {
                ranking.push((language, untold));
            }
        }
        for i in 0..own {
            let (variety, p) = ranking[i];
            if share_of(variety).is_some() {
                continue;
            }
            let kin = base(variety).filter(|&base| share_of(base).is_some());
            if let Some(j) = kin.and_then(|kin| ranking.iter().position(|&(language, _)| language == kin)) {
                ranking[i].1 = p * VARIETY;
                ranking[j].1 += p * (1.0 - VARIETY);
            }
        }
        for (language, p) in &mut ranking {
            *p *= 1.0 + (most - 1.0) * share_of(*language).unwrap_or(0.0);
        }
        let total: f32 = ranking.iter().map(|(_, p)| p).sum::<f32>() + (1.0 - told).max(0.0);
        ranking.iter_mut().for_each(|(_, p)| *p /= total);
        sort(&mut ranking);
    }
    match ranking.first() {
        Some(&(language, confidence)) if confidence >= threshold => {
            Identification { language, script, confidence: confidence.clamp(0.0, 1.0) }
        }
        Some(&(_, confidence)) => {
            Identification { language: Language::UND, script, confidence: confidence.clamp(0.0, 1.0) }
        }
        None => Identification { language: Language::UND, script, confidence: 0.0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Detector;

    fn codes(texts: &[&str], known: &[Option<Language>]) -> Vec<String> {
        let found = identify(texts, known, &Detector::Polynorm, &Candidates::EVERYTHING, 0.3);
        found.iter().map(|f| format!("{} {}", f.language, f.script)).collect()
    }

    const ENGLISH: &str =
        "The council will meet again on Thursday to decide whether the bridge should be closed for repairs.";
    const FRENCH: &str = "La mairie annonce que les travaux du pont vont durer encore trois semaines au moins.";

    #[test]
    fn weak_lines_take_the_language_of_the_document() {
        let texts = [ENGLISH, "Donate", "Check Also", "Zabihullah Rahmani", "12.03.2021", ENGLISH, "***"];
        let expected = ["eng Latn", "eng Latn", "eng Latn", "eng Latn", "und Zyyy", "eng Latn", "und Zyyy"];
        assert_eq!(codes(&texts, &[None; 7]), expected);
    }

    #[test]
    fn strong_lines_keep_their_own() {
        let texts = [ENGLISH, FRENCH, ENGLISH];
        assert_eq!(codes(&texts, &[None; 3]), ["eng Latn", "fra Latn", "eng Latn"]);
    }

    #[test]
    fn a_variety_is_told_by_a_document_not_by_a_paragraph() {
        // "Iran's newspapers wrote …", "the bridge … is closed", and between them one on the Taliban in Afghanistan.
        let iran = "\u{631}\u{648}\u{632}\u{646}\u{627}\u{645}\u{647}\u{200C}\u{647}\u{627}\u{6CC} \u{62A}\u{647}\u{631}\u{627}\u{646} \u{646}\u{648}\u{634}\u{62A}\u{646}\u{62F} \u{6A9}\u{647} \u{67E}\u{644} \u{62A}\u{627}\u{632}\u{647} \u{62A}\u{627} \u{67E}\u{627}\u{6CC}\u{627}\u{646} \u{633}\u{627}\u{644} \u{628}\u{633}\u{62A}\u{647} \u{645}\u{6CC}\u{200C}\u{645}\u{627}\u{646}\u{62F}.";
        let kabul = "\u{637}\u{627}\u{644}\u{628}\u{627}\u{646} \u{627}\u{641}\u{63A}\u{627}\u{646}\u{633}\u{62A}\u{627}\u{646} \u{62F}\u{631} \u{648}\u{644}\u{627}\u{6CC}\u{62A} \u{6A9}\u{627}\u{628}\u{644} \u{648} \u{648}\u{644}\u{633}\u{648}\u{627}\u{644}\u{6CC}\u{200C}\u{647}\u{627}\u{6CC} \u{647}\u{631}\u{627}\u{62A} \u{648} \u{642}\u{646}\u{62F}\u{647}\u{627}\u{631} \u{62D}\u{645}\u{644}\u{647} \u{631}\u{627} \u{645}\u{62D}\u{6A9}\u{648}\u{645} \u{6A9}\u{631}\u{62F}\u{646}\u{62F}.";
        let restricted = identify(&[kabul], &[], &Detector::Polynorm, &"prs,ara".parse().unwrap(), 0.3);
        assert_eq!(restricted[0].language.code(), "prs");
        assert_eq!(codes(&[iran, kabul, iran], &[None; 3])[1], "fas Arab");
    }

    #[test]
    fn a_known_phrase_in_a_script_that_is_not_its_own_is_not_believed() {
        let chinese = Language::new("zho");
        assert_eq!(codes(&["Share"], &[chinese])[0].split(' ').next_back(), Some("Latn"));
        assert_ne!(codes(&["Share"], &[chinese])[0], "zho Latn");
    }

    #[test]
    fn a_script_that_the_document_does_not_have_decides_by_itself() {
        let texts = [
            ENGLISH,
            "\u{5B57}\u{53F7} +",
            "\u{420}\u{430}\u{431}\u{43E}\u{442}\u{430} \u{43D}\u{430}\u{447}\u{43D}\u{451}\u{442}\u{441}\u{44F} \u{432} \u{43F}\u{43E}\u{43D}\u{435}\u{434}\u{435}\u{43B}\u{44C}\u{43D}\u{438}\u{43A}",
        ];
        assert_eq!(codes(&texts, &[None; 3])[1..], ["zho Hans", "rus Cyrl"]);
    }

    #[test]
    fn only_candidates_are_told() {
        let among = |list: &str, texts: &[&str], known: &[Option<Language>]| -> Vec<String> {
            let found = identify(texts, known, &Detector::Polynorm, &list.parse().unwrap(), 0.3);
            found.iter().map(|f| f.language.to_string()).collect()
        };
        let texts = [ENGLISH, FRENCH, "\u{5B57}\u{53F7} +"];
        assert_eq!(among("*", &texts, &[]), ["eng", "fra", "zho"]);
        assert_eq!(among("*,eng=2", &texts, &[]), ["eng", "fra", "zho"]);
        assert_ne!(among("*,zho=0", &texts, &[])[2], "zho");
        let restricted = among("spa,fra,rus", &texts, &[]);
        assert!(restricted[0] != "eng" && restricted[1] == "fra" && restricted[2] == "und", "{restricted:?}");
        // Also where a phrase is known.
        let english = Language::new("eng");
        assert_eq!(among("*", &["Donate"], &[english]), ["eng"]);
        assert_ne!(among("fra,spa", &["Donate"], &[english]), ["eng"]);
        // No candidate is written in Latin script.
        assert_eq!(among("rus,zho", &[ENGLISH, "Donate"], &[None, english]), ["und", "und"]);
    }

    #[test]
    fn weights_decide_what_is_doubtful() {
        // Both languages write it so.
        let text = "Vi har fisk til middag.";
        for (list, expected) in [("dan=50,nob", "dan"), ("dan,nob=50", "nob")] {
            let found = identify(&[text], &[], &Detector::Polynorm, &list.parse().unwrap(), 0.3);
            assert_eq!(found[0].language.code(), expected, "{list}: {found:?}");
        }
    }

    /// [`Letters`] one at a time.
    fn slowly(text: &str) -> Letters {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count().min(LETTERS as usize);
        let (mut telling, mut seen) = (0.0, 0);
        for run in text.split(|c: char| !c.is_alphabetic()).filter(|run| !run.is_empty()) {
            let counted = run.chars().count().min(2 * ENOUGH as usize - seen);
            seen += counted;
            telling += counted as f32 * if run.starts_with(char::is_uppercase) { 0.5 } else { 1.0 };
        }
        let words: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().any(char::is_alphabetic)).collect();
        let is_name = text.len() <= NAME_BYTES
            && words.len() <= NAME_WORDS
            && words.iter().all(|word| word.starts_with(char::is_uppercase));
        Letters { letters: letters as f32, telling, is_name }
    }

    proptest::proptest! {
        #[test]
        fn letters_are_seen_once(text in "([A-Z]?[a-z]{0,9}[ ,.'-]|[\\PC]{1,3}|[0-9]{1,2}|[А-Я][а-я]{1,20} ?){0,40}") {
            proptest::prop_assert_eq!(Letters::of(&text), slowly(&text));
        }

        #[test]
        fn no_text_panics_and_no_letters_is_no_language(texts in proptest::collection::vec(".{0,40}", 0..8)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let found = identify(&texts, &[], &Detector::Polynorm, &Candidates::EVERYTHING, 0.3);
            proptest::prop_assert_eq!(found.len(), texts.len());
            for (found, text) in found.iter().zip(&texts) {
                proptest::prop_assert!((0.0..=1.0).contains(&found.confidence));
                if found.script == Script::UNKNOWN {
                    proptest::prop_assert!(found.language.is_und() && found.confidence == 0.0);
                } else {
                    proptest::prop_assert!(text.chars().any(char::is_alphabetic));
                    proptest::prop_assert!(found.language.is_und() || is_written_in(found.language, found.script));
                }
            }
        }
    }
}
