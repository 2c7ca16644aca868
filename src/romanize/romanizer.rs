//! [`Romanizer`]: what is asked for, and the way through a text, script by script.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::alignment::{Alignment, Edit, Stage};
use crate::error::Error;
use crate::language::Language;
use crate::unicode::{Form, to_form};

use super::output::Output;
use super::script::Script;
use super::standard::Standard;
use super::table::Table;
use super::{Alphabet, abjad, arabic, han, models, southeast, syllables};

/// What the lines are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// A line of at most eight words without the marks of a sentence is a name.
    #[default]
    Auto,
    /// Names: a capital on each word, and models learned from names where they know more than rules.
    Name,
    /// Text: no capitals that the script has not. Scripts without short vowels are still read by what is known of names,
    /// unless a [`Standard`] is asked for.
    Text,
}

/// A spelling of a name, see [`Romanizer::candidates`].
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The name in Latin.
    pub text: String,
    /// How probable it is; those of all spellings add up to 1, of which the candidates are a part.
    pub probability: f64,
}

/// Writes text in Latin script.
///
/// ```
/// use polynorm::Language;
/// use polynorm::romanize::{Alphabet, Romanizer, Standard};
///
/// let iso = Romanizer::by_standard(Language::new("rus"), Standard::new("iso-9").unwrap())?;
/// assert_eq!(iso.romanize("Щукин"), "Ŝukin");
/// let persian = Romanizer::new(Language::new("fas")).alphabet(Alphabet::Ascii);
/// assert_eq!(persian.romanize("محمد رضایی"), "Mohammad Rezaei");
/// # Ok::<(), polynorm::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Romanizer {
    language: Option<Language>,
    alphabet: Alphabet,
    standard: Option<Standard>,
    country: Option<String>,
    content: Content,
}

impl Romanizer {
    /// For text in this language, or in any.
    pub fn new(language: Option<Language>) -> Romanizer {
        Romanizer { language, ..Romanizer::default() }
    }

    /// By the tables of a standard alone, without what is known of names. Scripts that the standard has no table for are read as without it.
    ///
    /// # Errors
    /// [`Error::is_config`] if the standard has no table for any script of the language.
    pub fn by_standard(language: Option<Language>, standard: Standard) -> Result<Romanizer, Error> {
        if let Some(language) = language {
            let covers = |script: &str| match script {
                "Jpan" => standard.covers("Hira", None),
                "Kore" => standard.covers("Hang", None),
                script => standard.covers(script, Some(language)),
            };
            let scripts = language.scripts();
            if !scripts.is_empty() && !scripts.iter().any(|script| covers(script.code())) {
                let scripts: Vec<&str> = scripts.iter().map(|script| script.code()).collect();
                let name = language.code();
                return Err(Error::config(format!("{standard} has no table for {name} in {}", scripts.join(", "))));
            }
        }
        Ok(Romanizer { standard: Some(standard), ..Romanizer::new(language) })
    }

    /// With this alphabet.
    pub fn alphabet(self, alphabet: Alphabet) -> Romanizer {
        Romanizer { alphabet, ..self }
    }

    /// The country where the names are used (ISO 3166-1, such as `AF`); one that nothing is known of changes nothing.
    pub fn country(self, country: &str) -> Romanizer {
        let known = super::countries::Countries::get().index(&country.to_ascii_uppercase()).is_some();
        Romanizer { country: known.then(|| country.to_ascii_uppercase()), ..self }
    }

    /// Whether the lines are names.
    pub fn content(self, content: Content) -> Romanizer {
        Romanizer { content, ..self }
    }

    /// `text` in Latin script.
    pub fn romanize(&self, text: &str) -> String {
        if text.is_ascii() {
            return text.to_owned();
        }
        let normalized = to_form(text, Form::Nfkc);
        let mut out = Output::new(text.len(), false, 1);
        self.write(&normalized, &Offsets::Same, &mut out);
        self.in_alphabet(out.latin)
    }

