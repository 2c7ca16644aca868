//! Standards of romanization: the folders of `langdata/romanize/`, each with tables by script and language.

use std::fmt;

use crate::langdata;
use crate::language::Language;

use super::table::Table;

/// A published system of romanization that text is read by, letter for letter: a folder of `langdata/romanize/`.
///
/// ```
/// use polynorm::romanize::Standard;
///
/// let names: Vec<&str> = Standard::all().iter().map(|standard| standard.name()).collect();
/// assert!(names.contains(&"iso-9"));
/// assert!(Standard::new("iso-9").unwrap().covers("Cyrl", None));
/// assert_eq!(Standard::new("esperanto"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standard(&'static str);

impl Standard {
    /// The standard of this name, such as `bgn-pcgn`; `None` if there is no such folder.
    pub fn new(name: &str) -> Option<Standard> {
        Standard::all().into_iter().find(|standard| standard.0 == name)
    }

    /// All of them, by name.
    pub fn all() -> Vec<Standard> {
        langdata::folders("romanize").into_iter().map(Standard).collect()
    }

    /// Its name: that of the folder.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// Whether it has a table for the script (ISO 15924) or for the language in it.
    pub fn covers(self, script: &str, language: Option<Language>) -> bool {
        self.table(script, language).is_some()
    }

    pub(super) fn table(self, script: &str, language: Option<Language>) -> Option<&'static Table> {
        Table::of(self.0, script, language)
    }
}

impl fmt::Display for Standard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
