//! Names and codes of languages and scripts, as `langdata/languages.tsv` and `langdata/scripts.tsv` have them. Not for telling
//! the language of a text.
//!
//! The tables are read when a code or a name is first asked for: a run that needs none does not pay for them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Language, Script};
use crate::langdata;

/// A row of `langdata/languages.tsv`; empty fields are `None`.
struct Row {
    language: Language,
    iso639_1: Option<&'static str>,
    iso639_2b: Option<&'static str>,
    macrolanguage: Option<Language>,
    name: &'static str,
    autonym: Option<&'static str>,
    scripts: Vec<Script>,
    bcp47: &'static str,
}

/// What the tables say.
struct Table {
    /// In the order of their codes.
    rows: Vec<Row>,
    /// Codes of two letters, bibliographic and folded codes, in order, and the language that they stand for.
    others: Vec<(&'static str, Language)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut rows: Vec<Row> =
        langdata::rows(langdata::text("languages.tsv")).filter_map(|(_, row)| of_row(&row)).collect();
    rows.sort_by_key(|row| row.language);
    // A folded code goes before the others: `ji` is Yiddish, and `no` what stands for Norwegian.
    let mut others: Vec<(&str, Language)> = langdata::rows(langdata::text("language/folding.tsv"))
        .filter_map(|(_, row)| Some((*row.first()?, Language::new(row.get(1)?)?)))
        .collect();
    let folded: BTreeMap<&str, Language> = others.iter().copied().collect();
    for row in &rows {
        let codes = [row.iso639_1, row.iso639_2b].into_iter().flatten();
        let represented = folded.get(row.language.code()).copied().unwrap_or(row.language);
        others.extend(codes.map(|code| (code, represented)));
    }
    others.sort_by_key(|(code, _)| *code);
    others.dedup_by_key(|(code, _)| *code);
    Table { rows, others }
});

fn of_row(row: &[&'static str]) -> Option<Row> {
    let &[code, iso639_1, iso639_2b, macrolanguage, name, autonym, scripts, bcp47] = row else { return None };
    let given = |field: &'static str| (!field.is_empty()).then_some(field);
    Some(Row {
        language: Language::new(code)?,
        iso639_1: given(iso639_1),
        iso639_2b: given(iso639_2b),
        macrolanguage: Language::new(macrolanguage),
        name,
        autonym: given(autonym),
        scripts: scripts.split(',').filter_map(Script::new).collect(),
        bcp47,
    })
}

impl Row {
    fn of(language: Language) -> Option<&'static Row> {
        let rows = &TABLE.rows;
        rows.binary_search_by_key(&language, |row| row.language).ok().and_then(|i| rows.get(i))
    }
}

impl Language {
    /// The language of a code or tag: ISO 639-3 (`deu`), ISO 639-1 (`de`), the bibliographic codes of ISO 639-2 (`ger`),
    /// tags of [BCP 47](https://www.rfc-editor.org/info/bcp47) and of locales (`zh-Hant-TW`, `en_US.UTF-8`), in any case.
    /// A code that another one stands for is that one: `cmn` and `zh` are `zho`, `pes` is `fas`, `no` is `nob`.
    ///
    /// `None` if the tag is malformed, or its language is not in `langdata/languages.tsv`. `und` is [`Language::UND`].
    ///
    /// ```
    /// use polynorm::Language;
    ///
    /// let code = |tag| Language::from_tag(tag).map(|language| language.to_string());
    /// assert_eq!(code("fr").as_deref(), Some("fra"));
    /// assert_eq!(code("zh-Hant-TW").as_deref(), Some("zho"));
    /// assert_eq!(code("en_US.UTF-8").as_deref(), Some("eng"));
    /// assert_eq!(code("French"), None);
    /// ```
    pub fn from_tag(tag: &str) -> Option<Language> {
        // What follows in a locale of POSIX is no part of the language: `de_DE.UTF-8@euro`.
        let tag = tag.trim().split(['.', '@']).next()?.to_ascii_lowercase();
        let mut subtags = tag.split(['-', '_']);
        let primary = subtags.next()?;
        let is_subtag =
            |subtag: &str| matches!(subtag.len(), 1..=8) && subtag.bytes().all(|b| b.is_ascii_alphanumeric());
        if !subtags.clone().all(is_subtag) {
            return None;
        }
        let language = of_code(primary)?;
        // An extended language of RFC 5646 (`zh-yue`) is a language of its own.
        let extended = subtags.next().filter(|subtag| subtag.len() == 3).and_then(of_code);
        Some(extended.filter(|extended| extended.macrolanguage() == Some(language)).unwrap_or(language))
    }