    /// `text` in Latin script and where each piece of it came from; offsets are bytes. A piece is a letter, a syllable, a word or a name,
    /// as the script is read.
    ///
    /// ```
    /// use polynorm::romanize::Romanizer;
    ///
    /// let (latin, alignment) = Romanizer::default().aligned("к Щорсу")?;
    /// assert_eq!(latin, "k Shchorsu");
    /// assert_eq!(alignment.to_source(2..6), 3..5);
    /// # Ok::<(), polynorm::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_edit`] if the text is 4 GiB long or more.
    pub fn aligned(&self, text: &str) -> Result<(String, Alignment), Error> {
        let mut latin = String::with_capacity(text.len());
        let mut edits = Vec::new();
        for (source, piece) in self.pieces(text) {
            if text.get(source.clone()) != Some(piece.as_str()) {
                let written = latin.len()..latin.len() + piece.len();
                edits.push(Edit { source, text: written, stage: Stage::Custom, rule: "romanize" });
            }
            latin.push_str(&piece);
        }
        Ok((latin, Alignment::from_edits(edits)?))
    }

    /// The pieces of `text` in order, each with its byte range and what it is in Latin.
    fn pieces(&self, text: &str) -> Vec<(Range<usize>, String)> {
        let normalized = to_form(text, Form::Nfkc);
        let offsets = Offsets::new(text, &normalized);
        let mut out = Output::new(text.len(), true, 1);
        self.write(&normalized, &offsets, &mut out);
        out.mark(Some(text.len()));
        let pieces = out.pieces().into_iter();
        pieces.map(|(source, latin)| (source, self.in_alphabet(out.latin[latin].to_owned()))).collect()
    }

    /// The `n` likeliest spellings of a name, the best first. Of scripts that leave nothing open there is one.
    pub fn candidates(&self, name: &str, n: usize) -> Vec<Candidate> {
        let normalized = to_form(name, Form::Nfkc);
        let mut out = Output::new(name.len(), false, n.clamp(2, 64));
        self.write(&normalized, &Offsets::Same, &mut out);
        let mut candidates = vec![(String::new(), 1.0_f64)];
        let mut from = 0;
        for (range, choices) in &out.choices {
            let fixed = &out.latin[from..range.start];
            let longer = |(text, p): &(String, f64)| {
                let choices: Vec<_> =
                    choices.iter().map(|(c, q)| (format!("{text}{fixed}{c}"), p * f64::from(*q))).collect();
                choices
            };
            candidates = candidates.iter().flat_map(longer).collect();
            candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            candidates.truncate(n.saturating_mul(4).clamp(16, 1024));
            from = range.end;
        }
        let rest = &out.latin[from..];
        let mut spellings: Vec<Candidate> = Vec::new();
        for (text, probability) in candidates {
            let text = self.in_alphabet(text + rest);
            match spellings.iter_mut().find(|other| other.text == text) {
                Some(other) => other.probability += probability,
                None => spellings.push(Candidate { text, probability }),
            }
        }
        spellings.sort_by(|a, b| b.probability.total_cmp(&a.probability).then_with(|| a.text.cmp(&b.text)));
        spellings.truncate(n);
        spellings
    }

    fn in_alphabet(&self, latin: String) -> String {
        if self.alphabet == Alphabet::Ascii && !latin.is_ascii() { any_ascii::any_ascii(&latin) } else { latin }
    }

