//! [`Alignment`]: where each piece of a text came from. Sparse, composable, both directions.
//!
//! It knows offsets only, no text. Between two edits the offset is constant, so a text that nothing changed
//! has an empty list. ICU's `Edits` is the model: runs of equal small edits (each `é` of a windows-1252
//! paragraph is one byte that became two) are kept as one entry.

use std::fmt;
use std::ops::Range;

use crate::Error;

/// The stage of the pipeline that made an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Bytes to text, and mojibake undone.
    Encoding,
    /// Text to one Unicode form; line ends, spaces and invisible characters.
    Unicode,
    /// Names to their canonical form.
    Names,
    /// A stage of the caller's own.
    Custom,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stage::Encoding => "encoding",
            Stage::Unicode => "unicode",
            Stage::Names => "names",
            Stage::Custom => "custom",
        })
    }
}

/// One change: the bytes `source` of what was before stand as the bytes `text` in what came after.
///
/// `source` is never empty; `text` is empty where something was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Byte range before the change.
    pub source: Range<usize>,
    /// Byte range after the change.
    pub text: Range<usize>,
    /// The stage that made it.
    pub stage: Stage,
    /// The rule of that stage, such as `nfc` or `no-break-space`.
    pub rule: &'static str,
}

/// `count` edits that follow each other without a gap, each turning `source_unit` bytes into `text_unit` bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    source_start: u32,
    text_start: u32,
    source_unit: u32,
    text_unit: u32,
    count: u32,
    stage: Stage,
    rule: &'static str,
}

/// One side of a run: where it starts and how long each of its units is.
#[derive(Clone, Copy)]
struct Side {
    start: usize,
    unit: usize,
    count: usize,
}

impl Side {
    fn end(self) -> usize {
        self.start + self.unit * self.count
    }
}

impl Run {
    fn source(&self) -> Side {
        Side { start: self.source_start as usize, unit: self.source_unit as usize, count: self.count as usize }
    }

    fn text(&self) -> Side {
        Side { start: self.text_start as usize, unit: self.text_unit as usize, count: self.count as usize }
    }
}

/// A sorted list of edits between a source and a text, both measured in bytes.
///
/// ```
/// use polynorm::{Alignment, Edit, Stage};
///
/// // "a\u{A0}b" became "a b": bytes 1..3 of the source are byte 1..2 of the text.
/// let alignment = Alignment::from_edits([Edit { source: 1..3, text: 1..2, stage: Stage::Unicode, rule: "space" }])?;
/// assert_eq!(alignment.to_source(1..2), 1..3);
/// assert_eq!(alignment.to_source(2..3), 3..4);
/// assert_eq!(alignment.to_text(3..4), 2..3);
/// assert!(Alignment::identity().is_identity());
/// # Ok::<(), polynorm::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    runs: Vec<Run>,
}

impl Alignment {
    /// The alignment of a text with itself: no edit.
    pub const fn identity() -> Alignment {
        Alignment { runs: Vec::new() }
    }

    /// Whether nothing was changed.
    pub fn is_identity(&self) -> bool {
        self.runs.is_empty()
    }

    /// An alignment with these edits.
    ///
    /// # Errors
    /// [`Error::is_edit`] if an edit is out of order, overlaps the one before, has an empty `source`,
    /// or if its `text` does not lie where the edits before put it.
    pub fn from_edits(edits: impl IntoIterator<Item = Edit>) -> Result<Alignment, Error> {
        let mut alignment = Alignment::identity();
        for edit in edits {
            let (source_end, text_end) = alignment.end();
            let expected = text_end.wrapping_add(edit.source.start.wrapping_sub(source_end));
            if edit.source.is_empty() || edit.source.start < source_end {
                return Err(Error::edit(format!(
                    "edit of the empty, overlapping or unordered range {:?}",
                    edit.source
                )));
            }
            if edit.text.start != expected || edit.text.end < edit.text.start {
                return Err(Error::edit(format!("edit to {:?}, which should start at {expected}", edit.text)));
            }
            if edit.source.end.max(edit.text.end) > u32::MAX as usize {
                return Err(Error::edit("edit beyond 4 GiB; cut the text into paragraphs first"));
            }
            alignment.push(edit.source, edit.text.len(), edit.stage, edit.rule);
        }
        Ok(alignment)
    }

