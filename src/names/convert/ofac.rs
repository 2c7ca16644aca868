//! The lists of the US treasury's Office of Foreign Assets Control: the XML of `sdn.xml`, and the CSV files `sdn.csv` and `alt.csv`.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::recase::{in_order, recase};
use super::{Element, Listed, Rows};
use crate::Error;
use crate::document::Kind;

/// The kind of a type, as XML and CSV write it; what is none of ours is left out.
fn kind(of: &str) -> Result<Kind, &str> {
    match of.to_ascii_lowercase().as_str() {
        "individual" => Ok(Kind::Person),
        "entity" | "" => Ok(Kind::Organization),
        _ => Err(of),
    }
}

pub(super) fn xml(name: &str, bytes: impl BufRead, rows: &mut Rows<'_>) -> Result<(), Error> {
    let (mut listed, mut of) = (Listed::default(), String::new());
    let (mut first, mut last, mut is_weak) = (String::new(), String::new(), false);
    // Names wait for the type, which stands behind the first of them.
    let mut names: Vec<(String, String, bool)> = Vec::new();
    super::xml(name, bytes, |Element { path, text }| {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path[..] {
            [_, "publshInformation", "Publish_Date"] => rows.comment(&format!("Published {text}"))?,
            [_, "sdnEntry", "uid"] => listed.id = format!("ofac-{text}"),
            [_, "sdnEntry", "sdnType"] => of = text.to_owned(),
            [_, "sdnEntry", "firstName"] | [_, "sdnEntry", "akaList", "aka", "firstName"] => first = text.to_owned(),
            [_, "sdnEntry", "lastName"] | [_, "sdnEntry", "akaList", "aka", "lastName"] => {
                last = text.to_owned();
                if path.len() == 3 {
                    names.push((std::mem::take(&mut first), std::mem::take(&mut last), false));
                }
            }
            [_, "sdnEntry", "akaList", "aka", "category"] => is_weak = text.eq_ignore_ascii_case("weak"),
            [_, "sdnEntry", "akaList", "aka"] => {
                names.push((std::mem::take(&mut first), std::mem::take(&mut last), std::mem::take(&mut is_weak)));
            }
            [_, "sdnEntry"] => {
                match kind(&of) {
                    Ok(kind) => {
                        listed.kind = Some(kind);
                        for (first, last, is_weak) in names.drain(..) {
                            listed.name(&recase(&format!("{first} {last}"), kind), is_weak);
                        }
                        rows.entity(&listed)?;
                    }
                    Err(other) => rows.left_out(other),
                }
                (listed, of) = (Listed::default(), String::new());
                names.clear();
            }
            _ => {}
        }
        Ok(())
    })
}

/// The cells of a line; quotes are doubled in quotes.
fn cells(line: &str) -> Option<Vec<String>> {
    let (mut cells, mut rest) = (Vec::new(), line);
    loop {
        let mut cell = String::new();
        if let Some(quoted) = rest.trim_start().strip_prefix('"') {
            rest = quoted;
            loop {
                let (text, behind) = rest.split_once('"')?;
                cell.push_str(text);
                match behind.strip_prefix('"') {
                    Some(more) => {
                        cell.push('"');
                        rest = more;
                    }
                    None => {
                        rest = behind;
                        break;
                    }
                }
            }
        }
        let (text, behind) = match rest.split_once(',') {
            Some((text, behind)) => (text, Some(behind)),
            None => (rest, None),
        };
        cell.push_str(text.trim());
        // How they write that there is nothing.
        cells.push(if cell == "-0-" { String::new() } else { cell });
        match behind {
            Some(behind) => rest = behind,
            None => return Some(cells),
        }
    }
}

/// Cells of a row of names, of other names.
const NAMES: usize = 12;
const ALIASES: usize = 5;

fn first_row(head: &[u8]) -> Option<Vec<String>> {
    let line = head.split(|&byte| byte == b'\n').next()?;
    cells(String::from_utf8_lossy(line).trim_end())
}

pub(super) fn is_csv(head: &[u8]) -> bool {
    first_row(head).is_some_and(|row| [NAMES, ALIASES].contains(&row.len()))
}

pub(super) fn is_aliases(head: &[u8]) -> bool {
    first_row(head).is_some_and(|row| row.len() == ALIASES)
}

/// The entities of the CSV files, which are written when their other names are known.
#[derive(Default)]
pub(super) struct Csv {
    /// By their numbers.
    entities: BTreeMap<u64, Listed>,
}

impl Csv {
    pub(super) fn names(&mut self, name: &str, bytes: impl BufRead, rows: &mut Rows<'_>) -> Result<(), Error> {
        each_row(name, bytes, NAMES, |number, row| {
            let mut listed = Listed { id: format!("ofac-{number}"), ..Listed::default() };
            match kind(&row[2]) {
                Ok(kind) => {
                    listed.kind = Some(kind);
                    listed.name(&named(&row[1], kind), false);
                    // Weak ones stand in the remarks only.
                    for weak in row[11].split("a.k.a. '").skip(1).filter_map(|rest| rest.split('\'').next()) {
                        listed.name(&named(weak, kind), true);
                    }
                }
                Err(other) => rows.left_out(other),
            }
            self.entities.insert(number, listed);
            Ok(())
        })
    }

    pub(super) fn aliases(&mut self, name: &str, bytes: impl BufRead, _: &mut Rows<'_>) -> Result<(), Error> {
        each_row(name, bytes, ALIASES, |number, row| {
            let Some(listed) = self.entities.get_mut(&number) else {
                return Err(format!("a name of {number}, which no file has; give the file of the main names too"));
            };
            if let Some(kind) = listed.kind {
                listed.name(&named(&row[3], kind), false);
            }
            Ok(())
        })
    }

    pub(super) fn finish(self, rows: &mut Rows<'_>) -> Result<(), Error> {
        self.entities.values().filter(|listed| listed.kind.is_some()).try_for_each(|listed| rows.entity(listed))
    }
}

fn named(name: &str, kind: Kind) -> String {
    recase(&if kind == Kind::Person { in_order(name) } else { name.to_owned() }, kind)
}

fn each_row(
    name: &str,
    mut bytes: impl BufRead,
    count: usize,
    mut each: impl FnMut(u64, &[String]) -> Result<(), String>,
) -> Result<(), Error> {
    let (mut line, mut number) = (Vec::new(), 0u64);
    loop {
        line.clear();
        if bytes.read_until(b'\n', &mut line).map_err(|e| Error::io(name, e))? == 0 {
            return Ok(());
        }
        number += 1;
        // The files end in a control character; some are in windows-1252.
        let text = match std::str::from_utf8(&line) {
            Ok(text) => text.into(),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&line).0,
        };
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{1A}' || c == '\u{FEFF}');
        if text.is_empty() {
            continue;
        }
        let wrong = |message: String| Error::data(message).at(format!("{name}:{number}"));
        let row = cells(text).filter(|row| row.len() == count);
        let row = row.ok_or_else(|| wrong(format!("a row has {count} columns with commas between them")))?;
        let id = row[0].parse().map_err(|_| wrong(format!("{:?} is no number of an entity", row[0])))?;
        each(id, &row).map_err(wrong)?;
    }
}
