//! Plots, as SVG that takes the width it is given: lengths are percentages, so text keeps its size on a phone.
//!
//! Bars are a list that can be read as text; columns and stacks are pictures with a name. What they show stands in a table too.

use std::fmt::Write as _;

use super::html::{number, percent, share, text};
use super::palette::Hue;

/// The most bars of a plot; what is beyond is told as a sum.
const BARS: usize = 12;

/// A row of a bar plot.
pub(super) struct Bar {
    /// HTML.
    pub label: String,
    /// What is behind the label, in small: plain text.
    pub note: String,
    pub value: u64,
    /// The value as it is shown: plain text.
    pub shown: String,
    pub hue: Hue,
}

/// Bars, the longest of which fills the width; they have to be sorted. `whole` is what shares are of.
pub(super) fn bars(bars: &[Bar], whole: u64) -> String {
    let longest = bars.iter().map(|bar| bar.value).max().unwrap_or_default();
    let mut out = String::from("<ul class=\"bars\">\n");
    let shown = if bars.len() > BARS + 1 { BARS } else { bars.len() };
    for Bar { label, note, value, shown, hue } in &bars[..shown] {
        let note = if note.is_empty() { String::new() } else { format!(" <small>{}</small>", text(note)) };
        let _ = writeln!(
            out,
            "<li><span class=\"label\">{label}{note}</span> <span class=\"value\">{} <small>{}</small></span>{}</li>",
            text(shown),
            text(&share(*value, whole)),
            bar(percent(*value, longest), *hue)
        );
    }
    if shown < bars.len() {
        let rest: u64 = bars[shown..].iter().map(|bar| bar.value).sum();
        let _ = writeln!(
            out,
            "<li><span class=\"label quiet\">{} more</span> <span class=\"value\"><small>{}</small></span>{}</li>",
            bars.len() - shown,
            text(&share(rest, whole)),
            bar(percent(rest, longest).min(100.0), Hue::Gray)
        );
    }
    out + "</ul>\n"
}

fn bar(percent: f64, hue: Hue) -> String {
    format!(
        "<svg class=\"bar\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"track\" width=\"100%\" height=\"100%\" rx=\"4\"/>\
         <rect class=\"{}\" width=\"{:.2}%\" height=\"100%\" rx=\"4\"/></svg>",
        hue.name(),
        if percent > 0.0 { percent.max(0.6) } else { 0.0 }
    )
}

/// Columns side by side, for a histogram. `title` says what is seen, `ticks` stand under the columns at a place from 0 to 100.
pub(super) fn columns(title: &str, values: &[u64], ticks: &[(f64, String)], hue: Hue) -> String {
    let highest = values.iter().copied().max().unwrap_or_default();
    let width = 100.0 / values.len().max(1) as f64;
    let mut out = format!("<svg class=\"columns\" role=\"img\" aria-label=\"{}\">\n", super::html::plain(title));
    let _ = writeln!(
        out,
        "<text class=\"tick\" x=\"0\" y=\"11\">{}</text>\
         <line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"16\" y2=\"16\"/>\
         <line class=\"axis\" x1=\"0\" x2=\"100%\" y1=\"136.5\" y2=\"136.5\"/>",
        number(highest)
    );
    for (n, &value) in values.iter().enumerate().filter(|(_, value)| **value > 0) {
        let height = (percent(value, highest) * 1.2).max(1.5);
        let _ = writeln!(
            out,
            "<rect class=\"{}\" x=\"{:.2}%\" y=\"{:.1}\" width=\"{:.2}%\" height=\"{height:.1}\" rx=\"1.5\"/>",
            hue.name(),
            n as f64 * width + width * 0.08,
            136.0 - height,
            width * 0.84,
        );
    }
    for (place, label) in ticks {
        let anchor = match place {
            p if *p < 5.0 => "start",
            p if *p > 95.0 => "end",
            _ => "middle",
        };
        let _ = writeln!(
            out,
            "<text class=\"tick\" x=\"{place:.2}%\" y=\"152\" text-anchor=\"{anchor}\">{}</text>",
            text(label)
        );
    }
    out + "</svg>\n"
}

/// Parts of a whole in one bar, with a legend that says the same in words.
pub(super) fn stack(title: &str, parts: &[(&str, u64, Hue)]) -> String {
    let whole: u64 = parts.iter().map(|(_, value, _)| value).sum();
    let mut out = format!("<svg class=\"stack\" role=\"img\" aria-label=\"{}\">\n", super::html::plain(title));
    let mut at = 0.0;
    for (_, value, hue) in parts {
        let percent = percent(*value, whole);
        let _ = writeln!(
            out,
            "<rect class=\"{}\" x=\"{at:.2}%\" width=\"{:.2}%\" height=\"100%\"/>",
            hue.name(),
            (percent - 0.3).max(0.0)
        );
        at += percent;
    }
    out += "</svg>\n<ul class=\"legend\">\n";
    for (name, value, hue) in parts {
        let _ = writeln!(
            out,
            "<li><span class=\"swatch {}\" aria-hidden=\"true\"></span>{} <small>{}</small></li>",
            hue.name(),
            text(name),
            text(&share(*value, whole))
        );
    }
    out + "</ul>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(values: &[u64]) -> String {
        let bar = |&value: &u64| {
            let label = format!("n{value}");
            Bar { label, note: String::new(), value, shown: value.to_string(), hue: Hue::Blue }
        };
        bars(&values.iter().map(bar).collect::<Vec<_>>(), values.iter().sum())
    }

    #[test]
    fn the_longest_bar_fills_the_width_and_the_rest_is_summed_up() {
        let values: Vec<u64> = (1..=20).rev().map(|n| n * 10).collect();
        let plot = plot(&values);
        assert_eq!(plot.matches("<li>").count(), BARS + 1, "{plot}");
        assert!(plot.contains("width=\"100.00%\" height=\"100%\" rx=\"4\"/></svg>"), "{plot}");
        assert!(plot.contains("8 more") && plot.contains("17\u{A0}%"), "{plot}");
    }

    #[test]
    fn nothing_makes_no_number_that_is_none() {
        for plot in [plot(&[]), plot(&[0]), columns("t", &[], &[], Hue::Blue), stack("t", &[("a", 0, Hue::Red)])] {
            assert!(!plot.contains("NaN") && !plot.contains("inf"), "{plot}");
        }
    }

    #[test]
    fn columns_are_as_high_as_their_values() {
        let plot = columns("Things", &[0, 50, 100], &[(0.0, "0".to_owned())], Hue::Green);
        assert_eq!(plot.matches("<rect").count(), 2);
        assert!(plot.contains("height=\"60.0\"") && plot.contains("height=\"120.0\""), "{plot}");
        assert!(plot.contains("aria-label=\"Things\""));
    }
}
