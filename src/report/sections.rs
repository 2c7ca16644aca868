//! The sections with plots: what there was (languages, encodings, roles) and what was done (repairs, names, samples).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::html::{changed, counted, isolated, number, percent, share, size, text};
use super::page::Section;
use super::palette::Hue;
use super::plot::{self, Bar};
use super::sample::{self, language_name};
use super::table;
use crate::corpus::statistics::{Edits, Entity, Statistics, Tally, kinds};
use crate::{Kind, Role, Script, Stream};

/// Entities in each table of names, and spellings of each.
const ENTITIES: usize = 40;
const SPELLINGS: usize = 8;
/// Bytes of HTML that samples may have in all.
const SAMPLE_BYTES: usize = 700_000;

const TALLIES: [&str; 5] = ["", "Documents", "as a whole", "Paragraphs", "Bytes"];

/// A plot with its heading, what it says, and its table.
fn figure(heading: &str, says: &str, plot: &str, table: &str) -> String {
    let says = if says.is_empty() { String::new() } else { format!("<p>{says}</p>\n") };
    format!("<div class=\"figure\">\n<h3>{}</h3>\n{says}{plot}{table}</div>\n", text(heading))
}

/// Tallies, those with most bytes first.
fn ranked(tallies: &BTreeMap<String, Tally>) -> Vec<(&str, &Tally)> {
    let mut ranked: Vec<_> = tallies.iter().map(|(name, tally)| (name.as_str(), tally)).collect();
    ranked.sort_by(|a, b| b.1.bytes.cmp(&a.1.bytes).then(a.0.cmp(b.0)));
    ranked
}

/// A plot of tallies by bytes, and the table with all of them.
fn tallies(
    heading: &str,
    says: &str,
    tallies: &BTreeMap<String, Tally>,
    label: impl Fn(&str) -> (String, String),
    hue: impl Fn(&str) -> Hue,
) -> String {
    let ranked = ranked(tallies);
    if ranked.is_empty() {
        return String::new();
    }
    let whole = ranked.iter().map(|(_, tally)| tally.bytes).sum();
    let bars: Vec<Bar> = ranked
        .iter()
        .map(|(name, tally)| {
            let (label, note) = label(name);
            Bar { label: text(&label), note, value: tally.bytes, shown: size(tally.bytes), hue: hue(name) }
        })
        .collect();
    let rows: Vec<_> = ranked
        .iter()
        .map(|(name, tally)| {
            let (label, note) = label(name);
            let name =
                if note.is_empty() { text(&label) } else { format!("{} <small>{}</small>", text(&label), text(&note)) };
            (name, vec![tally.documents, tally.main, tally.paragraphs, tally.bytes])
        })
        .collect();
    let mut head = TALLIES;
    head[0] = heading;
    figure(heading, says, &plot::bars(&bars, whole), &table::folded(heading, &head, &rows))
}

fn own_hue(unknown: &'static str) -> impl Fn(&str) -> Hue {
    move |name| if name == unknown { Hue::Gray } else { Hue::Blue }
}

