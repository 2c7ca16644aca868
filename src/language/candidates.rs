//! [`Candidates`]: which languages may be answered, and with what odds (`--languages`). Not for what languages a detector knows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Language;
use crate::Error;

/// Odds can be multiplied by this at most.
const MOST: f32 = 1e6;

/// The languages that may be answered, and what the odds of each are multiplied with.
///
/// Written as a list: `eng,fra` are these two alone; `eng,deu=3` too, with three times the odds for German; `*` are all
/// languages, so `*,eng=5` restricts nothing and favours English, and `*,lat=0` leaves Latin out. Codes are whatever
/// [`Language::from_tag`] reads. What is taken from some languages is divided among those that stay.
///
/// ```
/// use polynorm::Language;
/// use polynorm::language::Candidates;
///
/// let candidates: Candidates = "en,fra,de=3".parse()?;
/// let weight = |code| candidates.weight(Language::new(code).unwrap());
/// assert_eq!((weight("eng"), weight("deu"), weight("ita")), (1.0, 3.0, 0.0));
///
/// let error = "eng,French".parse::<Candidates>().unwrap_err();
/// assert_eq!(error.to_string(), "`French` is no code of a language; use ISO 639-3 such as `eng`, or BCP 47 such as `en`");
/// # Ok::<(), polynorm::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Candidates {
    /// What the odds of languages that are not in the list are multiplied with: 0 or 1.
    others: f32,
    /// Sorted by language, each once.
    weights: Vec<(Language, f32)>,
}

impl Candidates {
    /// All languages with the odds that they have.
    pub const EVERYTHING: Candidates = Candidates { others: 1.0, weights: Vec::new() };

    /// These languages alone, with the odds that they have.
    ///
    /// ```
    /// use polynorm::Language;
    /// use polynorm::language::Candidates;
    ///
    /// let candidates = Candidates::only([Language::from_tag("sv").unwrap(), Language::from_tag("fi").unwrap()]);
    /// assert_eq!(candidates.to_string(), "fin,swe");
    /// ```
    pub fn only(languages: impl IntoIterator<Item = Language>) -> Candidates {
        let mut weights: Vec<_> = languages.into_iter().map(|language| (language, 1.0)).collect();
        weights.sort_by_key(|&(language, _)| language);
        weights.dedup_by_key(|&mut (language, _)| language);
        Candidates { others: 0.0, weights }
    }

    /// Whether nothing is restricted and nothing weighed.
    pub fn is_everything(&self) -> bool {
        self.others == 1.0 && self.weights.iter().all(|&(_, weight)| weight == 1.0)
    }

    /// Whether languages that are not in the list may be answered.
    pub fn has_others(&self) -> bool {
        self.others > 0.0
    }

    /// What the odds of a language are multiplied with; 0.0 if it may not be answered.
    pub fn weight(&self, language: Language) -> f32 {
        match self.weights.binary_search_by_key(&language, |&(listed, _)| listed) {
            Ok(i) => self.weights[i].1,
            Err(_) => self.others,
        }
    }

    /// Whether a language may be answered.
    pub fn allows(&self, language: Language) -> bool {
        self.weight(language) > 0.0
    }

    /// The languages of the list with their weights, in the order of their codes.
    pub fn listed(&self) -> &[(Language, f32)] {
        &self.weights
    }

    /// Takes from `ranking` what may not be answered, multiplies odds, and divides what is taken among those that stay: the sum
    /// is what it was. Left empty if nothing may stay.
    pub fn apply(&self, ranking: &mut Vec<(Language, f32)>) {
        if self.is_everything() {
            return;
        }
        let before: f32 = ranking.iter().map(|(_, p)| p).sum();
        for (language, p) in ranking.iter_mut() {
            *p *= self.weight(*language);
        }
        ranking.retain(|&(_, p)| p > 0.0);
        let after: f32 = ranking.iter().map(|(_, p)| p).sum();
        if after > 0.0 {
            ranking.iter_mut().for_each(|(_, p)| *p *= before / after);
        }
        ranking.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    }

    fn parse<'a>(entries: impl Iterator<Item = &'a str>) -> Result<Candidates, Error> {
        let mut candidates = Candidates { others: 0.0, weights: Vec::new() };
        for entry in entries.map(str::trim) {
            if entry == "*" {
                candidates.others = 1.0;
                continue;
            }
            let (tag, weight) = match entry.split_once('=') {
                Some((tag, weight)) => (tag.trim(), Some(weight.trim())),
                None => (entry, None),
            };
            let weight = match weight.map(|weight| (weight, weight.parse::<f32>())) {
                None => 1.0,
                Some((_, Ok(weight))) if (0.0..=MOST).contains(&weight) => weight,
                Some((weight, _)) => {
                    return Err(Error::config(format!(
                        "`{weight}` in `{entry}` is no weight; use a number from 0 to {MOST}"
                    )));
                }
            };
            if tag == "*" {
                return Err(Error::config("`*` has no weight of its own; write `*` and give weights to the others"));
            }
            let Some(language) = Language::from_tag(tag).filter(|language| !language.is_und()) else {
                return Err(Error::config(if tag.is_empty() {
                    "a language is missing; write codes with commas between them, such as `eng,fra`".to_owned()
                } else {
                    format!("`{tag}` is no code of a language; use ISO 639-3 such as `eng`, or BCP 47 such as `en`")
                }));
            };
            if candidates.weights.iter().any(|&(listed, _)| listed == language) {
                return Err(Error::config(format!("`{entry}`: {language} is in the list already; name it once")));
            }
            candidates.weights.push((language, weight));
        }
        candidates.weights.sort_by_key(|&(language, _)| language);
        if !candidates.has_others() && !candidates.weights.iter().any(|&(_, weight)| weight > 0.0) {
            return Err(Error::config(
                "no language may be answered; name one with a weight above 0, or add `*` for all others",
            ));
        }
        Ok(candidates)
    }
}