    /// Reads `text`, which is in NFKC.
    fn write(&self, text: &str, offsets: &Offsets, out: &mut Output) {
        let is_name = match self.content {
            Content::Name => true,
            Content::Text => false,
            Content::Auto => is_name(text),
        };
        let code = self.language.as_ref().map_or("", Language::code);
        let is_japanese =
            code == "jpn" || matches!(code, "" | "und") && text.contains(|c| Script::of(c) == Script::Kana);
        let is_dotted = text.contains(['\u{B7}', '\u{30FB}', '\u{2022}', '\u{2027}']);
        let han = han::Line { is_name, is_japanese, is_dotted };
        let is_foreign_hangul = is_name && syllables::is_foreign_hangul(text);
        let line = Line { is_name, is_alone: !text.trim().contains(char::is_whitespace), is_foreign_hangul, han };
        let (mut at, mut after_word) = (0, false);
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            let script = Script::of(c);
            if script == Script::Other {
                self.other(c, out);
                after_word = c.is_alphanumeric();
                at += c.len_utf8();
                out.mark(offsets.source(at));
                continue;
            }
            let end = rest
                .char_indices()
                .find(|&(i, c)| !(Script::of(c) == script || script.continues(c, &rest[i..])))
                .map_or(rest.len(), |(i, _)| i);
            let table = self.standard.and_then(|standard| {
                let like_it = || if matches!(script, Script::Indic(_)) { standard.table("Deva", None) } else { None };
                standard.table(script.table(), self.language).or_else(like_it)
            });
            if let Some(table) = table {
                self.by_table(&rest[..end], script, (table, true), at, offsets, out, is_name && !after_word);
                at += end;
            } else if script == Script::Arabic && syllables::written_vowels(&rest[..end], self.language).is_none() {
                at += self.arabic(rest, is_name, at, offsets, out);
            } else {
                self.word(&rest[..end], script, line, is_name && !after_word, at, offsets, out);
                at += end;
            }
            out.mark(offsets.source(at));
            after_word = true;
        }
    }

    /// Names and words in Arabic letters at the start of `rest`; how many bytes they are.
    fn arabic(&self, rest: &str, is_name: bool, at: usize, offsets: &Offsets, out: &mut Output) -> usize {
        let country = self.country.as_deref();
        let given = arabic::Given { language: self.language, country, is_name, choices: out.most };
        let mut done = 0;
        for unit in arabic::units(rest, given) {
            let gap = &rest[done..unit.end];
            out.latin.push_str(if gap.starts_with(' ') && done > 0 { " " } else { "" });
            out.choose(unit.choices, !is_name);
            done = unit.end;
            out.mark(offsets.source(at + done));
        }
        done.max(rest.chars().next().map_or(1, char::len_utf8))
    }

    #[allow(clippy::too_many_arguments, reason = "one place calls it")]
    fn word(
        &self,
        word: &str,
        script: Script,
        line: Line,
        capital: bool,
        at: usize,
        offsets: &Offsets,
        out: &mut Output,
    ) {
        let start = out.latin.len();
        let learned = match script {
            Script::Hebrew => abjad::hebrew_name(word, out.most),
            Script::Kana if line.is_name => syllables::foreign_kana(word, out.most),
            Script::Hangul if line.is_name => {
                syllables::hangul_name(word, line.is_foreign_hangul, line.is_alone, out.most)
            }
            Script::Han => Some(han::spell(word, line.han, out.most)),
            _ => None,
        };
        if let Some(choices) = learned {
            return out.choose(choices, !capital);
        }
        let table = Table::alphabet(self.language, script.table());
        self.by_table(word, script, (table, false), at, offsets, out, capital);
        if out.latin.len() == start {
            out.latin.push_str(&any_ascii::any_ascii(word).to_lowercase());
            if capital {
                out.capitalize(start);
            }
        }
        if script == Script::Cyrillic && line.is_name && out.most > 1 {
            self.spellings_by_ear(word, start, out);
        }
    }

    /// Foreign names in Cyrillic are spelled by ear: what they may be in Latin stands beside what the rules give.
    fn spellings_by_ear(&self, word: &str, start: usize, out: &mut Output) {
        let lower = word.to_lowercase();
        let Some(model) = models::get("Cyrl").filter(|model| model.knows(&lower)) else { return };
        let by_rule = out.latin[start..].to_owned();
        out.latin.truncate(start);
        let mut choices = vec![(by_rule, 0.5)];
        choices.extend(models::spell(model, &lower, 0, out.most).into_iter().map(|(text, p)| (text, p / 2.0)));
        choices.truncate(out.most);
        out.choose(choices, false);
    }

    /// Reads a word by a table, that of a standard or not.
    #[allow(clippy::too_many_arguments, reason = "two places call it")]
    fn by_table(
        &self,
        word: &str,
        script: Script,
        (table, is_standard): (&Table, bool),
        at: usize,
        offsets: &Offsets,
        out: &mut Output,
        capital: bool,
    ) {
        let start = out.latin.len();
        let mut mark = |out: &mut Output, used: usize| out.mark(offsets.source(at + used));
        match script {
            Script::Greek => {
                // Tonos and breathings say nothing in Latin; a diaeresis parts the vowels.
                let plain: String = word.nfd().filter(|&c| !is_combining_mark(c)).collect();
                table.word(&plain, out, |_, _| {});
            }
            Script::Arabic if is_standard && word.contains('\u{651}') => {
                table.word(&abjad::doubled(word), out, |_, _| {});
            }
            Script::Arabic if !is_standard => abjad::arabic(word, self.language, &mut out.latin),
            Script::Hebrew if !is_standard => abjad::hebrew(word, &mut out.latin),
            Script::Indic(_) => syllables::indic(word, script, table, !is_standard, &mut out.latin),
            Script::Southeast(_) => southeast::spell(word, table, &mut out.latin),
            Script::Hangul => syllables::hangul(word, table, &mut out.latin),
            Script::Kana => syllables::kana(word, table, &mut out.latin),
            _ => table.word(word, out, &mut mark),
        }
        if capital && !script.has_case() {
            out.capitalize(start);
        }
    }

    fn other(&self, c: char, out: &mut Output) {
        let is_latin = matches!(c, '\u{A0}'..='\u{24F}' | '\u{250}'..='\u{2AF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2C60}'..='\u{2C7F}');
        let is_sign = !c.is_alphanumeric() && !('\u{600}'..='\u{6FF}').contains(&c);
        if c.is_ascii() || self.alphabet == Alphabet::Latin && (is_latin || is_sign) {
            out.latin.push(c);
        } else {
            out.latin.push_str(any_ascii::any_ascii_char(c));
        }
    }
}

