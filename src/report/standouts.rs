//! The sections without plots: documents that stand out, what failed, the settings.

use std::fmt::Write as _;

use super::html::{counted, isolated, number, share, size, text, time};
use super::page::Section;
use super::{Failures, run, table};
use crate::corpus::RunFile;
use crate::corpus::statistics::{JUDGED, Ranked, Statistics, Top};

/// Settings of more characters are cut on the page.
const VALUE: usize = 200;
/// Bytes of HTML that the table of settings may have.
const SETTINGS: usize = 150_000;

pub(super) fn documents(statistics: &Statistics) -> Section {
    let Statistics { odd, timing, .. } = statistics;
    let judged = size(JUDGED);
    let a_second = |bytes: u64, micros: u64| size((u128::from(bytes) * 1_000_000 / u128::from(micros.max(1))) as u64);
    let mean = a_second(statistics.all.bytes, timing.micros);
    let rate = |d: &Ranked| format!("{}, {} a second", size(d.bytes), a_second(d.bytes, d.value));
    let of_size = |d: &Ranked| size(d.bytes);
    type Shown<'a> = &'a dyn Fn(&Ranked) -> String;
    let lists: [(&str, String, &Top, Shown<'_>, Shown<'_>); 8] = [
        (
            "Slowest",
            format!("Time of work; all documents together went at {} a second and thread.", mean),
            &timing.slowest,
            &|d| time(d.value),
            &rate,
        ),
        ("Longest", "Bytes of the document.".to_owned(), &odd.longest, &|d| size(d.value), &|_| String::new()),
        (
            "Least sure",
            format!("Mean confidence in the language, of documents of {judged} and more."),
            &odd.doubtful,
            &|d| format!("{:.2}", 1.0 - d.value as f64 / 1000.0),
            &of_size,
        ),
        (
            "Without a language",
            format!("Bytes of paragraphs whose language cannot be told, of documents of {judged} and more."),
            &odd.unknown,
            &|d| size(d.value),
            &|d| format!("{} of the document", share(d.value, d.bytes)),
        ),
        ("Most languages", "Languages of its paragraphs.".to_owned(), &odd.languages, &|d| number(d.value), &of_size),
        ("Most encodings", "Encodings of its paragraphs.".to_owned(), &odd.encodings, &|d| number(d.value), &of_size),
        (
            "Undecodable",
            "Bytes that mean nothing in any encoding.".to_owned(),
            &odd.undecodable,
            &|d| size(d.value),
            &of_size,
        ),
        (
            "Most changed",
            format!("Changes in 1000 bytes, of documents of {judged} and more."),
            &odd.edited,
            &|d| number(d.value),
            &of_size,
        ),
    ];
    let mut html = String::from("<div class=\"flow\">\n");
    for (heading, says, top, value, note) in lists {
        if top.documents().is_empty() {
            continue;
        }
        let _ = write!(
            html,
            "<div class=\"figure\"><h3>{heading}</h3>\n<p>{}</p>\n<ol class=\"documents\">\n",
            text(&says)
        );
        for document in top.documents() {
            let note = note(document);
            let note = if note.is_empty() { note } else { format!("<small>{}</small>", text(&note)) };
            let _ = writeln!(
                html,
                "<li><span class=\"id\">{}</span> <span class=\"value\">{}{note}</span></li>",
                isolated(&document.id),
                text(&value(document))
            );
        }
        html += "</ol></div>\n";
    }
    Section { id: "documents", name: "Documents", heading: "Slowest and oddest documents", html: html + "</div>\n" }
}

pub(super) fn failures(run: &RunFile, failures: Option<&Failures>) -> Section {
    let (id, name, heading) = ("failures", "Failures", "What failed");
    let failed = run.counts.quarantined;
    if failed == 0 {
        return Section { id, name, heading, html: String::new() };
    }
    let stand = if failed == 1 { "stands" } else { "stand" };
    let mut html = format!(
        "<div class=\"figure\"><h3>Quarantine</h3>\n<p>{} {stand} in the quarantine",
        counted(failed, "document")
    );
    if let Some(path) = &run.quarantine {
        let _ = write!(html, " {}, which can be read again as an input", isolated(&path.to_string_lossy()));
    }
    html += ".</p>\n";
    if let Some(Failures { stages, first }) = failures.filter(|failures| !failures.first.is_empty()) {
        let stages: Vec<String> =
            stages.iter().map(|(stage, count)| format!("{} {}", text(cut(stage)), number(*count))).collect();
        let _ = write!(html, "<p>By stage: {}. The first:</p>\n<ol class=\"documents\">\n", stages.join(", "));
        for [id, stage, error] in first {
            let _ = writeln!(
                html,
                "<li><span class=\"id\">{}</span> <span class=\"value\">{}<small>{}</small></span></li>",
                isolated(cut(id)),
                text(cut(stage)),
                isolated(cut(error))
            );
        }
        html += "</ol>\n";
    }
    html += "</div>\n";
    Section { id, name, heading, html }
}

pub(super) fn settings(run: &RunFile) -> Section {
    let mut rows: Vec<(String, String)> = Vec::new();
    for input in &run.inputs {
        rows.push(("input".to_owned(), cut(input).to_owned()));
    }
    for output in run.outputs.iter().take(20) {
        let records = counted(output.records, "record");
        let path = output.path.to_string_lossy();
        rows.push(("output".to_owned(), format!("{} ({records}, {})", cut(&path), size(output.bytes))));
    }
    rows.truncate(60);
    rows.extend(
        run::flat_settings(run).into_iter().map(|(name, value)| (cut(&name).to_owned(), cut(&value).to_owned())),
    );
    let table = table::pairs("Settings", ["Setting", "Value"], &rows, SETTINGS);
    let html = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table: Settings\">\n{table}</div>\n"
    );
    Section { id: "settings", name: "Settings", heading: "Settings", html }
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(VALUE).map_or(text, |(end, _)| &text[..end])
}