impl Default for Candidates {
    fn default() -> Candidates {
        Candidates::EVERYTHING
    }
}

impl FromStr for Candidates {
    type Err = Error;

    /// # Errors
    /// [`Error::is_config`] if an entry is no language, is there twice, or has a weight that is no number of 0 to a million; if no
    /// language may be answered.
    fn from_str(list: &str) -> Result<Candidates, Error> {
        Candidates::parse(list.split(','))
    }
}

impl fmt::Display for Candidates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        if self.has_others() {
            f.write_str("*")?;
            comma = ",";
        }
        for (language, weight) in &self.weights {
            write!(f, "{comma}{language}")?;
            if *weight != 1.0 {
                write!(f, "={weight}")?;
            }
            comma = ",";
        }
        Ok(())
    }
}

impl fmt::Debug for Candidates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Candidates({self})")
    }
}

impl Serialize for Candidates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Candidates {
    /// A list in one string, `"eng,deu=3"`, or of strings, `["eng", "deu=3"]`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Candidates, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "languages are a string such as \"eng,fra\", or a list of such strings")]
        enum Written {
            One(String),
            List(Vec<String>),
        }
        let candidates = match Written::deserialize(deserializer)? {
            Written::One(list) => list.parse(),
            Written::List(entries) => Candidates::parse(entries.iter().map(String::as_str)),
        };
        candidates.map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking(of: &[(&str, f32)]) -> Vec<(Language, f32)> {
        of.iter().map(|&(code, p)| (Language::new(code).unwrap(), p)).collect()
    }

    #[test]
    fn lists_are_read_and_written() {
        for (list, written) in [
            ("eng", "eng"),
            (" fr , en ", "eng,fra"),
            ("zh-Hant,pt_BR", "por,zho"),
            ("*", "*"),
            ("*,eng=5", "*,eng=5"),
            ("deu=0.5,*", "*,deu=0.5"),
            ("eng=1,cmn=2", "eng,zho=2"),
            ("*,lat=0", "*,lat=0"),
        ] {
            let candidates: Candidates = list.parse().unwrap();
            assert_eq!(candidates.to_string(), written, "{list}");
            assert_eq!(written.parse::<Candidates>().unwrap(), candidates, "{list}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_list_is_told() {
        for (list, told) in [
            ("", "a language is missing"),
            ("eng,", "a language is missing"),
            ("=2", "a language is missing"),
            ("xyz", "`xyz` is no code of a language; use ISO 639-3 such as `eng`"),
            ("und", "`und` is no code"),
            ("eng=a lot", "`a lot` in `eng=a lot` is no weight; use a number from 0 to 1000000"),
            ("eng=-1", "`-1` in `eng=-1` is no weight"),
            ("eng=inf", "`inf` in"),
            ("eng=NaN", "`NaN` in"),
            ("*=2,eng", "`*` has no weight of its own"),
            ("eng,en=2", "`en=2`: eng is in the list already"),
            ("eng=0", "no language may be answered"),
        ] {
            let error = list.parse::<Candidates>().unwrap_err();
            assert!(error.is_config() && error.to_string().contains(told), "{list}: {error}");
        }
    }

    #[test]
    fn what_is_taken_is_divided_among_those_that_stay() {
        let all = [("spa", 0.4), ("por", 0.3), ("ita", 0.2)];
        for (list, expected) in [
            ("*", &all[..]),
            ("ita,por", &[("por", 0.54), ("ita", 0.36)]),
            ("*,ita=4", &[("ita", 0.48), ("spa", 0.24), ("por", 0.18)]),
            ("*,spa=0", &[("por", 0.54), ("ita", 0.36)]),
            ("por,spa=0.75", &[("por", 0.45), ("spa", 0.45)]),
            ("jpn,kor", &[]),
        ] {
            let mut found = ranking(&all);
            list.parse::<Candidates>().unwrap().apply(&mut found);
            let expected = ranking(expected);
            assert_eq!(found.len(), expected.len(), "{list}: {found:?}");
            for (found, expected) in found.iter().zip(&expected) {
                assert!(found.0 == expected.0 && (found.1 - expected.1).abs() < 1e-5, "{list}: {found:?} {expected:?}");
            }
        }
    }

    #[test]
    fn a_config_has_a_string_or_a_list() {
        #[derive(serde::Deserialize)]
        struct Config {
            languages: Candidates,
        }
        let read = |text: &str| toml::from_str::<Config>(text).map(|config| config.languages.to_string());
        assert_eq!(read("languages = \"eng,deu=3\"").unwrap(), "deu=3,eng");
        assert_eq!(read("languages = [\"eng\", \"deu=3\"]").unwrap(), "deu=3,eng");
        assert!(read("languages = [\"eng\", \"klingon\"]").unwrap_err().to_string().contains("`klingon` is no code"));
        assert!(read("languages = 3").unwrap_err().to_string().contains("a string such as"));
    }

    proptest::proptest! {
        #[test]
        fn no_list_panics_and_what_is_read_is_written(list in "[a-z*=,.0-9 ]{0,16}") {
            if let Ok(candidates) = list.parse::<Candidates>() {
                proptest::prop_assert_eq!(candidates.to_string().parse::<Candidates>().unwrap(), candidates);
            }
        }
    }
}
