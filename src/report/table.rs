//! Tables: beside a plot with all its numbers, or by themselves.

use std::fmt::Write as _;

use super::html::{number, plain, text};

/// The most rows of a table.
const ROWS: usize = 250;

/// A table of numbers behind a plot, folded: a name for each row as HTML, then its numbers.
pub(super) fn folded(caption: &str, head: &[&str], rows: &[(String, Vec<u64>)]) -> String {
    let mut out = String::from("<details><summary>All numbers<span class=\"hidden\">: ");
    let _ = write!(
        out,
        "{}</span></summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table: {}\">\n",
        text(caption),
        plain(caption)
    );
    out += &plain_table(caption, head, rows);
    if rows.len() > ROWS {
        let _ =
            writeln!(out, "<p class=\"quiet\">and {} more, which stand in the run's summary</p>", rows.len() - ROWS);
    }
    out + "</div></details>\n"
}

fn plain_table(caption: &str, head: &[&str], rows: &[(String, Vec<u64>)]) -> String {
    let mut out = format!("<table><caption class=\"hidden\">{}</caption>\n<thead><tr>", text(caption));
    for (n, name) in head.iter().enumerate() {
        let class = if n == 0 { "" } else { " class=\"number\"" };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", text(name));
    }
    out += "</tr></thead>\n<tbody>\n";
    for (name, numbers) in rows.iter().take(ROWS) {
        let _ = write!(out, "<tr><th scope=\"row\">{name}</th>");
        for value in numbers {
            let _ = write!(out, "<td>{}</td>", number(*value));
        }
        out += "</tr>\n";
    }
    out + "</tbody></table>\n"
}

/// Settings and other pairs of a name and a value, as many as fit in so many bytes of HTML.
pub(super) fn pairs(caption: &str, head: [&str; 2], rows: &[(String, String)], bytes: usize) -> String {
    let mut out = format!(
        "<table class=\"pairs\"><caption class=\"hidden\">{}</caption>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        text(caption),
        text(head[0]),
        text(head[1])
    );
    for (name, value) in rows.iter().take(ROWS) {
        if out.len() > bytes {
            break;
        }
        let _ =
            writeln!(out, "<tr><th scope=\"row\">{}</th><td>{}</td></tr>", text(name), super::html::isolated(value));
    }
    out + "</tbody></table>\n"
}