pub(super) fn languages(statistics: &Statistics) -> Section {
    let Statistics { languages, scripts, mixed, all, confidences, .. } = statistics;
    let says = format!(
        "{} ({}) have more than one language; {} have several inside.",
        counted(mixed.documents, "document"),
        text(&share(mixed.documents, all.documents)),
        counted(mixed.paragraphs, "paragraph")
    );
    let of_language = |code: &str| (language_name(code), code.to_owned());
    let mut html = String::from("<div class=\"grid\">\n");
    html += &tallies("Languages of the text", &says, languages, of_language, own_hue("und"));
    let of_script = |code: &str| {
        let name = Script::new(code).and_then(Script::name).unwrap_or(code);
        (if code == "Zyyy" { "no letters" } else { name }.to_owned(), code.to_owned())
    };
    html += &tallies(
        "Scripts",
        "Each paragraph counts for the script of most of its letters.",
        scripts,
        of_script,
        own_hue("Zyyy"),
    );
    if confidences.iter().any(|&count| count > 0) {
        let ticks = [(0.0, "0".to_owned()), (50.0, "0.5".to_owned()), (100.0, "1".to_owned())];
        let low: u64 = confidences.iter().take(confidences.len() / 2).sum();
        let told = confidences.iter().sum();
        let says = format!("{} of the paragraphs with a language are under 0.5.", text(&share(low, told)));
        let title = format!("Paragraphs by confidence in their language, from 0 to 1. {} under 0.5.", share(low, told));
        let step = 1.0 / confidences.len() as f64;
        let rows: Vec<_> = confidences
            .iter()
            .enumerate()
            .map(|(n, &count)| (format!("{:.2}\u{2013}{:.2}", n as f64 * step, (n + 1) as f64 * step), vec![count]))
            .collect();
        let table = table::folded("Confidence", &["Confidence", "Paragraphs"], &rows);
        html += &figure(
            "Confidence in the language",
            &says,
            &plot::columns(&title, confidences, &ticks, Hue::Blue),
            &table,
        );
    }
    Section { id: "languages", name: "Languages", heading: "Languages and scripts", html: html + "</div>\n" }
}

pub(super) fn encodings(statistics: &Statistics) -> Section {
    let Statistics { encodings, lengths, all, .. } = statistics;
    let mut html = String::from("<div class=\"grid\">\n");
    let says = "Each paragraph is decoded in its own encoding.";
    html += &tallies("Encodings", says, encodings, |name| (name.to_owned(), String::new()), own_hue(""));
    if let (Some(first), last) = (lengths.iter().position(|&count| count > 0), lengths.len()) {
        let from = |n: usize| if n == 0 { 0 } else { 1u64 << (n - 1) };
        let shown = &lengths[first..last];
        let step = 100.0 / shown.len() as f64;
        let every = shown.len().div_ceil(4);
        let ticks: Vec<_> =
            (0..shown.len()).step_by(every).map(|n| ((n as f64 + 0.5) * step, size(from(first + n)))).collect();
        let title =
            format!("Documents by length, each column twice as long as the one before, from {} on.", size(from(first)));
        let mean = all.bytes.checked_div(all.documents).unwrap_or_default();
        let says =
            format!("{} on average; each column is for documents twice as long as the one before.", text(&size(mean)));
        let rows: Vec<_> =
            shown.iter().enumerate().map(|(n, &count)| (text(&size(from(first + n))), vec![count])).collect();
        let table = table::folded("Lengths", &["From", "Documents"], &rows);
        html += &figure("Lengths of the documents", &says, &plot::columns(&title, shown, &ticks, Hue::Blue), &table);
    }
    Section { id: "encodings", name: "Encodings", heading: "Encodings and lengths", html: html + "</div>\n" }
}

pub(super) fn roles(statistics: &Statistics) -> Section {
    let Statistics { roles, streams, .. } = statistics;
    let mut html = String::from("<div class=\"grid\">\n");
    let parts: Vec<_> = Stream::ALL
        .into_iter()
        .map(|stream| {
            (stream.name(), streams.get(stream.name()).map_or(0, |tally| tally.bytes), Hue::of_stream(stream))
        })
        .collect();
    let told: Vec<String> = parts.iter().map(|(name, bytes, _)| format!("{name} {}", size(*bytes))).collect();
    let rows: Vec<_> = ranked(streams)
        .into_iter()
        .map(|(name, tally)| (text(name), vec![tally.documents, tally.paragraphs, tally.bytes]))
        .collect();
    let head = ["Stream", "Documents", "Paragraphs", "Bytes"];
    html += &figure(
        "Streams",
        "The document\u{2019}s own text, pointers to other documents, and what stands around both.",
        &plot::stack(&format!("Bytes of each stream: {}.", told.join(", ")), &parts),
        &table::folded("Streams", &head, &rows),
    );
    let stream_of = |role: &str| Role::from_name(role).map(Role::stream);
    let stream_name = |role: &str| stream_of(role).map_or("", Stream::name);
    let note = |role: &str| if stream_name(role) == role { "" } else { stream_name(role) };
    let label = |role: &str| (role.to_owned(), note(role).to_owned());
    html += &tallies("Roles", "Behind each role the stream that it is part of.", roles, label, |role| {
        stream_of(role).map_or(Hue::Gray, Hue::of_stream)
    });
    Section { id: "roles", name: "Roles", heading: "Roles and streams", html: html + "</div>\n" }
}

