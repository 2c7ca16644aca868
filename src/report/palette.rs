//! The colours of all that a person looks at, in one place: of the report (light and dark) and of the terminal.
//!
//! Colour is never alone in saying something: streams, kinds and stages are named beside it, what was removed is struck through,
//! what was added is underlined.

use crate::{Kind, Stage, Stream};

/// A colour by what it is called; on paper, in the dark, and in a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hue {
    /// The document's own text; what was added.
    Green,
    /// Teasers; the stage `encoding`.
    Amber,
    /// Widgets.
    Magenta,
    /// Persons; the stage `names`.
    Cyan,
    /// Organizations; the stage `unicode`; all that has no colour of its own.
    Blue,
    /// Places.
    Teal,
    /// Groups.
    Violet,
    /// What was removed.
    Red,
    /// What is not known, and stages of the caller's own.
    Gray,
}

/// What was there before an edit.
pub const REMOVED: Hue = Hue::Red;
/// What is there after it.
pub const ADDED: Hue = Hue::Green;

impl Hue {
    /// All of them.
    pub const ALL: [Hue; 9] =
        [Hue::Green, Hue::Amber, Hue::Magenta, Hue::Cyan, Hue::Blue, Hue::Teal, Hue::Violet, Hue::Red, Hue::Gray];

    /// Its name in style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Hue::Green => "green",
            Hue::Amber => "amber",
            Hue::Magenta => "magenta",
            Hue::Cyan => "cyan",
            Hue::Blue => "blue",
            Hue::Teal => "teal",
            Hue::Violet => "violet",
            Hue::Red => "red",
            Hue::Gray => "gray",
        }
    }

    /// As sRGB, on a light ground and on a dark one; both can be read as text.
    pub fn rgb(self) -> [u32; 2] {
        match self {
            Hue::Green => [0x1A_7437, 0x56_D364],
            Hue::Amber => [0x85_5C00, 0xE3_B341],
            Hue::Magenta => [0xA8_2F7C, 0xF7_86BE],
            Hue::Cyan => [0x0B_6B7D, 0x4C_C9E0],
            Hue::Blue => [0x1F_5BC4, 0x84_B9FF],
            Hue::Teal => [0x0F_7060, 0x5C_E0C2],
            Hue::Violet => [0x70_42BE, 0xC4_9DFF],
            Hue::Red => [0xB4_2626, 0xFF_8A80],
            Hue::Gray => [0x55_5E68, 0xA4_AEB9],
        }
    }

    /// The colour of the terminal that comes nearest: the person has chosen which that is, to suit the ground.
    #[cfg(feature = "cli")]
    pub fn ansi(self) -> anstyle::AnsiColor {
        use anstyle::AnsiColor;
        match self {
            Hue::Green => AnsiColor::Green,
            Hue::Amber => AnsiColor::Yellow,
            Hue::Magenta => AnsiColor::Magenta,
            Hue::Cyan => AnsiColor::Cyan,
            Hue::Blue => AnsiColor::BrightBlue,
            Hue::Teal => AnsiColor::BrightGreen,
            Hue::Violet => AnsiColor::BrightMagenta,
            Hue::Red => AnsiColor::Red,
            Hue::Gray => AnsiColor::BrightBlack,
        }
    }

    /// The colour of a stream.
    pub fn of_stream(stream: Stream) -> Hue {
        match stream {
            Stream::Body => Hue::Green,
            Stream::Teaser => Hue::Amber,
            Stream::Widget => Hue::Magenta,
        }
    }

    /// The colour of a kind of names.
    pub fn of_kind(kind: Kind) -> Hue {
        match kind {
            Kind::Person => Hue::Cyan,
            Kind::Organization => Hue::Blue,
            Kind::Place => Hue::Teal,
            Kind::Group => Hue::Violet,
        }
    }

    /// The colour of a stage.
    pub fn of_stage(stage: Stage) -> Hue {
        match stage {
            Stage::Encoding => Hue::Amber,
            Stage::Unicode => Hue::Blue,
            Stage::Names => Hue::Cyan,
            Stage::Custom => Hue::Gray,
        }
    }

    /// The colour of the stage of a rule such as `unicode:nfc`.
    pub fn of_rule(rule: &str) -> Hue {
        let stage = rule.split(':').next().unwrap_or_default();
        let stages = [Stage::Encoding, Stage::Unicode, Stage::Names];
        stages.into_iter().find(|known| known.to_string() == stage).map_or(Hue::Gray, Hue::of_stage)
    }
}

/// The grounds, the text and the lines of the page: name, light, dark.
const PAPER: [(&str, u32, u32); 6] = [
    ("paper", 0xFF_FFFF, 0x10_1419),
    ("panel", 0xF5_F6F8, 0x19_1F26),
    ("ink", 0x1B_1F24, 0xE8_EBEF),
    ("quiet", 0x53_5C66, 0xA4_AEB9),
    ("line", 0xD9_DDE2, 0x30_3842),
    ("track", 0xE4_E7EB, 0x2A_313A),
];

/// All colours as variables of a style sheet, for light and dark.
pub(super) fn css() -> String {
    let variables = |dark: usize| -> String {
        let paper = PAPER.map(|(name, light, in_dark)| (name, [light, in_dark]));
        let hues = Hue::ALL.map(|hue| (hue.name(), hue.rgb()));
        paper.into_iter().chain(hues).map(|(name, rgb)| format!("--{name}:#{:06X};", rgb[dark])).collect()
    };
    let classes: String = Hue::ALL
        .map(|hue| {
            let name = hue.name();
            format!(".{name}{{fill:var(--{name})}}.swatch.{name}{{background:var(--{name})}}.{name}-text{{color:var(--{name})}}\n")
        })
        .concat();
    format!(
        ":root{{color-scheme:light dark;{}}}\n@media (prefers-color-scheme:dark){{:root{{{}}}}}\n{classes}",
        variables(0),
        variables(1)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2.2, relative luminance.
    fn luminance(rgb: u32) -> f64 {
        let [_, channels @ ..] = rgb.to_be_bytes();
        let [r, g, b] = channels.map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn contrast(a: u32, b: u32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_colour_can_be_read_on_every_ground() {
        let grounds = PAPER[..2].iter().map(|(_, light, dark)| [*light, *dark]);
        for ground in grounds {
            let texts = PAPER[2..4].iter().map(|(name, light, dark)| (*name, [*light, *dark]));
            for (name, text) in texts.chain(Hue::ALL.map(|hue| (hue.name(), hue.rgb()))) {
                for dark in [0, 1] {
                    let contrast = contrast(text[dark], ground[dark]);
                    assert!(contrast >= 4.5, "{name}, dark {dark}: {contrast:.2}");
                }
            }
        }
    }

    #[test]
    fn things_of_one_sort_have_different_colours() {
        let differ = |hues: &[Hue]| hues.iter().enumerate().all(|(n, hue)| !hues[..n].contains(hue));
        assert!(differ(&Stream::ALL.map(Hue::of_stream)));
        assert!(differ(&Kind::ALL.map(Hue::of_kind)));
        assert!(differ(&["encoding:x", "unicode:x", "names:x", "custom:x"].map(Hue::of_rule)));
        assert_eq!(Hue::of_rule("mine:x"), Hue::Gray);
    }
}