    /// Appends an edit. `source` must not be empty, must start at or after the end of the edit before, and must
    /// end below 4 GiB: the stages work on paragraphs, which [`segment`](crate::segment) keeps far shorter.
    pub(crate) fn push(&mut self, source: Range<usize>, text_len: usize, stage: Stage, rule: &'static str) {
        let (source_end, text_end) = self.end();
        debug_assert!(source.start >= source_end && !source.is_empty());
        let text_start = text_end + (source.start - source_end);
        if let Some(last) = self.runs.last_mut()
            && source.start == source_end
            && (last.source_unit as usize, last.text_unit as usize) == (source.len(), text_len)
            && (last.stage, last.rule) == (stage, rule)
        {
            last.count += 1;
            return;
        }
        self.runs.push(Run {
            source_start: source.start as u32,
            text_start: text_start as u32,
            source_unit: source.len() as u32,
            text_unit: text_len as u32,
            count: 1,
            stage,
            rule,
        });
    }

    /// Ends of the last edit in source and text; behind them the offset is constant.
    fn end(&self) -> (usize, usize) {
        self.runs.last().map_or((0, 0), |run| (run.source().end(), run.text().end()))
    }

    /// The edits in order, each by itself.
    pub fn edits(&self) -> impl Iterator<Item = Edit> + '_ {
        self.runs.iter().flat_map(|run| {
            let (source, text) = (run.source(), run.text());
            (0..source.count).map(move |i| Edit {
                source: source.start + i * source.unit..source.start + (i + 1) * source.unit,
                text: text.start + i * text.unit..text.start + (i + 1) * text.unit,
                stage: run.stage,
                rule: run.rule,
            })
        })
    }

    /// The edits that are stored as one, in order: the stage and rule that made them, and how many they are.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (Stage, &'static str, u64)> + '_ {
        self.runs.iter().map(|run| (run.stage, run.rule, u64::from(run.count)))
    }

    /// Number of entries that are stored; equal neighbouring edits share one.
    pub fn stored_runs(&self) -> usize {
        self.runs.len()
    }

    /// The source bytes that the text bytes `range` came from.
    ///
    /// Covers: a range that touches an edit gets the whole of that edit's source, and deletions at its borders
    /// are included, so that mapping out and back never shrinks a range.
    pub fn to_source(&self, range: Range<usize>) -> Range<usize> {
        cover(&self.runs, range, Run::text, Run::source)
    }

    /// As [`to_source`](Alignment::to_source), without what was deleted at the borders of a range that is not empty.
    pub fn to_source_tight(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            return self.to_source(range);
        }
        let Range { start, end } = range;
        let begun = self.runs.partition_point(|run| run.text().start <= start);
        let ended = self.runs.partition_point(|run| run.text().end() < end);
        let last = self.runs.get(ended).filter(|run| run.text().start < end).or(before(&self.runs, ended));
        map(before(&self.runs, begun), start, Rounding::Down, Run::text, Run::source)
            ..map(last, end, Rounding::Up, Run::text, Run::source)
    }

    /// The text bytes that the source bytes `range` became. Covers, as [`to_source`](Alignment::to_source) does.
    pub fn to_text(&self, range: Range<usize>) -> Range<usize> {
        cover(&self.runs, range, Run::source, Run::text)
    }

    /// The alignment from the source of `self` to the text of `next`, whose source is the text of `self`.
    ///
    /// Edits that overlap become one, with the latest of their stages (in the order of the pipeline) and, of that
    /// stage's rules, the last in the alphabet. Composition is associative.
    pub fn then(&self, next: &Alignment) -> Alignment {
        if self.is_identity() {
            return next.clone();
        }
        if next.is_identity() {
            return self.clone();
        }
        let mut composed = Alignment::identity();
        let (mut first, mut second) = (self.edits().peekable(), next.edits().peekable());
        // Where the last edit that was passed ends on both of its sides.
        let (mut first_end, mut second_end) = ((0, 0), (0, 0));
        loop {
            // The next changed piece of the middle text; of two that start together, a deletion made earlier comes first.
            let mut hull = match (first.peek(), second.peek()) {
                (None, None) => return composed,
                (Some(a), Some(b)) if (b.source.start, b.source.end) < (a.text.start, a.text.end) => b.source.clone(),
                (Some(a), _) => a.text.clone(),
                (None, Some(b)) => b.source.clone(),
            };
            let source_start = hull.start - first_end.1 + first_end.0;
            let text_start = hull.start - second_end.0 + second_end.1;
            let mut made_by = None;
            // It takes in every edit of either side that overlaps it. A deletion made earlier is empty here:
            // as the seed it stands alone, later it belongs to what surrounds it.
            loop {
                let seed = made_by.is_none();
                if let Some(a) = first.next_if(|a| overlaps(&a.text, &hull) || seed && a.text == hull) {
                    hull.end = hull.end.max(a.text.end);
                    first_end = (a.source.end, a.text.end);
                    made_by = made_by.max(Some((a.stage, a.rule)));
                } else if let Some(b) = second.next_if(|b| overlaps(&b.source, &hull)) {
                    hull.end = hull.end.max(b.source.end);
                    second_end = (b.source.end, b.text.end);
                    made_by = made_by.max(Some((b.stage, b.rule)));
                } else {
                    break;
                }
            }
            let source = source_start..hull.end - first_end.1 + first_end.0;
            let text_end = hull.end - second_end.0 + second_end.1;
            if let Some((stage, rule)) = made_by {
                composed.push(source, text_end - text_start, stage, rule);
            }
        }
    }
}