/// A line of few words without the marks of a sentence.
fn is_name(text: &str) -> bool {
    text.split_whitespace().take(9).count() < 9
        && !text.contains(['.', '!', '?', ':', ';', '\u{3002}', '\u{61F}', '\u{6D4}', '\u{964}'])
}

/// What is known of a line before its words are read.
#[derive(Clone, Copy)]
struct Line {
    is_name: bool,
    is_alone: bool,
    is_foreign_hangul: bool,
    han: han::Line,
}

/// From offsets in the normalized text to those in the source.
enum Offsets {
    Same,
    /// Words between spaces, where each ends in the normalized text and in the source, and whether it is the same in both.
    Words(Vec<(usize, usize, bool)>),
}

impl Offsets {
    fn new(source: &str, normalized: &str) -> Offsets {
        if source == normalized {
            return Offsets::Same;
        }
        // Nothing composes with a space or is reordered over it, so the words of both are the same ones.
        let (mut words, mut at) = (Vec::new(), 0);
        let mut from = 0;
        for word in source.split_inclusive(' ') {
            let form = to_form(word, Form::Nfkc);
            at += word.len();
            from += form.len();
            words.push((from, at, form == word));
        }
        if from == normalized.len() { Offsets::Words(words) } else { Offsets::Words(Vec::new()) }
    }

    /// The offset in the source, if it has one.
    fn source(&self, at: usize) -> Option<usize> {
        match self {
            Offsets::Same => Some(at),
            Offsets::Words(words) => {
                let (end, source_end, same) = words.get(words.partition_point(|&(end, ..)| end < at)).copied()?;
                (same || end == at).then(|| source_end - (end - at))
            }
        }
    }
}
