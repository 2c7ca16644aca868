//! [`page()`]: the page as a whole: head, key figures, the sections in order.

use std::fmt::Write as _;

use super::html::{counted, isolated, number, percent, plain, share, size, text, time};
use super::{Failures, palette, run, sections, standouts};
use crate::corpus::{RunFile, Statistics};

const STYLE: &str = include_str!("style.css");

/// One section: its id, its name in the list of sections, its heading, what is in it.
pub(super) struct Section {
    pub id: &'static str,
    pub name: &'static str,
    pub heading: &'static str,
    pub html: String,
}

/// The report of a run, a whole HTML document. It loads nothing and runs no script; its policy forbids both.
pub fn page(run: &RunFile, failures: Option<&Failures>) -> String {
    let statistics = &run.statistics;
    let sections: Vec<Section> = [
        sections::languages(statistics),
        sections::encodings(statistics),
        sections::roles(statistics),
        sections::repairs(statistics),
        sections::names(statistics),
        standouts::documents(statistics),
        sections::samples(statistics),
        standouts::failures(run, failures),
        standouts::settings(run),
    ]
    .into_iter()
    .filter(|section| !section.html.is_empty())
    .collect();
    let name = run::name(run);
    let mut out = String::with_capacity(256 << 10);
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"generator\" content=\"polynorm\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{} \u{2013} polynorm report</title>\n<style>\n{}{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the figures</a>\n",
        plain(&name),
        palette::css(),
    );
    head(&mut out, run, &sections);
    out += "<main id=\"main\" tabindex=\"-1\">\n";
    out += &figures(run, statistics);
    for Section { id, heading, html, .. } in &sections {
        let _ = write!(
            out,
            "<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n<h2 id=\"{id}-heading\">{heading}</h2>\n{html}</section>\n"
        );
    }
    let _ = write!(
        out,
        "</main>\n<footer><p>Made by polynorm {} from the summary of the run. The page needs no network and holds no script.</p></footer>\n</body>\n</html>\n",
        text(env!("CARGO_PKG_VERSION"))
    );
    out
}

fn head(out: &mut String, run: &RunFile, sections: &[Section]) {
    let _ = write!(
        out,
        "<header>\n<p class=\"brand\">polynorm <span>report</span></p>\n<h1>{}</h1>\n",
        isolated(&run::name(run))
    );
    let mut facts = Vec::new();
    if !run.started.is_empty() {
        // RFC 3339 is for machines.
        facts.push(format!("started {}", run.started.replacen('T', " ", 1).replacen('Z', " UTC", 1)));
    }
    if run.seconds > 0.0 {
        facts.push(format!("took {}", time((run.seconds * 1e6) as u64)));
    }
    if run.threads > 0 {
        facts.push(counted(run.threads, "thread"));
    }
    if let Some(shard) = &run.shard {
        facts.push(format!("share {shard}"));
    }
    if !run.polynorm.is_empty() {
        facts.push(format!("version {}", run.polynorm));
    }
    let facts: Vec<String> = facts.iter().map(|fact| text(fact)).collect();
    let _ = writeln!(out, "<p class=\"facts\">{}</p>\n</header>", facts.join(" \u{B7} "));
    out.push_str("<nav aria-label=\"Sections\">\n<ul>\n");
    for Section { id, name, .. } in sections {
        let _ = writeln!(out, "<li><a href=\"#{id}\">{name}</a></li>");
    }
    out.push_str("</ul>\n</nav>\n");
}

/// The figures that a person wants first.
fn figures(run: &RunFile, statistics: &Statistics) -> String {
    let counts = &run.counts;
    let edits: u64 = statistics.rules.values().map(|rule| rule.edits).sum();
    let mentions: u64 = statistics.names.kinds.values().map(|kind| kind.mentions).sum();
    let rewritten: u64 = statistics.names.kinds.values().map(|kind| kind.rewritten).sum();
    let told = statistics.languages.keys().filter(|code| *code != "und").count() as u64;
    let written: u64 = run.outputs.iter().map(|output| output.bytes).sum();
    let rate = if run.seconds > 0.0 { (counts.bytes as f64 / run.seconds) as u64 } else { 0 };
    let quarantined = match counts.quarantined {
        0 => "none failed".to_owned(),
        failed => format!("{} written, {} in quarantine", number(counts.written), number(failed)),
    };
    let figures = [
        ("Documents", number(counts.read), quarantined),
        ("Read", size(counts.bytes), if rate > 0 { format!("{} a second", size(rate)) } else { String::new() }),
        ("Written", size(written), counted(run.outputs.len() as u64, "file")),
        (
            "Paragraphs",
            number(statistics.all.paragraphs),
            format!("{} a document", per(statistics.all.paragraphs, statistics.all.documents)),
        ),
        ("Languages", number(told), format!("{} in several", counted(statistics.mixed.documents, "document"))),
        (
            "Changes",
            number(edits),
            format!("{} of documents without any", share(statistics.unchanged, statistics.all.documents)),
        ),
        ("Names", number(mentions), format!("{} rewritten", share(rewritten, mentions))),
    ];
    let mut out = String::from("<h2 class=\"hidden\">At a glance</h2>\n<dl class=\"figures\">\n");
    for (name, figure, note) in figures {
        let _ = writeln!(out, "<div><dt>{name}</dt><dd>{}<small>{}</small></dd></div>", text(&figure), text(&note));
    }
    out + "</dl>\n"
}

fn per(parts: u64, wholes: u64) -> String {
    format!("{:.1}", percent(parts, wholes) / 100.0)
}