    /// Its English name, `None` if it is not in `langdata/languages.tsv`.
    ///
    /// ```
    /// use polynorm::Language;
    ///
    /// let dari = Language::new("prs").unwrap();
    /// assert_eq!(dari.name(), Some("Dari"));
    /// assert_eq!(dari.macrolanguage().and_then(Language::name), Some("Persian"));
    /// ```
    pub fn name(self) -> Option<&'static str> {
        Some(Row::of(self)?.name)
    }

    /// Its name in the language itself, where it is known.
    ///
    /// ```
    /// assert_eq!(polynorm::Language::new("deu").unwrap().autonym(), Some("Deutsch"));
    /// ```
    pub fn autonym(self) -> Option<&'static str> {
        Row::of(self)?.autonym
    }

    /// Its ISO 639-1 code of two letters, if it has one.
    ///
    /// ```
    /// assert_eq!(polynorm::Language::new("deu").unwrap().iso639_1(), Some("de"));
    /// ```
    pub fn iso639_1(self) -> Option<&'static str> {
        Row::of(self)?.iso639_1
    }

    /// The macrolanguage of ISO 639-3 that it belongs to, if it does.
    ///
    /// ```
    /// use polynorm::Language;
    ///
    /// assert_eq!(Language::new("arz").unwrap().macrolanguage(), Language::new("ara"));
    /// assert_eq!(Language::new("deu").unwrap().macrolanguage(), None);
    /// ```
    pub fn macrolanguage(self) -> Option<Language> {
        Row::of(self)?.macrolanguage
    }

    /// The scripts that it is written in, the likely one first; none if they are not known.
    ///
    /// ```
    /// let serbian = polynorm::Language::new("srp").unwrap();
    /// let scripts: Vec<&str> = serbian.scripts().iter().map(|script| script.code()).collect();
    /// assert_eq!(scripts, ["Cyrl", "Latn"]);
    /// ```
    pub fn scripts(self) -> &'static [Script] {
        Row::of(self).map_or(&[], |row| &row.scripts)
    }

    /// Its tag of [BCP 47](https://www.rfc-editor.org/info/bcp47): the shortest code, and `script` where that is not the likely
    /// one. `Hani`, Han characters that do not show which they are, and [`Script::UNKNOWN`] add nothing.
    ///
    /// ```
    /// use polynorm::{Language, Script};
    ///
    /// let tag = |language, script| Language::new(language).unwrap().bcp47(Script::new(script));
    /// assert_eq!(tag("zho", "Hans"), "zh");
    /// assert_eq!(tag("zho", "Hant"), "zh-Hant");
    /// assert_eq!(tag("srp", "Latn"), "sr-Latn");
    /// ```
    pub fn bcp47(&self, script: Option<Script>) -> String {
        let row = Row::of(*self);
        let subtag = row.map_or(self.code(), |row| row.bcp47);
        let likely = row.and_then(|row| row.scripts.first().copied());
        let told = script.filter(|&script| {
            Some(script) != likely
                && script != Script::UNKNOWN
                && script.code() != "Hani"
                // Han characters are part of Japanese and Korean writing.
                && !(script.is_han() && likely.is_some_and(|likely| matches!(likely.code(), "Jpan" | "Kore")))
        });
        match told {
            Some(script) if !self.is_und() => format!("{subtag}-{script}"),
            _ => subtag.to_owned(),
        }
    }
}

/// The language of a code of two or three small letters.
fn of_code(code: &str) -> Option<Language> {
    let others = &TABLE.others;
    if let Ok(i) = others.binary_search_by_key(&code, |(other, _)| other) {
        return Some(others[i].1);
    }
    Language::new(code).filter(|&language| language.is_und() || Row::of(language).is_some())
}

