//! The consolidated list of the UN Security Council, as XML.

use std::io::BufRead;

use super::recase::recase;
use super::{Element, Listed, Rows};
use crate::Error;
use crate::document::Kind;

pub(super) fn xml(name: &str, bytes: impl BufRead, rows: &mut Rows<'_>) -> Result<(), Error> {
    let (mut listed, mut parts) = (Listed::default(), Vec::<String>::new());
    let (mut others, mut alias, mut is_weak) = (Vec::new(), String::new(), false);
    super::xml(name, bytes, |Element { path, text }| {
        let Some(kind) = path.iter().find_map(|element| match element.as_str() {
            "INDIVIDUAL" => Some(Kind::Person),
            "ENTITY" => Some(Kind::Organization),
            _ => None,
        }) else {
            return Ok(());
        };
        match (path.len(), path.last().map_or("", String::as_str)) {
            (4, "FIRST_NAME" | "SECOND_NAME" | "THIRD_NAME" | "FOURTH_NAME") => parts.push(text.to_owned()),
            (4, "REFERENCE_NUMBER") => listed.id = format!("un-{}", text.trim_end_matches('.')),
            // Several are separated by semicolons.
            (4, "NAME_ORIGINAL_SCRIPT") => others.extend(text.split(';').map(|name| (name.to_owned(), false))),
            (5, "QUALITY") => is_weak = text.eq_ignore_ascii_case("low"),
            (5, "ALIAS_NAME") => alias = text.to_owned(),
            (4, "INDIVIDUAL_ALIAS" | "ENTITY_ALIAS") => {
                others.push((std::mem::take(&mut alias), std::mem::take(&mut is_weak)));
            }
            (3, "INDIVIDUAL" | "ENTITY") => {
                listed.kind = Some(kind);
                listed.name(&recase(&parts.join(" "), kind), false);
                for (other, is_weak) in others.drain(..).filter(|(other, _)| other.trim() != "na") {
                    listed.name(&recase(&other, kind), is_weak);
                }
                rows.entity(&listed)?;
                (listed, parts) = (Listed::default(), Vec::new());
            }
            _ => {}
        }
        Ok(())
    })
}
