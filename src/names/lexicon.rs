//! The lexicon: entities and their aliases, from `langdata/names/` and files of the same format.

use std::sync::{Arc, OnceLock};

/// Entities and their aliases.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {}

impl Lexicon {
    /// The built-in lexicon, parsed once.
    pub fn builtin() -> Arc<Lexicon> {
        static BUILTIN: OnceLock<Arc<Lexicon>> = OnceLock::new();
        BUILTIN.get_or_init(|| Arc::new(Lexicon::default())).clone()
    }
}