/// A plot of edits and the table with all of them.
fn edits(heading: &str, says: &str, all: &BTreeMap<String, Edits>, hue: impl Fn(&str) -> Hue) -> String {
    let mut ranked: Vec<_> = all.iter().collect();
    ranked.sort_by(|a, b| b.1.edits.cmp(&a.1.edits).then(a.0.cmp(b.0)));
    let whole = ranked.iter().map(|(_, edits)| edits.edits).sum();
    let bar = |(name, edits): &(&String, &Edits)| {
        let (shown, note) = (number(edits.edits), format!("in\u{A0}{}", counted(edits.documents, "document")));
        Bar { label: text(name), note, value: edits.edits, shown, hue: hue(name) }
    };
    let bars: Vec<Bar> = ranked.iter().map(bar).collect();
    let rows: Vec<_> = ranked.iter().map(|(name, e)| (text(name), vec![e.edits, e.documents])).collect();
    let head = [heading, "Changes", "Documents"];
    figure(heading, says, &plot::bars(&bars, whole), &table::folded(heading, &head, &rows))
}

pub(super) fn repairs(statistics: &Statistics) -> Section {
    let Statistics { rules, mojibake, unchanged, all, .. } = statistics;
    let mut html = String::from("<div class=\"grid\">\n");
    let says = format!(
        "{} ({}) needed no change at all. Each rule is named with its stage.",
        counted(*unchanged, "document"),
        text(&share(*unchanged, all.documents))
    );
    if rules.is_empty() {
        html += &figure("Changes by rule", &says, "<p class=\"quiet\">No rule changed anything.</p>\n", "");
    } else {
        html += &edits("Changes by rule", &says, rules, Hue::of_rule);
    }
    if mojibake.is_empty() {
        html += &figure("Mojibake", "", "<p class=\"quiet\">No text was broken by decoding it wrongly.</p>\n", "");
    } else {
        let says = "Text that was decoded wrongly before it came here, and how.";
        html += &edits("Mojibake", says, mojibake, |_| Hue::Amber);
    }
    Section { id: "repairs", name: "Repairs", heading: "Repairs and rules", html: html + "</div>\n" }
}

pub(super) fn names(statistics: &Statistics) -> Section {
    let names = &statistics.names;
    let (id, name, heading) = ("names", "Names", "Names and their spellings");
    let whole: u64 = names.kinds.values().map(|kind| kind.mentions).sum();
    if whole == 0 {
        return Section { id, name, heading, html: String::new() };
    }
    let of_kind = |kind: &str| Kind::from_name(kind).map_or(Hue::Gray, Hue::of_kind);
    let mentions = |kind: &str| names.kinds.get(kind).copied().unwrap_or_default();
    let mut bars: Vec<Bar> = kinds()
        .filter(|kind| mentions(kind).mentions > 0)
        .map(|kind| Bar {
            label: text(kind),
            note: format!("{} rewritten", share(mentions(kind).rewritten, mentions(kind).mentions)),
            value: mentions(kind).mentions,
            shown: number(mentions(kind).mentions),
            hue: of_kind(kind),
        })
        .collect();
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.value));
    let rows: Vec<_> =
        kinds().map(|kind| (text(kind), vec![mentions(kind).mentions, mentions(kind).rewritten])).collect();
    let table = table::folded("Kinds", &["Kind", "Mentions", "Rewritten"], &rows);
    let mut html = figure(
        "Kinds",
        "Mentions, and how many of them were spelled otherwise in the source.",
        &plot::bars(&bars, whole),
        &table,
    );
    let ranked = names.ranked();
    let counted_in = match names.level {
        0 => "Counted in all documents.".to_owned(),
        level => format!(
            "There are too many spellings to count them all: these are of one document in {}, chosen by chance, and their numbers are scaled up.",
            number(1 << level.min(31))
        ),
    };
    let scale = 1u64 << names.level.min(31);
    html += &entities("Most mentioned", &counted_in, &ranked[..ranked.len().min(ENTITIES)], scale);
    let mut varied: Vec<_> = ranked.iter().copied().filter(|(_, entity)| entity.spellings.len() > 1).collect();
    // Stable: of those with as many spellings, the most mentioned come first.
    varied.sort_by_key(|(_, entity)| std::cmp::Reverse(entity.spellings.len()));
    varied.truncate(ENTITIES / 2);
    html += &entities("Most spellings", "What sources call the same thing in different ways.", &varied, scale);
    Section { id, name, heading, html }
}