/// Whether two ranges share a byte, or an empty one lies inside the other.
fn overlaps(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn before(runs: &[Run], index: usize) -> Option<&Run> {
    index.checked_sub(1).and_then(|i| runs.get(i))
}

/// Where the covering of `range` lies on the other side.
fn cover(runs: &[Run], range: Range<usize>, from: fn(&Run) -> Side, to: fn(&Run) -> Side) -> Range<usize> {
    let Range { start, end } = range;
    let ended = runs.partition_point(|run| from(run).end() < start);
    let low = match runs.get(ended) {
        // A deletion right at the start is taken in.
        Some(run) if from(run).start == start && from(run).unit == 0 => to(run).start,
        Some(run) if from(run).start <= start => map(Some(run), start, Rounding::Down, from, to),
        _ => map(before(runs, ended), start, Rounding::Down, from, to),
    };
    let begun = runs.partition_point(|run| from(run).start <= end);
    low..map(before(runs, begun), end, Rounding::Up, from, to).max(low)
}

#[derive(Clone, Copy, PartialEq)]
enum Rounding {
    Down,
    Up,
}

/// Where `offset` lies on the other side, if `run` is the nearest that starts at or before it; inside a run, whole units.
fn map(run: Option<&Run>, offset: usize, rounding: Rounding, from: fn(&Run) -> Side, to: fn(&Run) -> Side) -> usize {
    let Some(run) = run else { return offset };
    let (from, to) = (from(run), to(run));
    if offset >= from.end() {
        return to.end() + (offset - from.end());
    }
    let inside = offset - from.start;
    to.start + to.unit * if rounding == Rounding::Up { inside.div_ceil(from.unit) } else { inside / from.unit }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The slow and obviously right version: for each byte of the text, the source bytes it came from.
    #[derive(Clone, Debug)]
    struct Oracle {
        /// The pieces in order: (source bytes, text bytes, is an edit).
        pieces: Vec<(Range<usize>, Range<usize>, bool)>,
    }

    impl Oracle {
        fn new(source_len: usize, alignment: &Alignment) -> Oracle {
            let (mut pieces, mut s, mut t) = (Vec::new(), 0, 0);
            let one_by_one = |pieces: &mut Vec<_>, s: &mut usize, t: &mut usize, end: usize| {
                while *s < end {
                    pieces.push((*s..*s + 1, *t..*t + 1, false));
                    (*s, *t) = (*s + 1, *t + 1);
                }
            };
            for edit in alignment.edits() {
                one_by_one(&mut pieces, &mut s, &mut t, edit.source.start);
                assert_eq!(t, edit.text.start);
                (s, t) = (edit.source.end, edit.text.end);
                pieces.push((edit.source, edit.text, true));
            }
            one_by_one(&mut pieces, &mut s, &mut t, source_len);
            Oracle { pieces }
        }

        fn text_len(&self) -> usize {
            self.pieces.last().map_or(0, |piece| piece.1.end)
        }

        /// The hull of the pieces that share a byte with the range, or are empty at or inside it.
        fn to_source(&self, range: Range<usize>) -> Option<Range<usize>> {
            let hit = |p: &&(Range<usize>, Range<usize>, bool)| {
                overlaps(&p.1, &range) || (p.1.is_empty() && range.start <= p.1.start && p.1.end <= range.end)
            };
            let first = self.pieces.iter().find(hit)?;
            let last = self.pieces.iter().rev().find(hit)?;
            Some(first.0.start..last.0.end)
        }
    }

    /// Edits over a source of `len` bytes, from gaps and lengths.
    fn alignment(len: usize, shape: &[(usize, usize, usize)], rule: &'static str) -> Alignment {
        let (mut alignment, mut at) = (Alignment::identity(), 0);
        for &(gap, source, text) in shape {
            let start = at + gap;
            if start + source > len {
                break;
            }
            alignment.push(start..start + source, text, Stage::Custom, rule);
            at = start + source;
        }
        alignment
    }

    fn shapes() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
        prop::collection::vec((0usize..4, 1usize..4, 0usize..4), 0..12)
    }

    fn length_after(len: usize, alignment: &Alignment) -> usize {
        let (source_end, text_end) = alignment.end();
        text_end + len - source_end
    }

    proptest! {
        #[test]
        fn maps_as_the_oracle_does(len in 0usize..40, shape in shapes(), a in 0usize..60, b in 0usize..60) {
            let alignment = alignment(len, &shape, "r");
            let oracle = Oracle::new(len, &alignment);
            let text_len = oracle.text_len();
            prop_assert_eq!(text_len, length_after(len, &alignment));
            let range = a.min(b).min(text_len)..a.max(b).min(text_len);
            if let Some(expected) = oracle.to_source(range.clone()) {
                prop_assert_eq!(alignment.to_source(range), expected);
            }
        }

        #[test]
        fn out_and_back_never_shrinks(len in 0usize..40, shape in shapes(), a in 0usize..60, b in 0usize..60) {
            let alignment = alignment(len, &shape, "r");
            let text_len = length_after(len, &alignment);
            let text = a.min(b).min(text_len)..a.max(b).min(text_len);
            let back = alignment.to_text(alignment.to_source(text.clone()));
            prop_assert!(back.start <= text.start && text.end <= back.end, "{:?} became {:?}", text, back);
            let source = a.min(b).min(len)..a.max(b).min(len);
            let back = alignment.to_source(alignment.to_text(source.clone()));
            prop_assert!(back.start <= source.start && source.end <= back.end, "{:?} became {:?}", source, back);
        }

        #[test]
        fn tight_is_inside_and_still_covers(len in 1usize..40, shape in shapes(), a in 0usize..60, b in 0usize..60) {
            let alignment = alignment(len, &shape, "r");
            let text_len = length_after(len, &alignment);
            let text = a.min(b).min(text_len)..a.max(b).min(text_len);
            let (tight, wide) = (alignment.to_source_tight(text.clone()), alignment.to_source(text.clone()));
            prop_assert!(wide.start <= tight.start && tight.start <= tight.end && tight.end <= wide.end);
            let back = alignment.to_text(tight);
            prop_assert!(back.start <= text.start && text.end <= back.end);
        }

        #[test]
        fn composing_is_associative(len in 0usize..40, x in shapes(), y in shapes(), z in shapes()) {
            let a = alignment(len, &x, "a");
            let b = alignment(length_after(len, &a), &y, "b");
            let c = alignment(length_after(length_after(len, &a), &b), &z, "c");
            prop_assert_eq!(a.then(&b).then(&c), a.then(&b.then(&c)));
        }

        #[test]
        fn composed_maps_cover_the_tight_two_steps(len in 0usize..40, x in shapes(), y in shapes(), p in 0usize..60, q in 0usize..60) {
            let a = alignment(len, &x, "a");
            let b = alignment(length_after(len, &a), &y, "b");
            let both = a.then(&b);
            let text_len = length_after(length_after(len, &a), &b);
            prop_assert_eq!(length_after(len, &both), text_len);
            let range = p.min(q).min(text_len)..p.max(q).min(text_len);
            if !range.is_empty() {
                let (two, one) = (a.to_source_tight(b.to_source_tight(range.clone())), both.to_source(range));
                prop_assert!(one.start <= two.start && two.end <= one.end, "{:?} in two steps, {:?} in one", two, one);
            }
            prop_assert_eq!(Alignment::from_edits(both.edits()).unwrap(), both);
        }
    }

    #[test]
    fn equal_neighbours_share_an_entry() {
        let mut alignment = Alignment::identity();
        for i in 0..1000 {
            alignment.push(i..i + 1, 2, Stage::Encoding, "windows-1251");
        }
        assert_eq!((alignment.stored_runs(), alignment.edits().count()), (1, 1000));
        assert_eq!(alignment.to_source(501..503), 250..252);
        assert_eq!(alignment.to_text(10..11), 20..22);
    }

    #[test]
    fn malformed_edits_are_refused() {
        let edit = |source, text| Edit { source, text, stage: Stage::Custom, rule: "r" };
        for edits in [
            vec![edit(1..1, 1..2)],
            vec![edit(1..2, 0..1)],
            vec![edit(1..3, 1..2), edit(2..4, 2..3)],
            vec![edit(3..4, 3..4), edit(1..2, 1..2)],
        ] {
            assert!(Alignment::from_edits(edits).unwrap_err().is_edit());
        }
    }
}
