//! Cues: words and phrases that tell what a name is, from `langdata/names/cues/<language>.tsv`, those of all languages from `mul.tsv`.

use crate::Error;

/// A set of cue classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cues(u64);

macro_rules! classes {
    ($($constant:ident = $name:literal),* $(,)?) => {
        classes!(@ 0; $($constant = $name,)*);
        /// The classes by the names they have in the tables.
        const CLASSES: &[(&str, Cues)] = &[$(($name, Cues::$constant)),*];
    };
    (@ $bit:expr; $constant:ident = $name:literal, $($rest:tt)*) => {
        impl Cues { pub(super) const $constant: Cues = Cues(1 << $bit); }
        classes!(@ $bit + 1; $($rest)*);
    };
    (@ $bit:expr;) => {};
}

classes! {
    TITLE = "title",
    ROLE = "role",
    SAY = "say",
    PARTICLE = "particle",
    ORG_HEAD = "org_head",
    ORG_START = "org_start",
    PLACE_HEAD = "place_head",
    PLACE_BEFORE = "place_before",
    NOT_NAME = "not_name",
    MENTION = "mention",
    ACRONYM_NOT_NAME = "acronym_not_name",
    ACTS = "acts",
    GROUP_HEAD = "group_head",
    ORG_FIRST = "org_first",
    PLACE_GENERIC = "place_generic",
    PASSING = "passing",
    THING = "thing",
    CREDIT = "credit",
    JOINED = "particle_joined",
    SUFFIX = "suffix",
    BODY = "body",
    ANOTHER = "another",
    DISTINCT = "distinct",
    LEGAL_FORM = "legal_form",
    THE = "the",
    A = "a",
    OF = "of",
    AND = "and",
    OR = "or",
    TO = "to",
    WITH = "with",
    WHO = "who",
    CALLED = "called",
    NOUN_END = "noun_end",
    GIVEN = "given",
    GIVEN_WEAK = "given_weak",
}

impl Cues {
    #[inline]
    pub(super) fn has(self, any: Cues) -> bool {
        self.0 & any.0 != 0
    }

    #[inline]
    pub(super) const fn with(self, other: Cues) -> Cues {
        Cues(self.0 | other.0)
    }
}

/// Calls `add` with the cue and the class of each row `class<TAB>cue` of a table.
pub(super) fn load(table: &str, origin: &str, mut add: impl FnMut(&str, Cues)) -> Result<(), Error> {
    for (number, row) in crate::langdata::rows(table) {
        let place = || format!("{origin}:{number}");
        let [class, cue, ..] = row[..] else {
            return Err(Error::data("a cue is `class<TAB>cue`").at(place()));
        };
        let Some(&(_, class)) = CLASSES.iter().find(|(name, _)| *name == class) else {
            let known: Vec<_> = CLASSES.iter().map(|(name, _)| *name).collect();
            return Err(
                Error::data(format!("unknown class {class:?}; the classes are {}", known.join(", "))).at(place())
            );
        };
        // "al-" is a particle only where a dash follows.
        let class = if class == Cues::PARTICLE && cue.ends_with('-') { Cues::JOINED } else { class };
        add(cue, class);
    }
    Ok(())
}

/// Given names, one a line.
pub(super) fn given_names(list: &str) -> impl Iterator<Item = &str> {
    crate::langdata::lines(list).map(|(_, line)| line)
}