fn entities(heading: &str, says: &str, entities: &[(&str, &Entity)], scale: u64) -> String {
    if entities.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "<div class=\"figure\"><h3>{heading}</h3>\n<p>{says}</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table: {heading}\">\n\
         <table class=\"names\"><caption class=\"hidden\">{heading}</caption>\n<thead><tr><th scope=\"col\">Canonical form</th><th scope=\"col\" class=\"number\">Mentions</th><th scope=\"col\">Spellings</th></tr></thead>\n<tbody>\n"
    );
    for (_, entity) in entities {
        let hue = Kind::from_name(&entity.kind).map_or(Hue::Gray, Hue::of_kind);
        let _ = write!(
            out,
            "<tr><th scope=\"row\">{} <small class=\"kind {}-text\">{}</small></th><td>{}</td><td><ul class=\"spellings\">",
            isolated(&entity.canonical),
            hue.name(),
            text(&entity.kind),
            number(entity.mentions() * scale)
        );
        let mut spellings: Vec<_> =
            entity.spellings.iter().map(|(spelling, counts)| (counts.iter().sum::<u64>(), spelling)).collect();
        spellings.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let most = spellings.first().map_or(0, |(count, _)| *count);
        for (count, spelling) in spellings.iter().take(SPELLINGS) {
            let rare = if percent(*count, most) < 10.0 { " class=\"rare\"" } else { "" };
            let _ = write!(
                out,
                "<li{rare}><bdi>{}</bdi> <small>{}</small></li>",
                changed(spelling, false),
                number(count * scale)
            );
        }
        if spellings.len() > SPELLINGS {
            let _ = write!(out, "<li class=\"rare\">{} more</li>", spellings.len() - SPELLINGS);
        }
        out += "</ul></td></tr>\n";
    }
    out + "</tbody></table></div></div>\n"
}

pub(super) fn samples(statistics: &Statistics) -> Section {
    let mut html = String::new();
    let rules: Vec<_> = statistics.samples.iter().collect();
    for (rule, samples) in &rules {
        let edits = statistics.rules.get(*rule).copied().unwrap_or_default();
        let _ = writeln!(
            html,
            "<details{}><summary><h3>{}</h3> <small>{} in {}</small></summary>",
            if rules.first().is_some_and(|(first, _)| first == rule) { " open" } else { "" },
            text(rule),
            counted(edits.edits, "change"),
            counted(edits.documents, "document")
        );
        for sample in *samples {
            if html.len() < SAMPLE_BYTES {
                html += &sample::sample(sample);
            }
        }
        html += "</details>\n";
    }
    if !html.is_empty() {
        let says = "<p>A few paragraphs for each rule, chosen by chance. What was changed is struck through before and \
                    underlined after; characters that cannot be seen are named.</p>\n";
        html.insert_str(0, says);
    }
    Section { id: "samples", name: "Samples", heading: "Samples before and after", html }
}
