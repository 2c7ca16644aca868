//! Which fields of two records of the same document differ.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::words;
use crate::corpus::statistics::Piece;

/// Fields whose values are few, so that it is told what became what.
const FEW: [&str; 5] = ["language", "script", "encoding", "role", "stream"];
/// The most pairs of values that are counted.
const PAIRS: usize = 2000;
/// A text that is compared word by word has at most this many bytes.
const TEXT: usize = 20_000;

/// What differs, counted over documents.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// Documents in which a field differs; `paragraphs.text` is the field `text` of a paragraph.
    pub documents: BTreeMap<String, u64>,
    /// How often one value of a field became another.
    pub became: BTreeMap<(String, String, String), u64>,
}

/// A text that changed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Changed {
    /// Where its paragraph starts in the source.
    pub at: u64,
    pub language: String,
    pub script: String,
    pub pieces: Vec<Piece>,
}

impl Fields {
    /// Compares two records; gives the fields that differ and the first text that does.
    pub fn compare(&mut self, was: &[u8], now: &[u8]) -> (BTreeSet<String>, Option<Changed>) {
        let (mut fields, mut text) = (BTreeSet::new(), None);
        match (serde_json::from_slice(was), serde_json::from_slice(now)) {
            (Ok(Value::Object(was)), Ok(Value::Object(now))) => self.records(&was, &now, &mut fields, &mut text),
            _ => {
                fields.insert("the line".to_owned());
            }
        }
        for field in &fields {
            *self.documents.entry(field.clone()).or_default() += 1;
        }
        (fields, text)
    }

    fn records(
        &mut self,
        was: &Map<String, Value>,
        now: &Map<String, Value>,
        fields: &mut BTreeSet<String>,
        text: &mut Option<Changed>,
    ) {
        let names: BTreeSet<&String> = was.keys().chain(now.keys()).collect();
        for name in names {
            let (was, now) = (was.get(name), now.get(name));
            if was == now {
                continue;
            }
            match (name.as_str(), was, now) {
                // The texts of the streams are those of the paragraphs.
                ("streams", Some(_), Some(_)) => {}
                ("paragraphs", Some(Value::Array(was)), Some(Value::Array(now))) => {
                    self.paragraphs(was, now, fields, text);
                }
                (field, was, now) => {
                    self.became(field, was, now);
                    fields.insert(field.to_owned());
                }
            }
        }
    }

    /// Pairs paragraphs by where they start.
    fn paragraphs(&mut self, was: &[Value], now: &[Value], fields: &mut BTreeSet<String>, text: &mut Option<Changed>) {
        let starts = |paragraphs: &[Value]| -> BTreeMap<u64, usize> {
            paragraphs.iter().enumerate().filter_map(|(n, p)| Some((p["source"][0].as_u64()?, n))).collect()
        };
        let others = starts(now);
        if starts(was).keys().ne(others.keys()) {
            fields.insert("paragraphs".to_owned());
        }
        for was in was {
            let Some(at) = was["source"][0].as_u64() else { continue };
            let Some(now) = others.get(&at).map(|&n| &now[n]) else { continue };
            let (Some(was), Some(now)) = (was.as_object(), now.as_object()) else { continue };
            let names: BTreeSet<&String> = was.keys().chain(now.keys()).collect();
            for name in names.into_iter().filter(|name| was.get(*name) != now.get(*name)) {
                let field = format!("paragraphs.{name}");
                self.became(&field, was.get(name), now.get(name));
                fields.insert(field);
                if name == "text" && text.is_none() {
                    *text = changed(at, was, now);
                }
            }
        }
    }

    fn became(&mut self, field: &str, was: Option<&Value>, now: Option<&Value>) {
        if !FEW.contains(&field.trim_start_matches("paragraphs.")) {
            return;
        }
        let word = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or("nothing").to_owned();
        let key = (field.to_owned(), word(was), word(now));
        if self.became.len() < PAIRS || self.became.contains_key(&key) {
            *self.became.entry(key).or_default() += 1;
        }
    }
}

fn changed(at: u64, was: &Map<String, Value>, now: &Map<String, Value>) -> Option<Changed> {
    let cut = |value: &Map<String, Value>| {
        let text = value.get("text")?.as_str()?;
        let end = (0..=TEXT.min(text.len())).rev().find(|&end| text.is_char_boundary(end))?;
        Some(text[..end].to_owned())
    };
    let word = |name: &str| now.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Some(Changed {
        at,
        language: word("language"),
        script: word("script"),
        pieces: words::pieces(&cut(was)?, &cut(now)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_differ_are_named() {
        let was = br#"{"id":"a","language":"eng","url":"u","streams":{"body":"x"},"paragraphs":[
            {"source":[0,5],"language":"eng","role":"body","text":"a b c"},{"source":[7,9],"text":"same"}]}"#;
        let now = br#"{"id":"a","language":"fra","streams":{"body":"y"},"paragraphs":[
            {"source":[0,5],"language":"fra","role":"body","text":"a x c"},{"source":[7,9],"text":"same"}]}"#;
        let mut fields = Fields::default();
        let (named, text) = fields.compare(was, now);
        let named: Vec<_> = named.iter().map(String::as_str).collect();
        assert_eq!(named, ["language", "paragraphs.language", "paragraphs.text", "url"]);
        assert_eq!(fields.became[&("language".into(), "eng".into(), "fra".into())], 1);
        assert_eq!(text.unwrap().pieces.len(), 3);
        assert_eq!(fields.compare(was, was).0.len(), 0);
        assert!(fields.compare(was, b"nonsense").0.contains("the line"));
    }

    #[test]
    fn other_paragraphs_are_told_as_such() {
        let [was, now] = [[0, 7], [0, 8]].map(|starts| {
            let paragraphs = starts.map(|start| serde_json::json!({"source": [start, start + 1], "text": "t"}));
            serde_json::json!({"id": "a", "paragraphs": paragraphs}).to_string()
        });
        let (named, text) = Fields::default().compare(was.as_bytes(), now.as_bytes());
        assert!(named.len() == 1 && named.contains("paragraphs") && text.is_none(), "{named:?}");
    }
}
