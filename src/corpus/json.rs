//! A JSON line in: the document in one of its fields, its id, and the other fields byte for byte.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A parsed line.
#[derive(Debug)]
pub(super) struct Line {
    pub text: String,
    /// The id, where there is a field for it that holds a string or a number.
    pub id: Option<String>,
    /// The other fields in their order, as they were written.
    pub carried: Vec<(String, Box<RawValue>)>,
}

/// The fields of an object in order; of equal keys the last value, at the first one's place.
struct Fields(Vec<(String, Box<RawValue>)>);

impl<'de> serde::Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields: Vec<(String, Box<RawValue>)> = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    match fields.iter_mut().find(|(known, _)| *known == key) {
                        Some(field) => field.1 = value,
                        None => fields.push((key, value)),
                    }
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// What the parser says, without the place in a text of many lines that it always adds.
fn told(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said);
    if error.column() == 0 { said.to_owned() } else { format!("{said} at byte {}", error.column()) }
}

/// The byte, from 0, where a line ceases to be a JSON object; `None` if it is one, or
/// another kind of value.
pub(super) fn broken_at(line: &[u8]) -> Option<u64> {
    let error = serde_json::from_slice::<Fields>(line).err()?;
    // A value of another kind has no place.
    error.column().checked_sub(1).map(|at| at as u64)
}

/// Arrays and objects within each other that a field may have.
const DEEPEST: usize = 100;

/// How deep the arrays and objects of a JSON value are in each other.
fn depth(json: &str) -> usize {
    if !json.starts_with(['[', '{']) {
        return 0;
    }
    let (mut now, mut most, mut in_string, mut escaped) = (0usize, 0, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                now += 1;
                most = most.max(now);
            }
            b']' | b'}' if !in_string => now -= 1,
            _ => {}
        }
    }
    most
}

/// Parses a line.
pub(super) fn parse(line: &[u8], text_field: &str, id_field: &str) -> Result<Line, String> {
    let Fields(mut fields) = serde_json::from_slice(line).map_err(|e| format!("not a JSON object: {}", told(&e)))?;
    let mut take = |name: &str| {
        let at = fields.iter().position(|(key, _)| key == name)?;
        Some(fields.remove(at).1)
    };
    let text = take(text_field).ok_or_else(|| format!("no field {text_field:?}; name it with `--text-field`"))?;
    let text = serde_json::from_str(text.get())
        .map_err(|e| format!("field {text_field:?} is not a string that can be read: {}", told(&e)))?;
    let id = match take(id_field) {
        None => None,
        Some(id) if id.get().starts_with('"') => {
            Some(serde_json::from_str(id.get()).map_err(|e| format!("field {id_field:?}: {}", told(&e)))?)
        }
        Some(id) if id.get() == "null" => None,
        Some(id) => Some(id.get().to_owned()),
    };
    for (name, value) in &fields {
        if depth(value.get()) > DEEPEST {
            return Err(format!("field {name:?}: nested more than {DEEPEST} deep, which most readers of JSON refuse"));
        }
        // `\ud800` alone names no character; written out again it would make the output unreadable.
        let surrogate = value.get().as_bytes().windows(3).any(|w| matches!(w, b"\\ud" | b"\\uD"));
        if surrogate {
            serde_json::from_str::<serde_json::Value>(value.get())
                .map_err(|e| format!("field {name:?}: {}", told(&e)))?;
        }
    }
    Ok(Line { text, id, carried: fields })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_fields_stay_as_they_were_written() {
        let line =
            parse(br#"{"n": 1.50, "id": 7, "text": "a\u00e9", "big": 123456789012345678901234567890}"#, "text", "id");
        let line = line.unwrap();
        assert_eq!((line.text.as_str(), line.id.as_deref()), ("a\u{E9}", Some("7")));
        let carried: Vec<_> = line.carried.iter().map(|(k, v)| (k.as_str(), v.get())).collect();
        assert_eq!(carried, [("n", "1.50"), ("big", "123456789012345678901234567890")]);
    }

    #[test]
    fn what_is_no_document_says_why() {
        for (line, why) in [
            (&b"plain"[..], "not a JSON object"),
            (b"[1]", "not a JSON object"),
            (b"{\"id\": 1}", "no field \"text\""),
            (b"{\"text\": 17}", "not a string"),
            (b"{\"text\": null}", "not a string"),
            (b"{\"text\": \"\\ud800\"}", "not a string that can be read"),
            (b"{\"text\": \"caf\xE9\"}", "not a"),
            (b"{\"text\": \"a\", \"url\": \"\\ud83d\"}", "field \"url\""),
            (b"{\"text\": \"a\"} {}", "not a JSON object"),
        ] {
            let error = parse(line, "text", "id").unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn the_byte_where_a_line_breaks_is_told() {
        for (line, at) in [
            (&br#"{"text": "a"}"#[..], None),
            (br#"{"text": 1}"#, None),
            (b"[1]", None),
            (b"plain", Some(0)),
            (br#"{"text": "a" "b"}"#, Some(13)),
            (br#"{"text": "a"} {}"#, Some(14)),
        ] {
            assert_eq!(broken_at(line), at, "{}", String::from_utf8_lossy(line));
        }
    }

    #[test]
    fn deep_nesting_is_refused_without_recursion() {
        let nested = |n| format!("{{\"text\": \"t\", \"meta\": {}{}}}", "[".repeat(n), "]".repeat(n));
        assert!(parse(nested(100_000).as_bytes(), "text", "id").unwrap_err().contains("nested"));
        assert_eq!(parse(nested(DEEPEST).as_bytes(), "text", "id").unwrap().carried[0].1.get().len(), 2 * DEEPEST);
        assert_eq!(depth(r#"{"a": "[[[\"[", "b": [[1], [[2]]]}"#), 4);
    }
}
