//! Samples: paragraphs before and after, the changes marked by colour, line and name.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;

use super::html::{changed, isolated, number, plain, text};
use super::palette::Hue;
use crate::Language;
use crate::corpus::statistics::{Piece, Sample};

/// A sample as an article with a heading of its own.
pub(super) fn sample(sample: &Sample) -> String {
    let Sample { id, at, encoding, language, script, role, cut, pieces, .. } = sample;
    let rules: BTreeSet<&str> = pieces.iter().filter_map(rule).collect();
    let mut out = String::from("<article class=\"sample\">\n");
    let _ = writeln!(
        out,
        "<h4>{} <small>byte {}</small></h4>\n<p class=\"facts\">{} \u{B7} {} \u{B7} {}</p>",
        isolated(id),
        number(*at),
        text(&language_name(language)),
        text(role),
        text(encoding)
    );
    let lang = lang(language, script);
    for (name, after) in [("Before", false), ("After", true)] {
        let _ = write!(out, "<div class=\"side\"><h5>{name}</h5>\n<p dir=\"auto\"{lang}>");
        out.push_str(if cut.0 { "\u{2026}" } else { "" });
        pieces.iter().for_each(|piece| push(&mut out, piece, after));
        out.push_str(if cut.1 { "\u{2026}" } else { "" });
        out += "</p></div>\n";
    }
    out += "<ul class=\"legend\" aria-label=\"Rules\">";
    for rule in rules {
        let _ = write!(
            out,
            "<li><span class=\"swatch {}\" aria-hidden=\"true\"></span>{}</li>",
            Hue::of_rule(rule).name(),
            text(rule)
        );
    }
    out + "</ul>\n</article>\n"
}

fn rule(piece: &Piece) -> Option<&str> {
    match piece {
        Piece::Same(_) => None,
        Piece::Changed { rule, .. } => Some(rule),
    }
}

/// One piece of the text before or after.
pub(super) fn push(out: &mut String, piece: &Piece, after: bool) {
    match piece {
        Piece::Same(same) => out.push_str(&text(same)),
        Piece::Changed { was, now, rule } => {
            let marks = now.is_empty() || was.nfd().eq(now.nfd());
            let (element, shown) = if after { ("ins", changed(now, marks)) } else { ("del", changed(was, marks)) };
            if !shown.is_empty() {
                let _ = write!(out, "<{element} title=\"{}\">{shown}</{element}>", plain(rule));
            }
        }
    }
}

/// The attribute `lang` for a text, where its language is known.
pub(super) fn lang(language: &str, script: &str) -> String {
    match (Language::from_tag(language), crate::Script::new(script)) {
        (Some(language), script) if !language.is_und() => format!(" lang=\"{}\"", plain(&language.bcp47(script))),
        _ => String::new(),
    }
}

/// The name of a language in English, its code where it has none.
pub(super) fn language_name(code: &str) -> String {
    if code == "und" {
        return "no language told".to_owned();
    }
    Language::from_tag(code).and_then(Language::name).unwrap_or(code).to_owned()
}
