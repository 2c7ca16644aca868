//! The options of language detection, which `detect`, `normalize` and `inspect` share.

use std::path::PathBuf;

use super::config::Config;
use super::options::{set, word};
use crate::language::{Candidates, Detector};

/// Which detector, among which languages.
#[derive(clap::Args)]
pub struct LanguageOptions {
    /// Tell these languages only, such as `eng,fra,ar` (ISO 639-3 or BCP 47); `deu=3` multiplies the odds of German by 3, and
    /// `*` stands for all others: `*,eng=5` restricts nothing [default: *]
    #[arg(long, value_name = "CODE[=WEIGHT],…", help_heading = "Language")]
    languages: Option<Candidates>,
    /// The detector of languages: our own, or the crate of that name alone. lingua is there if the program was built with
    /// `--features lingua` [default: polynorm]
    #[arg(long, value_name = "NAME", value_parser = word::<Detector>(&["polynorm", "whatlang", "lingua"]), help_heading = "Language")]
    detector: Option<Detector>,
    /// Another model for the detector polynorm than the embedded one, a file that `cargo xtask train-language` wrote
    #[arg(long, value_name = "FILE", help_heading = "Language")]
    model: Option<PathBuf>,
}

impl LanguageOptions {
    /// Writes what was given over what the config says.
    pub fn apply(&self, config: &mut Config) {
        set(&mut config.pipeline.languages, self.languages.clone());
        set(&mut config.pipeline.detector, self.detector);
        if self.model.is_some() {
            config.pipeline.model.clone_from(&self.model);
        }
    }
}
