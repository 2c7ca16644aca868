//! What each paragraph is in its document: title, body, teaser, widget, …
//!
//! First every paragraph by itself, read once (`reader`): its shape (`shape`), its phrases (`phrases`), its language against
//! the document's, its words against the body's (`repeat`); then the rules: which stretches are the document's own text
//! (`zone`), and what each line is there (`place`). All of that is evidence (`evidence`) to a trained model (`model`), which
//! reads the document as a whole. No rule and no evidence knows a language; the phrases are data. What comes again in other
//! documents of the same source is told by a corpus, if there is one (`boilerplate`).

mod boilerplate;
mod character;
mod credit;
mod evidence;
mod fold;
mod folded;
mod index;
mod line;
mod model;
mod phrases;
mod place;
mod reader;
mod repeat;
mod shape;
#[cfg(test)]
mod slow;
#[cfg(test)]
mod tests;
mod zone;

use crate::document::{Paragraph, Role};
use crate::language::Language;
use evidence::{Column, Measured};
use line::{Line, Repetition};
use model::{Reader, Scores, is_own};

pub use boilerplate::{Boilerplate, Learned, Learning, Lines, Options as LearningOptions, Repeated};

/// The language of an interface phrase that a whole paragraph consists of ("Lire aussi", "字号 +"), if it is one and
/// of one language only.
pub fn phrase_language(text: &str) -> Option<Language> {
    phrases::language(text)
}

/// How careful the roles are with what may be the document's own text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// What is doubtful is left out: for training a model, where a menu does more harm than a heading that is missing.
    Precision,
    /// What is more likely than not.
    #[default]
    Balanced,
    /// What is doubtful is kept: for reading and searching, where nothing should be missing.
    Recall,
}

impl Keep {
    /// All of them.
    pub const ALL: [Keep; 3] = [Keep::Precision, Keep::Balanced, Keep::Recall];

    /// How much more the document's own text counts than it is likely.
    fn factor(self) -> f32 {
        match self {
            Keep::Precision => 0.25,
            Keep::Balanced => 1.0,
            Keep::Recall => 4.0,
        }
    }
}

/// What a paragraph is taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Its role.
    pub role: Role,
    /// The probability that it has this role, 0.0–1.0.
    pub confidence: f32,
    /// The role that it would have otherwise; the same where it is the only paragraph, which is body.
    pub otherwise: Role,
    /// What speaks for the role (above 0) or against it, against the other one: a piece of evidence and the logarithm of odds that it
    /// brings; the largest first. None of an only paragraph.
    pub evidence: Vec<(String, f32)>,
}

/// How roles are told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'o> {
    /// How careful to be.
    pub keep: Keep,
    /// What comes again in other documents.
    pub repeated: Option<Repeated<'o>>,
}

/// The role of each paragraph and how sure it is, 0.0–1.0; their text, language and place are known, their names are not.
pub fn assign(paragraphs: &[Paragraph<'_>], language: Language, options: Options<'_>) -> Vec<(Role, f32)> {
    read(paragraphs, language, options, Reader::builtin(), |_, _, scores| chosen(scores))
}

/// The same with what it was decided by.
pub fn explain(paragraphs: &[Paragraph<'_>], language: Language, options: Options<'_>) -> Vec<Told> {
    let reader = Reader::builtin();
    read(paragraphs, language, options, reader, |columns, i, scores| {
        let (role, confidence) = chosen(scores);
        if paragraphs.len() == 1 {
            return Told { role, confidence, otherwise: role, evidence: Vec::new() };
        }
        let others = Role::ALL.into_iter().filter(|other| *other != role);
        let otherwise = others.max_by(|a, b| scores[*a as usize].total_cmp(&scores[*b as usize])).unwrap_or(role);
        let reasons = reader.reasons(columns, i, role, otherwise);
        let evidence = reasons.into_iter().map(|(column, said)| (column.name(), said)).collect();
        Told { role, confidence, otherwise, evidence }
    })
}

/// Measures the paragraphs, asks the model, and calls `of` with the evidence, the number of each paragraph and its probabilities.
fn read<T>(
    paragraphs: &[Paragraph<'_>],
    language: Language,
    options: Options<'_>,
    reader: &Reader,
    of: impl Fn(&[Vec<f32>], usize, &Scores) -> T,
) -> Vec<T> {
    let Read { columns, rules, lines } = measure(paragraphs, language, options.repeated, &reader.columns);
    let bytes = paragraphs.iter().map(|p| p.text().len()).sum();
    let favoured = |i: usize| options.keep.factor() * if_repeated(&lines[i]);
    let mut scores = reader.probabilities(&columns, &rules, bytes, favoured);
    if let [only] = &mut *scores {
        // There is nothing to tell it from.
        *only = Role::ALL.map(|role| if role == Role::Body { 1.0 } else { 0.0 });
    }
    scores.iter().enumerate().map(|(i, scores)| of(&columns, i, scores)).collect()
}

/// What is known of the paragraphs of a document: the evidence that is asked for, the roles by the rules.
struct Read {
    columns: Vec<Vec<f32>>,
    rules: Vec<Role>,
    lines: Vec<Line>,
}

fn measure(
    paragraphs: &[Paragraph<'_>],
    language: Language,
    repeated: Option<Repeated<'_>>,
    columns: &[Column],
) -> Read {
    let lines = line::measure(paragraphs, language, repeated);
    let zones = zone::zones(&lines);
    let rules = place::roles(&lines, &zones);
    let columns = evidence::columns(&Measured { paragraphs, lines: &lines, zones: &zones, rules: &rules }, columns);
    Read { columns, rules, lines }
}

/// How much less the document's own text counts for a line that comes again in other documents.
fn if_repeated(line: &Line) -> f32 {
    if line.repeated == 0.0 {
        return 1.0;
    }
    let least: f32 = match line.repetition() {
        Repetition::Telling => 0.01,
        Repetition::Doubtful => 0.5,
        Repetition::Common => 1.0,
    };
    least.powf(line.repeated)
}

/// The role that is likeliest of those of the document's own text, or of the others, whichever have more together.
fn chosen(scores: &Scores) -> (Role, f32) {
    let own: f32 = Role::ALL.into_iter().filter(|role| is_own(*role)).map(|role| scores[role as usize]).sum();
    let all: f32 = scores.iter().sum();
    let side = Role::ALL.into_iter().filter(|role| is_own(*role) == (own * 2.0 > all));
    let role = side.max_by(|a, b| scores[*a as usize].total_cmp(&scores[*b as usize])).unwrap_or(Role::Body);
    (role, scores[role as usize])
}

/// What a model is trained from.
pub mod training {
    use super::evidence::Column;
    use super::{Options, Role};
    use crate::document::Document;

    pub use super::model::{LEVELS, Model, Reader, Scores, Tree, shares};

    /// The names of all evidence there is.
    pub fn evidence() -> Vec<String> {
        Column::all().into_iter().map(Column::name).collect()
    }

    /// All evidence on the paragraphs of a document as [`Pipeline::detect`](crate::Pipeline::detect) leaves it, a column each.
    pub fn measure(document: &Document<'_>) -> Vec<Vec<f32>> {
        super::measure(&document.paragraphs, document.language, None, &Column::all()).columns
    }

    /// What a model says of the paragraphs of a document: the probability of each role, and the role that is chosen.
    pub fn ask(reader: &Reader, document: &Document<'_>) -> Vec<(Scores, Role)> {
        let of = |_: &[Vec<f32>], _: usize, scores: &Scores| (*scores, super::chosen(scores).0);
        super::read(&document.paragraphs, document.language, Options::default(), reader, of)
    }
}
