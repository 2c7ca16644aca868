//! The options of the stages, which `normalize` and `inspect` share.

use std::path::PathBuf;

use super::config::Config;
use super::language::LanguageOptions;
use super::options::{from_word, set, set_some, word};
use crate::encoding::RepairMode;
use crate::names::NamesMode;
use crate::role::Keep;
use crate::segment::Paragraphs;
use crate::unicode::{Fold, Form, Profile};

/// What the stages do.
#[derive(clap::Args)]
#[command(next_help_heading = "Stages")]
pub struct Stages {
    /// How lines make paragraphs: decided per document, each line, or lines up to a blank line [default: auto]
    #[arg(long, value_name = "HOW", value_parser = word::<Paragraphs>(&["auto", "line", "block"]))]
    paragraphs: Option<Paragraphs>,
    /// The Unicode normalization form [default: nfc]
    #[arg(long, value_parser = word::<Form>(&["nfc", "nfd", "nfkc", "nfkd", "none"]))]
    form: Option<Form>,
    /// The folds beside the form, chosen by the language of each paragraph: none, what a reader does not see, or those
    /// for keys to search by [default: text]
    #[arg(long, value_parser = word::<Profile>(&["lossless", "text", "search"]))]
    profile: Option<Profile>,
    /// Folds to do beside the profile's, such as `quotes,dashes`
    #[arg(long, value_name = "FOLD,…", value_delimiter = ',', value_parser = fold)]
    fold: Vec<Fold>,
    /// Folds of the profile not to do
    #[arg(long, value_name = "FOLD,…", value_delimiter = ',', value_parser = fold)]
    no_fold: Vec<Fold>,
    /// The repair of mojibake: what cannot be meant, also what is unlikely to be meant, or nothing [default: on]
    #[arg(long, value_name = "MODE", value_parser = word::<RepairMode>(&["on", "bold", "off"]))]
    mojibake: Option<RepairMode>,
    /// How careful the roles are with what may be the document's own text: leave out what is doubtful, take what is likelier than
    /// not, or keep what is doubtful [default: balanced]
    #[arg(long, value_parser = word::<Keep>(&["precision", "balanced", "recall"]))]
    keep: Option<Keep>,
    /// What is done with names: `rewrite` (the canonical form, as much of it as the text has), `full` (the whole
    /// canonical form), `annotate` (list them, leave the text), `off` [default: rewrite]; or a file with more names,
    /// which can be given several times
    #[arg(long, value_name = "MODE|FILE")]
    names: Vec<String>,
    /// Lines that come again in many documents of a source, as `polynorm learn-boilerplate` counted them: they are seldom a
    /// document's own text
    #[arg(long, value_name = "FILE")]
    boilerplate: Option<PathBuf>,
    #[command(flatten)]
    language: LanguageOptions,
}

fn fold(name: &str) -> Result<Fold, String> {
    let names = || Fold::ALL.iter().map(|fold| fold.name()).collect::<Vec<_>>().join(", ");
    Fold::from_name(name).ok_or_else(|| format!("the folds are {}", names()))
}

impl Stages {
    /// Writes what was given over what the config says.
    pub fn apply(&self, config: &mut Config) {
        self.language.apply(config);
        let pipeline = &mut config.pipeline;
        set(&mut pipeline.paragraphs, self.paragraphs);
        set(&mut pipeline.unicode.form, self.form);
        set(&mut pipeline.unicode.profile, self.profile);
        pipeline.unicode.folds.extend(self.fold.iter().map(|&fold| (fold, true)));
        pipeline.unicode.folds.extend(self.no_fold.iter().map(|&fold| (fold, false)));
        set(&mut pipeline.mojibake, self.mojibake);
        set(&mut pipeline.keep, self.keep);
        set_some(&mut pipeline.boilerplate, self.boilerplate.clone());
        for names in &self.names {
            match from_word::<NamesMode>(names) {
                Ok(mode) => pipeline.names = mode,
                Err(_) => config.lexicons.push(names.into()),
            }
        }
    }
}
