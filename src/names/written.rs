//! What stands in the text for a name: its canonical form, as far as the name was given and the sentence can bear it.

use super::entities::Entity;
use super::fold::fold;
use super::letters::Letter;
use super::lexicon::Lexicon;
use super::spelling::same_name;
use crate::document::Kind;
use crate::language::{Language, Script};

/// The text for `surface`, which names `entity` in a text of `language`; `before` is the text up to it.
///
/// - In English, the canonical form. A person's partial name becomes the same part of the canonical name, unless `full`;
///   a part of another name, or a longer form of it, stays ("Fatemiyoun", "Swat Valley").
/// - A people or nationality keeps its inflection: only another spelling of the same word is changed.
/// - In other languages, which inflect names and join articles to them, only another spelling of the form that the
///   lexicon has for the language. The canonical form is in the record all the same.
pub(super) fn written(
    entity: &Entity<'_>,
    surface: &str,
    lexicon: &Lexicon,
    language: Language,
    before: &str,
    full: bool,
) -> String {
    let preferred = entity.lexicon.and_then(|entity| lexicon.preferred(entity, language));
    let english = language.code() == "eng";
    let canonical = if english { &*entity.canonical } else { preferred.unwrap_or(&entity.canonical) };
    // Most names are written as they should be, or inflected.
    let has_article = article(surface).is_some();
    let inflects = !english && !matches!(entity.kind, Kind::Group | Kind::Person);
    if !has_article && (surface == canonical || inflects && !respelled(canonical, surface)) {
        return surface.to_owned();
    }
    let shouted = surface.chars().filter(|c| c.is_alphabetic()).count() > 6 && !surface.chars().any(char::is_lowercase);
    let longer = entity.kind == Kind::Place && contains_words(surface, canonical);
    let part = longer || contains_words(canonical, surface);
    let form = match entity.kind {
        Kind::Group => group(canonical, surface),
        _ if shouted || surface.strip_suffix('s') == Some(canonical) => surface.to_owned(),
        Kind::Person if !full => person(canonical, surface),
        Kind::Person => canonical.to_owned(),
        _ if part => surface.to_owned(),
        _ => canonical.to_owned(),
    };
    // A word in another script is the word, not the name ("The word \u{62F}\u{627}\u{639}\u{634} is …").
    if form != surface && (!english && !respelled(&form, surface) || Script::of(&form) != Script::of(surface)) {
        return surface.to_owned();
    }
    // "the" stands in the sentence already.
    match article(&form) {
        Some(rest) if ends_in_article(before) => rest.to_owned(),
        _ => form,
    }
}

/// What stands behind the article of a name that has one.
fn article(name: &str) -> Option<&str> {
    name.split_once(' ').filter(|(first, _)| first.eq_ignore_ascii_case("the")).map(|(_, rest)| rest)
}

fn ends_in_article(text: &str) -> bool {
    text.trim_end().as_bytes().last_chunk::<3>().is_some_and(|end| end.eq_ignore_ascii_case(b"the"))
}

/// Whether two names are the same words in other spellings.
fn respelled(a: &str, b: &str) -> bool {
    let (mut x, mut y) = (a.split_whitespace(), b.split_whitespace());
    loop {
        match (x.next(), y.next()) {
            (None, None) => return true,
            (Some(x), Some(y)) if x == y || is_respelled(x, y) => {}
            _ => return false,
        }
    }
}

fn is_respelled(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    a != b && same_name(&a, &b)
}

/// Whether the words of `part` stand, in order, in `whole`, and others too.
fn contains_words(whole: &str, part: &str) -> bool {
    let words = |name| str::split(name, |c| !Letter::of(c).is_alphanumeric()).filter(|word| !word.is_empty());
    let mut rest = words(whole).map(fold);
    words(whole).count() > words(part).count() && words(part).map(fold).all(|word| rest.any(|other| other == word))
}

/// Another spelling of the same word, with the same plural; otherwise as it is.
fn group(canonical: &str, surface: &str) -> String {
    let (stem, plural) = match surface.strip_suffix('s') {
        Some(stem) if !canonical.ends_with('s') => (stem, "s"),
        _ => (surface, ""),
    };
    if is_respelled(stem, canonical) { format!("{canonical}{plural}") } else { surface.to_owned() }
}

/// The words of the canonical name that the surface gives, in canonical spelling.
fn person(canonical: &str, surface: &str) -> String {
    let full: Vec<&str> = canonical.split_whitespace().collect();
    let given: Vec<&str> = surface.split_whitespace().collect();
    if given.len() >= full.len() {
        return if given.len() == full.len() { canonical.to_owned() } else { surface.to_owned() };
    }
    let key = |word: &str| fold(&word.chars().filter(|c| c.is_alphanumeric()).collect::<String>());
    let mut from = 0;
    let mut parts = Vec::new();
    for word in given {
        match full[from..].iter().position(|other| same_name(&key(word), &key(other))) {
            Some(at) => {
                parts.push(full[from + at]);
                from += at + 1;
            }
            // An alias that is no part of the canonical name ("Hemedti") stands for all of it.
            None => return if parts.is_empty() { canonical.to_owned() } else { surface.to_owned() },
        }
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_inflections_are_kept() {
        assert_eq!(person("Ahmad Zia Seraj", "Saraj"), "Seraj");
        assert_eq!(person("Ahmad Zia Seraj", "Zia Saraj"), "Zia Seraj");
        assert_eq!(person("Abu Bakr al-Baghdadi", "al-Bagdadi"), "al-Baghdadi");
        assert_eq!(person("Mohamed Hamdan Dagalo", "Hemedti"), "Mohamed Hamdan Dagalo");
        assert_eq!(group("Uyghur", "Uighurs"), "Uyghurs");
        assert_eq!(group("Jew", "Jewish"), "Jewish");
        assert_eq!(group("Afghan", "Afghans"), "Afghans");
        assert!(contains_words("Swat Valley", "Swat"));
        assert!(!contains_words("Islamic State \u{2013} Sahel Province", "Islamic State-Sahel Province"));
    }
}
