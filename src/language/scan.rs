//! A text as language identification reads it: its words in folded letters, and how many letters each script has.

use unicode_script::{Script as Ucd, UnicodeScript};

use super::Script;
use super::clean::clean;
use super::letters::{Han, Letter, ScriptId};

/// Bytes looked at in a text, from its start.
pub(super) const LOOKED_AT: usize = 4096;
/// Longer words are cut: no language needs more to be known.
pub(super) const LONGEST: usize = 32;
/// The letter i without a dot.
const DOTLESS: u32 = 0x131;
/// Stands before and after a word.
pub const EDGE: u32 = '_' as u32;

/// Words of folded letters, and the scripts of the letters.
#[derive(Default)]
pub(crate) struct Scan {
    /// Bytes of the text.
    bytes: usize,
    symbols: Vec<u32>,
    words: Vec<(u32, u32, ScriptId)>,
    counts: Counts,
    /// Whether NFC may change a letter.
    is_unstable: bool,
}

impl Scan {
    /// Reads the first 4 KiB of `text`, without addresses and markup, in NFC.
    pub(crate) fn of(text: &str) -> Scan {
        let start = start_of(if text.len() > LOOKED_AT { from_first_words(text) } else { text });
        // In a text with dotted capitals the others are dotless: Turkish and its kin.
        let dotless = !start.is_ascii() && start.contains('\u{130}');
        let mut scan = Scan::default();
        if scan.read(start, true, dotless).is_err() {
            scan = Scan::default();
            let _ = scan.read(&clean(start), false, dotless);
        }
        if scan.counts.is_empty() && !start.is_empty() {
            // An address alone has a script, though no language.
            scan.counts = Counts::of(start);
        }
        scan.bytes = text.len();
        scan
    }

    /// Reads a word as it stands, and nothing else.
    pub(super) fn read_word(&mut self, text: &str) {
        self.symbols.clear();
        self.words.clear();
        self.counts.alphabetic.clear();
        self.is_unstable = false;
        let _ = self.read(text, false, false);
    }

    /// Bytes of the text, of which not all may have been read.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether there is a letter that NFC may change.
    pub(super) fn is_unstable(&self) -> bool {
        self.is_unstable
    }

    /// The word, its script and how many letters it has; `None` if there is another number of words or scripts.
    pub(super) fn only_word(&self) -> Option<(ScriptId, u32, &[u32])> {
        match (&self.words[..], &self.counts.alphabetic[..]) {
            (&[(start, end, script)], &[(of_letters, letters, _)]) if script == of_letters => {
                Some((script, letters, &self.symbols[start as usize..end as usize]))
            }
            _ => None,
        }
    }

    /// The script that the language is told by: a Han character or a syllable of kana or Hangul counts as much as a short
    /// word in letters.
    pub(crate) fn script(&self) -> Script {
        self.counts.script(3)
    }

    /// The words that begin with a letter of `script`, each between two [`EDGE`]s.
    pub(crate) fn words(&self, script: ScriptId) -> impl Iterator<Item = &[u32]> {
        self.words
            .iter()
            .filter(move |word| word.2 == script)
            .map(|&(start, end, _)| &self.symbols[start as usize..end as usize])
    }

    /// How many letters or characters of words the script has.
    pub(super) fn letters(&self, script: Script) -> usize {
        let ids: &[ScriptId] = match script.id() {
            ScriptId::KANA => &[ScriptId::KANA, ScriptId::HAN],
            ScriptId::HANGUL => &[ScriptId::HANGUL, ScriptId::HAN],
            _ => &[script.id()],
        };
        self.words.iter().filter(|word| ids.contains(&word.2)).map(|&(start, end, _)| (end - start - 2) as usize).sum()
    }

    /// Stops with an error where `suspicious` text has something that is to be cleaned first.
    fn read(&mut self, text: &str, suspicious: bool, dotless: bool) -> Result<(), ()> {
        self.symbols.reserve(text.len() + 2);
        self.symbols.push(EDGE);
        let bytes = text.as_bytes();
        let mut at = 0;
        let mut word = Word { start: 0, script: ScriptId::NONE };
        let mut ascii = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii() {
                let folded = byte | 0x20;
                if folded.is_ascii_lowercase() {
                    if word.is_empty(&self.symbols) || word.script != ScriptId::LATIN && word.script.is_syllabic() {
                        word.end(self);
                        word.script = ScriptId::LATIN;
                    }
                    let folded = if byte == b'I' && dotless { DOTLESS } else { u32::from(folded) };
                    word.push(&mut self.symbols, folded);
                    ascii += 1;
                } else {
                    if suspicious && is_suspicious(bytes, at) {
                        return Err(());
                    }
                    word.end(self);
                }
                at += 1;
                continue;
            }
            // `at` is on a boundary: it moves by whole characters.
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
            at += c.len_utf8();
            let letter = Letter::of(c);
            if letter.is_none() {
                word.end(self);
                continue;
            }
            if letter.is_unstable() && !self.is_unstable {
                self.is_unstable = true;
                if suspicious && !is_stable(text) {
                    return Err(());
                }
            }
            let script = letter.script();
            self.counts.add(c, letter);
            if word.is_empty(&self.symbols) {
                word.script = script;
            } else if script != word.script && (script.is_syllabic() || word.script.is_syllabic()) {
                word.end(self);
                word.script = script;
            }
            word.push(&mut self.symbols, letter.folded());
        }
        word.end(self);
        self.counts.add_latin(ascii);
        Ok(())
    }
}

