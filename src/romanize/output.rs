//! The text that is being written, with where each piece of it came from.

use std::ops::Range;

/// Spellings and their probabilities, the best first.
pub(super) type Choices = Vec<(String, f32)>;

/// A piece of the output: `latin[..end]` was written when `source[..source_end]` had been read.
#[derive(Clone, Copy, Debug)]
struct Mark {
    source_end: usize,
    end: usize,
}

/// Latin text and, if asked for, its pieces. Offsets are bytes.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) latin: String,
    marks: Option<Vec<Mark>>,
    /// Parts of `latin` that may be spelled otherwise, in order, with their spellings and probabilities.
    pub(super) choices: Vec<(Range<usize>, Choices)>,
    /// Most spellings of a part.
    pub(super) most: usize,
}

impl Output {
    /// `most`: how many spellings of a part are asked for.
    pub(super) fn new(capacity: usize, with_pieces: bool, most: usize) -> Output {
        let latin = String::with_capacity(capacity);
        Output { latin, marks: with_pieces.then(Vec::new), choices: Vec::new(), most }
    }

    /// Writes the first of these spellings, in lower case if asked, and keeps the others if there are to be several.
    pub(super) fn choose(&mut self, mut choices: Choices, lower: bool) {
        if lower {
            choices.iter_mut().for_each(|(text, _)| *text = text.to_lowercase());
        }
        let start = self.latin.len();
        if let Some((first, _)) = choices.first() {
            self.latin.push_str(first);
            if self.most > 1 {
                self.choices.push((start..self.latin.len(), choices));
            }
        }
    }

    /// Everything read up to `source_end` stands in `latin`; nothing is told where the source has no such offset.
    pub(super) fn mark(&mut self, source_end: Option<usize>) {
        let end = self.latin.len();
        if let (Some(marks), Some(source_end)) = (&mut self.marks, source_end)
            && marks.last().is_none_or(|last| last.source_end < source_end)
        {
            marks.push(Mark { source_end, end });
        }
    }

    /// The letter at `start` as a capital, where that is as long.
    pub(super) fn capitalize(&mut self, start: usize) {
        let Some(c) = self.latin.get(start..).and_then(|word| word.chars().next()) else { return };
        let mut upper = c.to_uppercase();
        if let (Some(upper), None) = (upper.next(), upper.next())
            && upper.len_utf8() == c.len_utf8()
        {
            let mut bytes = [0; 4];
            self.latin.replace_range(start..start + c.len_utf8(), upper.encode_utf8(&mut bytes));
        }
    }

    /// The pieces in order: byte range of the source, byte range of `latin`. They leave out nothing of either.
    pub(super) fn pieces(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let (mut pieces, mut from, mut start) = (Vec::new(), 0, 0);
        for mark in self.marks.iter().flatten() {
            pieces.push((from..mark.source_end, start..mark.end));
            (from, start) = (mark.source_end, mark.end);
        }
        if let Some((_, last)) = pieces.last_mut() {
            last.end = self.latin.len();
        }
        pieces
    }
}
