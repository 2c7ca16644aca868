//! Mails: a single one (RFC 5322 with MIME) and the many of an mbox (RFC 4155), parsed by the crate `mail-parser`. The text of
//! the body is the document; subject, sender, recipients and date are carried.

use std::io::Read;

use mail_parser::MessageParser;

use super::bytes::Bytes;
use super::csv::json;
use super::lines::{Line, line, too_long};
use super::reading::{Flow, Place, Reading};
use super::{Content, Origin, html};
use crate::corpus::quarantine::RAW_LIMIT;

/// Reads a stream as a mail.
pub(super) fn eml(reading: &mut Reading<'_>, place: &Place, bytes: &mut Bytes<'_>) -> Flow {
    if !reading.ours() {
        return reading.go_past(place, bytes);
    }
    let limit = reading.options.max_document;
    let mut mail = Vec::new();
    let read = bytes.take(limit as u64 + 1).read_to_end(&mut mail);
    let (id, origin) = (place.id.clone(), Origin { bytes: mail.len() as u64, ..place.origin() });
    match read {
        Err(e) => {
            reading.broken = true;
            reading.failed(true, id, origin, format!("cannot be read beyond byte {}: {e}", mail.len()), &mail)
        }
        Ok(_) if mail.len() > limit => {
            reading.failed(true, id, origin, too_long("mail", mail.len() as u64, limit), &mail)
        }
        Ok(_) => give(reading, id, origin, &mail),
    }
}

/// Reads a stream as mails one after the other.
pub(super) fn mbox(reading: &mut Reading<'_>, place: &Place, bytes: &mut Bytes<'_>) -> Flow {
    let limit = reading.options.max_document;
    let (mut mail, mut length, mut number) = (Vec::new(), 0u64, 0u64);
    let (mut found, mut blank) = (Line::default(), true);
    loop {
        let result = line(bytes, limit, RAW_LIMIT, &mut found);
        let ended = result.is_err() || !found.any;
        let is_first = blank && found.bytes.starts_with(b"From ");
        let is_one = (ended || is_first) && number > 0;
        reading.broken |= is_one && result.is_err();
        if is_one && reading.ours() {
            let id = format!("{}:{number}", place.id);
            let origin = Origin { row: Some(number), bytes: length, ..place.origin() };
            if let Err(e) = &result {
                let error = format!("cannot be read beyond byte {}, what follows is lost: {e}", bytes.place());
                reading.failed(true, id, origin, error, &mail)?;
            } else if length > limit as u64 {
                reading.failed(true, id, origin, too_long("mail", length, limit), &mail)?;
            } else {
                give(reading, id, origin, &mail)?;
            }
        }
        match result {
            Ok(()) if found.any => {}
            Ok(()) => return Flow::Continue(()),
            Err(e) if number == 0 => return reading.lost(place, bytes.place(), &e),
            Err(_) => return Flow::Continue(()),
        }
        blank = found.bytes.trim_ascii().is_empty();
        if is_first {
            (number, length) = (number + 1, 0);
            mail.clear();
            continue;
        }
        // A line of the text that began with `From ` has one more `>` before it.
        let quotes = found.bytes.iter().take_while(|&&b| b == b'>').count();
        let is_quoted = quotes > 0 && found.bytes[quotes..].starts_with(b"From ");
        length += found.length + 1;
        if length <= limit as u64 {
            mail.extend_from_slice(&found.bytes[usize::from(is_quoted)..]);
            mail.push(b'\n');
        } else {
            mail.truncate(RAW_LIMIT);
            mail.shrink_to(RAW_LIMIT);
        }
    }
}

/// Hands on a mail that was counted.
fn give(reading: &mut Reading<'_>, id: String, origin: Origin, mail: &[u8]) -> Flow {
    let Some(message) = MessageParser::default().parse(mail) else {
        return reading.failed(true, id, origin, "no mail that can be read", mail);
    };
    let texts: Vec<_> =
        message.text_bodies().filter(|part| !part.is_text_html()).filter_map(|part| part.text_contents()).collect();
    let text = match texts.is_empty() {
        false => texts.join("\n\n"),
        true => match message.html_bodies().find_map(|part| part.text_contents()) {
            Some(page) => match html::text(page.as_bytes()) {
                Ok(text) => text,
                Err(error) => return reading.failed(true, id, origin, error, mail),
            },
            None => String::new(),
        },
    };
    let people = |people: Option<&mail_parser::Address<'_>>| -> Option<String> {
        let list: Vec<String> = people?
            .iter()
            .map(|one| match (one.name(), one.address()) {
                (Some(name), Some(address)) => format!("{name} <{address}>"),
                (name, address) => name.or(address).unwrap_or_default().to_owned(),
            })
            .collect();
        Some(list.join(", "))
    };
    let fields = [
        ("subject", message.subject().map(str::to_owned)),
        ("from", people(message.from())),
        ("to", people(message.to())),
        ("date", message.date().map(mail_parser::DateTime::to_rfc3339)),
        ("message-id", message.message_id().map(str::to_owned)),
    ];
    let carried = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json(&value?)?))).collect();
    let origin = Origin { bytes: text.len() as u64, ..origin };
    reading.give(id, origin, Content::Row { text: text.into_bytes(), id: None, carried })
}