/// A word that is being read.
struct Word {
    /// Its first symbol, an edge.
    start: usize,
    script: ScriptId,
}

impl Word {
    #[inline]
    fn is_empty(&self, symbols: &[u32]) -> bool {
        symbols.len() == self.start + 1
    }

    #[inline]
    fn push(&mut self, symbols: &mut Vec<u32>, letter: u32) {
        if symbols.len() - self.start <= LONGEST {
            symbols.push(letter);
        }
    }

    #[inline]
    fn end(&mut self, scan: &mut Scan) {
        if !self.is_empty(&scan.symbols) {
            scan.symbols.push(EDGE);
            scan.words.push((self.start as u32, scan.symbols.len() as u32, self.script));
            self.start = scan.symbols.len() - 1;
        }
    }
}

/// Whether what stands at `at`, which is no letter, may belong to an address, a tag or an identifier.
#[inline]
fn is_suspicious(bytes: &[u8], at: usize) -> bool {
    let is = |i: usize, test: fn(&u8) -> bool| bytes.get(i).is_some_and(test);
    match bytes[at] {
        b'@' | b'#' | b'<' | b'&' | b'/' | b'\\' | b'_' => true,
        b'.' => {
            at > 1
                && is(at - 1, u8::is_ascii_alphanumeric)
                && is(at + 1, u8::is_ascii_alphabetic)
                && is(at + 2, u8::is_ascii_alphabetic)
        }
        _ => false,
    }
}

pub(super) fn is_stable(text: &str) -> bool {
    unicode_normalization::is_nfc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes
}

/// A text without the long run of spaces, digits and signs that it begins with: only the start of a text is read.
fn from_first_words(text: &str) -> &str {
    const RUN: usize = 512;
    const BEFORE: usize = 16;
    let letter = text.find(char::is_alphabetic).unwrap_or(0);
    if letter < RUN {
        return text;
    }
    // What stands right before the letter may be the sign of an address.
    (letter - BEFORE..=letter).find_map(|at| text.get(at..)).unwrap_or(text)
}

/// The first [`LOOKED_AT`] bytes of `text`, on a character boundary.
fn start_of(text: &str) -> &str {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Letters by script.
#[derive(Default)]
pub(crate) struct Counts {
    /// With a letter of the script. Few scripts stand in a text: a list is faster than a map, its order is the text's.
    alphabetic: Vec<(ScriptId, u32, char)>,
    han: u32,
    kana: u32,
    hangul: u32,
    simplified: u32,
    traditional: u32,
    japanese: u32,
}

impl Counts {
    /// The letters of the first 4 KiB.
    pub(crate) fn of(text: &str) -> Counts {
        let mut counts = Counts::default();
        for c in start_of(text).chars() {
            let letter = Letter::of(c);
            if !letter.is_none() {
                counts.add(c, letter);
            }
        }
        counts
    }

    fn is_empty(&self) -> bool {
        self.alphabetic.is_empty() && self.han + self.kana + self.hangul == 0
    }

    fn add_latin(&mut self, letters: u32) {
        if letters > 0 {
            self.add_alphabetic(ScriptId::LATIN, letters, 'a');
        }
    }

    fn add(&mut self, c: char, letter: Letter) {
        match letter.script() {
            ScriptId::NONE => {}
            ScriptId::HAN => {
                self.han += 1;
                match letter.han() {
                    Han::Simplified => self.simplified += 1,
                    Han::Traditional => self.traditional += 1,
                    Han::Japanese => self.japanese += 1,
                    Han::Common => {}
                }
            }
            ScriptId::KANA => self.kana += 1,
            ScriptId::HANGUL => self.hangul += 1,
            script => self.add_alphabetic(script, 1, c),
        }
    }

    fn add_alphabetic(&mut self, script: ScriptId, letters: u32, c: char) {
        match self.alphabetic.iter_mut().find(|(s, ..)| *s == script) {
            Some((_, n, _)) => *n += letters,
            None => self.alphabetic.push((script, letters, c)),
        }
    }

    /// The script of most letters, a Han character, kana or Hangul counted `syllable` times.
    pub(crate) fn script(&self, syllable: u32) -> Script {
        let alphabetic = self.alphabetic.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a });
        let Counts { han, kana, hangul, simplified, traditional, japanese, .. } = *self;
        let syllables = (han + kana + hangul) * syllable;
        match alphabetic {
            Some((ScriptId::LATIN, n, _)) if n >= syllables => Script::LATIN,
            Some((_, n, c)) if n >= syllables => Script::from_ucd(c.script()),
            None if syllables == 0 => Script::UNKNOWN,
            _ if hangul > kana && hangul * 4 >= han => Script::KORE,
            _ if kana > 0 && kana * 8 >= han => Script::JPAN,
            _ if japanese > 0 && japanese * 20 >= han && traditional <= japanese => Script::JPAN,
            _ if simplified > traditional => Script::HANS,
            _ if traditional > simplified => Script::HANT,
            _ => Script::HANI,
        }
    }
}

impl Script {
    pub(super) fn from_ucd(script: Ucd) -> Script {
        Script::new(script.short_name()).unwrap_or(Script::UNKNOWN)
    }
}
