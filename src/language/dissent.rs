//! Whether the pieces of a text agree that it is in one language, as those of nearly every text do: what the likeliest
//! language of each and the text's own have is enough to tell. Where they do not, `spans` looks at all languages.

use unicode_script::Script as Ucd;

use super::pieces::{Piece, parts};
use super::spans::{CHANGE_OF_SCRIPT, MOST, SMALL, TITLE, UNSURE, WINDOW};
use super::{Language, LanguageDetector, Odds, Script};

/// What a probability says against a language beside that of the best, in nats.
pub(super) fn against(best: f32, p: f32) -> f32 {
    (best / p.max(f32::MIN_POSITIVE)).ln().clamp(0.0, MOST)
}

/// How much what a piece says counts.
pub(super) fn weight(piece: &Piece) -> f32 {
    match piece {
        piece if !piece.is_evidence() => SMALL,
        piece if piece.is_title() => TITLE,
        _ => 1.0,
    }
}

/// The script that a piece is asked in, unless what is in it tells.
pub(super) fn asked_in(piece: &Piece) -> Option<Script> {
    match piece.script {
        Ucd::Common | Ucd::Han | Ucd::Hangul => None,
        script => Some(Script::from_ucd(script)),
    }
}

/// What the pieces that were heard say against the text being in one language.
#[derive(Default)]
pub(super) struct Dissent {
    /// Of the pieces since the last that says nothing against it.
    sum: f32,
    most: f32,
}

impl Dissent {
    pub(super) fn hear(&mut self, against: f32) {
        self.sum = if against == 0.0 { 0.0 } else { self.sum + against };
        self.most = self.most.max(self.sum);
    }

    /// Whether it is so little that the text is in one language.
    pub(super) fn is_little(&self) -> bool {
        self.most <= CHANGE_OF_SCRIPT
    }
}

/// Whether no stretch of the pieces says enough against the text being in the language that was found. `false` also where
/// the rankings of the pieces are needed to tell.
pub(super) fn agree(text: &str, pieces: &[Piece], found: Language, detector: &dyn LanguageDetector) -> bool {
    let mut poll =
        Poll { text, detector, one: Some(found).filter(|found| !found.is_und()), dissent: Dissent::default() };
    pieces.iter().all(|piece| poll.ask(piece))
}

struct Poll<'a> {
    text: &'a str,
    detector: &'a dyn LanguageDetector,
    /// The language that the text is asked to be in; where none was found, that of the first piece that has one.
    one: Option<Language>,
    dissent: Dissent,
}

impl Poll<'_> {
    /// Asks a piece, or its parts where it is unsure. Whether all agree so far.
    fn ask(&mut self, piece: &Piece) -> bool {
        if !piece.is_evidence() {
            self.dissent.hear(0.0);
            return true;
        }
        let odds = self.odds(piece);
        if odds.is_none_or(|odds| odds.best.1 < UNSURE) {
            let windows = parts(self.text, piece, WINDOW);
            if windows.len() > 1 {
                return windows.iter().all(|window| {
                    let odds = self.odds(window);
                    self.hear(window, odds)
                });
            }
        }
        self.hear(piece, odds)
    }

    fn odds(&self, piece: &Piece) -> Option<Odds> {
        let other = self.one.unwrap_or(Language::UND);
        self.detector.odds(&self.text[piece.range.clone()], asked_in(piece), other)
    }

    fn hear(&mut self, piece: &Piece, odds: Option<Odds>) -> bool {
        let Some(Odds { best: (best, p), other }) = odds else {
            self.dissent.hear(0.0);
            return true;
        };
        let own = if *self.one.get_or_insert(best) == best { Some(p) } else { other };
        let Some(own) = own else { return false };
        self.dissent.hear(weight(piece) * against(p, own));
        self.dissent.is_little()
    }
}
