//! Entities in the model FollowTheMoney, a JSON object a line, as OpenSanctions publishes them.

use std::borrow::Cow;
use std::io::BufRead;

use super::recase::{in_order, recase};
use super::{Listed, Rows};
use crate::Error;
use crate::document::Kind;

#[derive(serde::Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    caption: Cow<'a, str>,
    #[serde(borrow)]
    schema: Cow<'a, str>,
    #[serde(default)]
    properties: Properties,
}

#[derive(Default, serde::Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Properties {
    name: Vec<String>,
    alias: Vec<String>,
    previous_name: Vec<String>,
    weak_alias: Vec<String>,
}

pub(super) fn lines(name: &str, mut bytes: impl BufRead, rows: &mut Rows<'_>) -> Result<(), Error> {
    let (mut line, mut number) = (Vec::new(), 0u64);
    loop {
        line.clear();
        if bytes.read_until(b'\n', &mut line).map_err(|e| Error::io(name, e))? == 0 {
            return Ok(());
        }
        number += 1;
        let text = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line);
        if text.trim_ascii().is_empty() {
            continue;
        }
        let entity: Line<'_> =
            serde_json::from_slice(text).map_err(|e| Error::data(e.to_string()).at(format!("{name}:{number}")))?;
        let kind = match &*entity.schema {
            "Person" => Kind::Person,
            "Organization" | "Company" | "LegalEntity" | "PublicBody" => Kind::Organization,
            other => {
                rows.left_out(other);
                continue;
            }
        };
        let mut listed = Listed { id: entity.id.into_owned(), kind: Some(kind), ..Listed::default() };
        let named = |name: &str| recase(&if kind == Kind::Person { in_order(name) } else { name.to_owned() }, kind);
        let Properties { name: names, alias, previous_name, weak_alias } = entity.properties;
        // The caption is the one of its names that is best to show.
        let names = std::iter::once(&*entity.caption)
            .filter(|caption| names.iter().any(|name| name == caption))
            .chain(names.iter().map(String::as_str));
        names.for_each(|name| listed.name(&named(name), false));
        alias.iter().chain(&previous_name).for_each(|name| listed.name(&named(name), false));
        weak_alias.iter().for_each(|name| listed.name(&named(name), true));
        rows.entity(&listed)?;
    }
}
