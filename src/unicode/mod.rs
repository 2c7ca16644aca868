//! Text to one Unicode form: the normalization forms of UAX #15, and folds by profile and language.
//!
//! `form` knows the forms and `quick` what is in them already, `rewrite` brings the rest to them; `folds` which folds there are, `table` what they replace, `spacing` what
//! becomes of blanks, line ends and invisible characters, `look_alikes`, `han`, `search` and `stream_safe` the folds that are rules. Here they are
//! put together: every changed place is one [`Change`]. What is `plain` has none. `segmentation` cuts text into graphemes, words and sentences.

mod blocks;
mod folds;
mod form;
pub(crate) mod han;
mod look_alikes;
mod plain;
mod quick;
mod rewrite;
mod search;
mod segmentation;
mod spacing;
mod stream_safe;
mod table;

use std::collections::BTreeMap;

use crate::alignment::{Alignment, Edit, Stage};
use crate::document::Change;
use crate::language::{Language, Script};

pub use folds::{Fold, Profile};
pub use form::{Form, to_form};
pub(crate) use form::{Reaction, is_in_form, reaction};
pub use segmentation::{Word, graphemes, sentences, word_boundaries, words};

use folds::Folds;

/// What the stage does.
///
/// ```
/// use polynorm::unicode::{Fold, Form, Profile, Settings};
///
/// let settings: Settings = toml::from_str("form = 'nfd'\nprofile = 'text'\nfolds = { quotes = true }")?;
/// assert_eq!(settings, Settings { form: Form::Nfd, profile: Profile::Text, folds: [(Fold::Quotes, true)].into() });
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The normalization form.
    pub form: Form,
    /// Which folds are on.
    pub profile: Profile,
    /// Folds switched on or off over the profile.
    pub folds: BTreeMap<Fold, bool>,
}

/// Passes over a text until nothing changes any more. Two are enough for nearly every text; what one fold makes
/// another may fold again (a compatibility mapping with blanks in it, say).
const PASSES: usize = 8;

/// The changes that bring `text` to one form, in order; none, and nothing allocated, for text that is in it already.
///
/// The changed text has no changes left: the stage is idempotent. The rule of a change is `nfc` (or the form asked for) or the
/// name of a [`Fold`]. `script` is not looked at: every decision is made by the characters themselves and the language.
///
/// ```
/// use polynorm::{Language, Script, unicode};
///
/// let text = "cafe\u{301}\u{A0}!";
/// let changes = unicode::normalize(text, Language::UND, Script::UNKNOWN, &unicode::Settings::default());
/// assert_eq!(changes.len(), 2);
/// assert_eq!((changes[0].range.clone(), changes[0].with.as_str(), changes[0].rule), (3..6, "\u{E9}", "nfc"));
/// assert_eq!((changes[1].range.clone(), changes[1].with.as_str(), changes[1].rule), (6..8, " ", "spaces"));
/// ```
pub fn normalize(text: &str, language: Language, script: Script, settings: &Settings) -> Vec<Change> {
    let _ = script;
    let (folds, leaves_plain) = Folds::remembered(settings, language);
    if leaves_plain && plain::is_plain(text) {
        return Vec::new();
    }
    let mut done = Rewritten { source: text, text: None, alignment: Alignment::identity() };
    for _ in 0..PASSES {
        let mut changed = done.apply(spacing::changes(done.text(), language, folds));
        changed |= done.apply(look_alikes::changes(done.text(), language, folds));
        changed |= done.apply(han::changes(done.text(), language, folds));
        changed |= done.apply(search::changes(done.text(), language, folds));
        changed |= done.apply(stream_safe::changes(done.text(), folds));
        changed |= done.apply(form::changes(done.text(), settings.form));
        if !changed {
            break;
        }
    }
    done.into_changes()
}

/// A text and what became of it so far.
struct Rewritten<'a> {
    source: &'a str,
    text: Option<String>,
    alignment: Alignment,
}

impl Rewritten<'_> {
    fn text(&self) -> &str {
        self.text.as_deref().unwrap_or(self.source)
    }

    /// Applies the changes; whether there were any.
    fn apply(&mut self, changes: Vec<Change>) -> bool {
        if changes.is_empty() {
            return false;
        }
        let text = self.text();
        let (mut new, mut step, mut at) = (String::with_capacity(text.len()), Alignment::identity(), 0);
        for change in changes {
            new.push_str(&text[at..change.range.start]);
            new.push_str(&change.with);
            at = change.range.end;
            step.push(change.range, change.with.len(), Stage::Unicode, change.rule);
        }
        new.push_str(&text[at..]);
        self.alignment = self.alignment.then(&step);
        self.text = Some(new);
        true
    }

    /// All changes so far as changes of the source; those that came to nothing are left out.
    fn into_changes(self) -> Vec<Change> {
        let text = self.text();
        let change = |edit: Edit| Change { with: text[edit.text].to_owned(), range: edit.source, rule: edit.rule };
        let changes = self.alignment.edits().map(change);
        changes.filter(|change| self.source[change.range.clone()] != change.with).collect()
    }
}

#[cfg(test)]
mod tests;