impl Script {
    /// Its English name, `None` if it is not in `langdata/scripts.tsv`.
    ///
    /// ```
    /// use polynorm::Script;
    ///
    /// assert_eq!(Script::of("Kabul").name(), Some("Latin"));
    /// assert_eq!(Script::new("Hant").and_then(Script::name), Some("Traditional Han"));
    /// ```
    pub fn name(self) -> Option<&'static str> {
        static NAMES: LazyLock<Vec<(Script, &str)>> = LazyLock::new(|| {
            let rows = langdata::rows(langdata::text("scripts.tsv"));
            let mut names: Vec<_> =
                rows.filter_map(|(_, row)| Some((Script::new(row.first()?)?, *row.get(1)?))).collect();
            names.sort_unstable();
            names
        });
        NAMES.binary_search_by_key(&self, |(script, _)| *script).ok().map(|i| NAMES[i].1)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Tag → ISO 639-3, `-` for none.
    const TAGS: &str = "\
eng eng
EN eng
en-GB eng
en_US.UTF-8 eng
de_DE@euro deu
ger deu
zh zho
chi zho
cmn zho
zh-Hant-TW zho
zh-cmn-Hans zho
zh-yue yue
yue-HK yue
ar-arz arz
ar-fra ara
arb ara
pes fas
fa-AF fas
prs prs
iw heb
in ind
no nob
nor nob
nn-NO nno
nob nob
sr-Latn-RS srp
sh hbs
ku kmr
ckb ckb
fil tgl
tl tgl
zsm msa
als sqi
mo ron
und und
eng-x-private eng
xyz -
qqq -
English -
e -
en- -
en--US -
en-toolongsubtag -
en US -
";

    #[test]
    fn tags_of_all_kinds_are_read() {
        for (tag, expected) in TAGS.lines().filter_map(|line| line.rsplit_once(' ')) {
            let found = Language::from_tag(tag);
            assert_eq!(found.as_ref().map_or("-", Language::code), expected, "{tag}");
        }
        assert_eq!(Language::from_tag(""), None);
    }

    #[test]
    fn a_tag_leads_back_to_its_language() {
        for row in &TABLE.rows {
            let represented = Language::from_tag(row.language.code());
            assert!(represented.is_some(), "{}", row.language);
            assert_eq!(Language::from_tag(&row.language.bcp47(None)), represented, "{}", row.language);
        }
    }

    #[test]
    fn scripts_are_told_where_they_are_not_expected() {
        for (language, script, tag) in [
            ("zho", "Hans", "zh"),
            ("zho", "Hant", "zh-Hant"),
            ("zho", "Hani", "zh"),
            ("yue", "Hant", "yue"),
            ("yue", "Hans", "yue-Hans"),
            ("jpn", "Jpan", "ja"),
            ("jpn", "Hant", "ja"),
            ("jpn", "Latn", "ja-Latn"),
            ("srp", "Cyrl", "sr"),
            ("srp", "Latn", "sr-Latn"),
            ("nob", "Latn", "nb"),
            ("prs", "Arab", "prs"),
            ("cmn", "Hans", "zh"),
            ("kmr", "Latn", "ku"),
            ("eng", "Zyyy", "en"),
            ("xyz", "Latn", "xyz-Latn"),
            ("und", "Latn", "und"),
        ] {
            assert_eq!(Language::new(language).unwrap().bcp47(Script::new(script)), tag, "{language} {script}");
        }
    }

    #[test]
    fn every_row_is_whole() {
        let lines = langdata::rows(langdata::text("languages.tsv")).map(|(_, row)| row[0]).collect::<Vec<_>>();
        assert!(lines.is_sorted() && lines.len() == TABLE.rows.len(), "a row is malformed or not in its place");
        let mut tags = BTreeSet::new();
        for Row { language, iso639_1, iso639_2b, macrolanguage, name, scripts, bcp47, .. } in &TABLE.rows {
            assert!(!name.is_empty() && !scripts.is_empty(), "{language}: no name or no script");
            assert!(scripts.iter().all(|script| script.name().is_some()), "{language}: a script without a name");
            assert!(iso639_1.is_none_or(|code| code.len() == 2 && code == *bcp47), "{language}");
            assert!(iso639_2b.is_none_or(|code| code.len() == 3 && tags.insert(code)), "{language}");
            assert!(macrolanguage.is_none_or(|of| of != *language && Row::of(of).is_some()), "{language}");
        }
    }

    #[test]
    fn every_language_that_detection_tells_has_a_name() {
        for (path, column) in [("language/scripts.tsv", 1), ("language/folding.tsv", 1), ("language/languages.tsv", 0)]
        {
            for (line, row) in langdata::rows(langdata::text(path)) {
                let language = row.get(column).and_then(|code| Language::new(code));
                assert!(language.and_then(Language::name).is_some(), "{path}:{line}: not in languages.tsv");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn no_tag_panics(tag in "[a-zA-Z_@. -]{0,12}|.{0,8}") {
            if let Some(language) = Language::from_tag(&tag) {
                proptest::prop_assert!(language.is_und() || language.name().is_some());
            }
        }
    }
}
