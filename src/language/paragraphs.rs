//! Languages of paragraphs in their document: each by itself, then all again with what the document says.

use super::detect::{base, is_written_in};
use super::power::{raised, sum_of_powers};
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
const LETTERS: usize = 300;
/// What is left of a paragraph's say from one paragraph to the next.
const NEARNESS: f32 = 0.7;
/// Below this a paragraph has no say on others.
const SURE: f32 = 0.5;
/// Languages of a paragraph that are weighed.
const WEIGHED: usize = 12;

/// Words of a text that may be names alone, at most.
const NAME_WORDS: usize = 5;

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
    let says = Says::of(&paragraphs);
    let before = nearness(paragraphs.iter());
    let mut after = nearness(paragraphs.iter().rev());
    after.reverse();
    paragraphs.iter().enumerate().map(|(i, p)| in_document(p, &says, [&before[i], &after[i]], threshold)).collect()
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
    let (script, mut ranking) = detector.rank_among(text, candidates);
    if script == Script::UNKNOWN {
        return Weighed { script, ranking: Vec::new(), say: None, is_known: false, is_name: false };
    }
    ranking.retain(|&(language, p)| p > 1e-6 && !language.is_und());
    let letters = text.chars().filter(|&c| is_letter(c)).take(LETTERS).count() as f32;
    let is_name = looks_like_name(text);
    // Names travel, and hardly any word is of one language alone: few words say less than they seem to.
    let power = if is_name { OF_NAMES } else { (OF_WORDS + telling_letters(text) / ENOUGH).min(1.0) };
    if power < 1.0 {
        // With the sum that they had.
        let before: f32 = ranking.iter().map(|(_, p)| p).sum();
        let after = sum_of_powers(ranking.iter().map(|(_, p)| *p), power);
        ranking.truncate(WEIGHED);
        ranking.iter_mut().for_each(|(_, p)| *p = raised(*p, power) * before / after);
    }
    ranking.truncate(WEIGHED);
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

/// Whether a short text may be names alone: all its words begin with a capital.
fn looks_like_name(text: &str) -> bool {
    let mut words = text.split(|c| !Kind::of(c).is_alphanumeric()).filter(|word| word.chars().any(is_letter));
    text.len() <= 80
        && words.by_ref().take(NAME_WORDS).all(|word| word.starts_with(|c| Kind::of(c).is_uppercase()))
        && words.next().is_none()
}

fn is_letter(c: char) -> bool {
    Kind::of(c).is_alphabetic()
}

/// Letters of a text, those of words with a capital for half: they may be names.
fn telling_letters(text: &str) -> f32 {
    // Counted in halves.
    let (mut letters, mut halves, mut of_each) = (0, 0, None);
    for c in text.chars() {
        let kind = Kind::of(c);
        if !kind.is_alphabetic() {
            of_each = None;
        } else if letters < 2 * ENOUGH as u32 {
            letters += 1;
            halves += *of_each.get_or_insert(if kind.is_uppercase() { 1 } else { 2 });
        } else {
            break;
        }
    }
    halves as f32 / 2.0
}

fn sort(ranking: &mut [(Language, f32)]) {
    ranking.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
}

/// What paragraphs say: letters times certainty, by language and script, in the order of these; there are few.
#[derive(Clone, Default)]
struct Says(Vec<((Language, Script), f32)>);

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

    /// The share of each language among those that say something on `script`, without one paragraph's own say.
    fn shares(&self, script: Script, own: Option<(Language, f32)>) -> Vec<(Language, f32)> {
        let mut shares: Vec<(Language, f32)> = Vec::new();
        // A line of Han characters in a Japanese document is Japanese.
        let kin = |&(language, of): &(Language, Script)| {
            of.is_kin(script) || script.is_han() && of.is_japanese() && language.code() == "jpn"
        };
        for &(key, say) in self.0.iter().filter(|(key, _)| kin(key)) {
            match shares.iter_mut().find(|(language, _)| *language == key.0) {
                Some((_, sum)) => *sum += say,
                None => shares.push((key.0, say)),
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
        shares
    }
}

/// For each paragraph what those before it say, less and less with the distance.
fn nearness<'a>(paragraphs: impl Iterator<Item = &'a Weighed>) -> Vec<Says> {
    let mut near = Says::default();
    paragraphs
        .map(|paragraph| {
            let here = near.clone();
            near.0.iter_mut().for_each(|(_, say)| *say *= NEARNESS);
            near.0.retain(|(_, say)| *say > 0.01);
            near.add(paragraph);
            here
        })
        .collect()
}

/// A paragraph with what the document and its neighbours say.
fn in_document(paragraph: &Weighed, document: &Says, near: [&Says; 2], threshold: f32) -> Identification {
    let script = paragraph.script;
    let mut ranking = paragraph.ranking.clone();
    let mut expected: Vec<(Language, f32)> = Vec::new();
    // Of the document without the paragraph itself, which has been heard.
    for (says, own, weight) in [(document, paragraph.say, 0.5), (near[0], None, 0.25), (near[1], None, 0.25)] {
        for (language, share) in says.shares(script, own) {
            match expected.iter_mut().find(|(known, _)| *known == language) {
                Some((_, sum)) => *sum += share * weight,
                None => expected.push((language, share * weight)),
            }
        }
    }
    expected.sort_unstable_by_key(|&(language, _)| language);
    if !expected.is_empty() && !ranking.is_empty() {
        let most = if paragraph.is_known { DOCUMENT_OF_KNOWN } else { DOCUMENT };
        // A language that the text itself gives next to nothing may still be its language if there is little text.
        let told: f32 = ranking.iter().map(|(_, p)| p).sum();
        let untold = if paragraph.is_name { 0.02 } else { (1.0 - told).max(0.0) * 0.1 + 1e-4 };
        for &(language, _) in &expected {
            if !ranking.iter().any(|(l, _)| *l == language) {
                ranking.push((language, untold));
            }
        }
        let is_expected = |language: Language| expected.iter().any(|(known, _)| *known == language);
        for i in 0..ranking.len() {
            let (variety, p) = ranking[i];
            let kin = base(variety).filter(|&base| !is_expected(variety) && is_expected(base));
            if let Some(j) = ranking.iter().position(|&(language, _)| Some(language) == kin) {
                ranking[i].1 = p * VARIETY;
                ranking[j].1 += p * (1.0 - VARIETY);
            }
        }
        for (language, p) in &mut ranking {
            let share = expected.iter().find(|(known, _)| known == language).map_or(0.0, |(_, share)| *share);
            *p *= 1.0 + (most - 1.0) * share;
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

    proptest::proptest! {
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
