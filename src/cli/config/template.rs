//! The commented file of settings, `polynorm.toml` beside this one: filled with values, and asked for keys when one is unknown.

const TEMPLATE: &str = include_str!("polynorm.toml");

/// How alike two keys must be for the one to be meant by the other (Jaro–Winkler, 0.0–1.0).
const ALIKE: f64 = 0.84;

/// A line of the template.
enum Line<'a> {
    Section(&'a str),
    Key(&'a str),
    Other,
}

fn line(line: &str) -> Line<'_> {
    if let Some(section) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return Line::Section(section);
    }
    let key = line.trim_start_matches("# ").split_once(" = ").map(|(key, _)| key);
    match key {
        Some(key) if key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') => Line::Key(key),
        _ => Line::Other,
    }
}

/// The template's keys with the sections that they stand in.
pub fn keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    TEMPLATE
        .lines()
        .scan("", |section, text| {
            Some(match line(text) {
                Line::Section(new) => {
                    *section = new;
                    None
                }
                Line::Key(key) => Some((*section, key)),
                Line::Other => None,
            })
        })
        .flatten()
}

/// The template with the values of `config`; keys that it has not are commented out.
pub fn filled(config: &toml::Table) -> String {
    let (mut out, mut section) = (String::new(), Some(config));
    for text in TEMPLATE.lines() {
        match line(text) {
            Line::Section(path) => {
                section = path.split('.').try_fold(config, |table, part| table.get(part)?.as_table());
                out.push_str(text);
                // A section without keys of its own in the template holds what the user named.
                let free = section.filter(|_| !keys().any(|(section, _)| section == path));
                for (key, value) in free.into_iter().flatten() {
                    out.push_str(&format!("\n{key} = {value}"));
                }
            }
            Line::Key(key) => match section.and_then(|section| section.get(key)) {
                Some(value) => out.push_str(&format!("{key} = {value}")),
                None => out.push_str(&format!("# {}", text.trim_start_matches("# "))),
            },
            Line::Other => out.push_str(text),
        }
        out.push('\n');
    }
    out
}

/// What may have been meant by the key that an error of serde calls unknown.
pub fn meant(error: &str) -> Option<String> {
    let unknown = error.strip_prefix("unknown field `")?.split('`').next()?;
    let expected = |key: &str| error.matches('`').count() > 2 && error.contains(&format!("`{key}`"));
    if let Some((section, _)) = keys().find(|(_, key)| *key == unknown) {
        let place = if section.is_empty() { "above all sections".to_owned() } else { format!("in [{section}]") };
        return Some(format!("\n`{unknown}` stands {place}"));
    }
    let nearest = nearest(unknown, keys().map(|(_, key)| key).filter(|key| expected(key)))?;
    Some(format!("\ndid you mean `{nearest}`?"))
}

/// The one of `keys` that may have been meant by one that there is not.
pub fn nearest<'a>(unknown: &str, keys: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let alike = |key: &str| strsim::jaro_winkler(key, unknown);
    keys.filter(|key| alike(key) >= ALIKE).max_by(|a, b| alike(a).total_cmp(&alike(b)))
}
