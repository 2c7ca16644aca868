//! Whole small documents with the role of every line by the rules: `cases.tsv`; what the model makes of whole documents.

use super::model::is_own;
use super::{Keep, Options, Scores};
use crate::document::{Paragraph, Role};
use crate::encoding::{self, Encoding};
use crate::language::{Language, Script};
use crate::segment::Segment;

struct Case {
    name: &'static str,
    language: Language,
    /// Language, role, text, line ends before it.
    lines: Vec<(Language, Role, &'static str, u32)>,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut breaks = 1;
    for line in include_str!("cases.tsv").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if let Some(name) = line.strip_prefix("== ") {
            cases.push(Case { name, language: Language::new(&name[..3]).unwrap(), lines: Vec::new() });
            breaks = 0;
        } else if line == "-" {
            breaks += 1;
        } else {
            let [language, role, text] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let row = (Language::new(language).unwrap(), Role::from_name(role).unwrap(), text, breaks);
            cases.last_mut().unwrap().lines.push(row);
            breaks = 1;
        }
    }
    cases
}

fn paragraph(text: &'static str, language: Language, breaks_before: u32) -> Paragraph<'static> {
    let segment = Segment { range: 0..text.len(), breaks_before };
    let mut paragraph = Paragraph::new(&segment, Encoding::UTF_8, encoding::decode(text.as_bytes(), Encoding::UTF_8));
    paragraph.language = language;
    paragraph.script = Script::of(text);
    paragraph.confidence = 0.95;
    paragraph
}

#[test]
fn whole_documents_by_the_rules() {
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 10);
    for case in &cases {
        let paragraphs: Vec<_> =
            case.lines.iter().map(|&(language, _, text, breaks)| paragraph(text, language, breaks)).collect();
        let roles = super::measure(&paragraphs, case.language, None, &[]).rules;
        for (&(_, wanted, text, _), got) in case.lines.iter().zip(roles) {
            if wanted != got {
                wrong.push(format!("{}: wanted {wanted}, got {got}: {text}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn roles_come_for_every_paragraph_and_in_linear_time() {
    let assign = |paragraphs: &[Paragraph<'_>], language| super::assign(paragraphs, language, Options::default());
    assert!(assign(&[], Language::UND).is_empty());
    let odd = ["", " ", "\u{FFFD}\u{200B}", "1", "***", "(", "\u{201C}", "By", ":", "AP/"];
    let english = Language::new("eng").unwrap();
    for text in odd {
        assert_eq!(assign(&[paragraph(text, Language::UND, 0)], english), [(Role::Body, 1.0)], "{text:?}");
    }
    // Every line the same, the worst case for what compares lines.
    let same: Vec<_> =
        (0..20_000).map(|_| paragraph("the same five words again and again in a line.", english, 1)).collect();
    assert_eq!(assign(&same, english).len(), same.len());
}

#[test]
fn the_more_careful_the_less_is_kept() {
    let mut doubtful = 0;
    for case in cases() {
        let paragraphs: Vec<_> =
            case.lines.iter().map(|&(language, _, text, breaks)| paragraph(text, language, breaks)).collect();
        let [precision, balanced, recall] =
            Keep::ALL.map(|keep| super::assign(&paragraphs, case.language, Options { keep, ..Options::default() }));
        for i in 0..paragraphs.len() {
            let [precision, balanced, recall] = [precision[i], balanced[i], recall[i]].map(|told| is_own(told.0));
            assert!(precision <= balanced && balanced <= recall, "{}, line {i}", case.name);
            doubtful += usize::from(precision != recall);
        }
    }
    assert!(doubtful > 0);
}

#[test]
fn what_is_explained_is_what_is_assigned() {
    for case in cases() {
        let paragraphs: Vec<_> =
            case.lines.iter().map(|&(language, _, text, breaks)| paragraph(text, language, breaks)).collect();
        let options = Options { keep: Keep::Recall, ..Options::default() };
        let assigned = super::assign(&paragraphs, case.language, options);
        let told = super::explain(&paragraphs, case.language, options);
        assert_eq!(told.iter().map(|told| (told.role, told.confidence)).collect::<Vec<_>>(), assigned);
        assert!(told.len() == 1 || told.iter().all(|told| told.otherwise != told.role));
    }
}

#[test]
fn the_side_with_more_is_chosen_and_then_its_likeliest_role() {
    let with = |roles: &[(Role, f32)]| {
        let mut scores: Scores = [0.0; Role::ALL.len()];
        roles.iter().for_each(|&(role, score)| scores[role as usize] = score);
        super::chosen(&scores)
    };
    let split = [(Role::Body, 0.3), (Role::Heading, 0.25), (Role::Widget, 0.45)];
    assert_eq!(with(&split), (Role::Body, 0.3));
    assert_eq!(with(&[(Role::Body, 0.4), (Role::Caption, 0.35), (Role::Teaser, 0.25)]), (Role::Caption, 0.35));
}

#[test]
fn interface_phrases_tell_their_language() {
    for (text, code) in [
        ("Check Also", Some("eng")),
        ("Lire aussi", Some("fra")),
        ("\u{5B57}\u{53F7} +", Some("zho")),
        ("\u{95A2}\u{9023}\u{8A18}\u{4E8B}", Some("jpn")),
        ("Facebook", None),
        ("Video", None),
        ("Nobody has ever written this on a button", None),
    ] {
        assert_eq!(super::phrase_language(text).map(|l| l.code().to_owned()).as_deref(), code, "{text}");
    }
}
