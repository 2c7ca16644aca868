//! What the model of the roles is told of each line: facts of the line, of those beside it and around it, and its place.
//! None knows a language. A column of numbers a piece of evidence, a number a line.

use std::ops::Range;

use super::line::Line;
use super::phrases::Cue;
use super::zone::Zone;
use crate::document::{Paragraph, Role};

/// A document's lines as they have been measured, and what the rules take them for.
pub(super) struct Measured<'m> {
    pub paragraphs: &'m [Paragraph<'m>],
    pub lines: &'m [Line],
    pub zones: &'m [Zone],
    pub rules: &'m [Role],
}

/// A number that a line has by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Letters,
    Words,
    Running,
    Digits,
    Number,
    Short,
    End,
    Capitalised,
    Capitals,
    Commas,
    Stops,
    Lower,
    Numbered,
    Bullet,
    Quoted,
    Copied,
    Copies,
    Overlap,
    Common,
    Foreign,
    Confidence,
    Button,
    Phrase,
    Pointer,
    Notice,
    Caption,
    Byline,
    Dateline,
    Named,
    SetOut,
    Core,
    Prose,
    Zone,
    Main,
    Reading,
    Text,
}

use Fact::*;

impl Fact {
    const ALL: [(Fact, &'static str); 36] = [
        (Letters, "letters"),
        (Words, "words"),
        (Running, "words of running text"),
        (Digits, "digits"),
        (Number, "number alone"),
        (Short, "short line"),
        (End, "end"),
        (Capitalised, "capitalised words"),
        (Capitals, "all capitals"),
        (Commas, "commas"),
        (Stops, "sentence ends inside"),
        (Lower, "begins in lower case"),
        (Numbered, "begins with a number"),
        (Bullet, "bullet"),
        (Quoted, "begins with a quotation"),
        (Copied, "comes again"),
        (Copies, "copies"),
        (Overlap, "words of the body"),
        (Common, "function words"),
        (Foreign, "another language"),
        (Confidence, "sureness of the language"),
        (Button, "phrase of a button"),
        (Phrase, "phrase and nothing else"),
        (Pointer, "phrase of a pointer"),
        (Notice, "phrase of a notice"),
        (Caption, "phrase of a caption"),
        (Byline, "phrase of a byline"),
        (Dateline, "date"),
        (Named, "person's name"),
        (SetOut, "said again in a longer paragraph"),
        (Core, "running text"),
        (Prose, "sentence"),
        (Zone, "zone by the rules"),
        (Main, "own text by the rules"),
        (Reading, "role by the rules"),
        (Text, "body by the rules"),
    ];

    fn name(self) -> &'static str {
        Fact::ALL.iter().find(|fact| fact.0 == self).map_or("", |fact| fact.1)
    }

    fn of(self, document: &Measured<'_>, i: usize) -> f32 {
        let (line, shape) = (&document.lines[i], &document.lines[i].shape);
        let cued = |cue: Cue| flag(line.cues.has(cue));
        let is_number = shape.digits > 0 && shape.letters <= UNIT;
        match self {
            Letters => shape.letters as f32,
            Words => shape.words,
            Running => flag(line.is_sentence()) * shape.words,
            Digits => shape.digits as f32,
            Number => flag(is_number),
            Short => flag(shape.words <= CELL && !line.is_sentence()),
            End => shape.end as u8 as f32,
            Capitalised => shape.capitalised,
            Capitals => flag(shape.all_capitals),
            Commas => shape.commas as f32,
            Stops => shape.stops_inside as f32,
            Lower => flag(shape.starts_lower),
            Numbered => flag(shape.numbered),
            Bullet => flag(shape.bullet),
            Quoted => flag(shape.quoted),
            Copied => flag(line.copies > 1),
            Copies => line.copies as f32,
            Overlap => line.overlap,
            Common => line.common,
            Foreign => flag(line.foreign),
            Confidence => document.paragraphs[i].confidence,
            // To the rules a number alone is a button; it is as often a cell.
            Button => flag(line.cues.has(Cue::Widget) && !is_number),
            Phrase => flag(line.cues.has(Cue::Whole) && !is_number),
            Pointer => cued(Cue::Announce) + cued(Cue::Teaser),
            Notice => cued(Cue::Notice),
            Caption => cued(Cue::Caption),
            Byline => cued(Cue::Byline),
            Dateline => cued(Cue::Dateline),
            Named => flag(line.named),
            SetOut => flag(line.set_out),
            Core => flag(line.core),
            Prose => flag(line.is_sentence()),
            Zone => document.zones[i] as u8 as f32,
            Main => flag(document.zones[i] == Zone::Main),
            Reading => document.rules[i] as u8 as f32,
            Text => flag(document.rules[i] == Role::Body),
        }
    }
}

/// Letters that may stand beside a number: those of a unit.
const UNIT: usize = 3;
/// Words of a cell of a table or an item of a list, at most.
const CELL: f32 = 8.0;

fn flag(is: bool) -> f32 {
    if is { 1.0 } else { 0.0 }
}

/// One piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Of the line so many lines further down; [`NO_LINE`] where there is none.
    At(Fact, i8),
    /// The mean over the line and so many before and behind it.
    Around(Fact, i8),
    /// The sum over the line and those before it, so many in all; over those behind it, where that is negative.
    Sum(Fact, i8),
    /// Lines of the run of those for which it is true, where the line is one of them.
    Run(Fact),
    /// The mean over that run.
    RunMean(Fact, Fact),
    /// Lines since the last for which it is true, the line itself included.
    Since(Fact),
    /// Lines to the next one.
    Until(Fact),
    /// Lines before it, and behind it.
    Before,
    Behind,
    /// Its place, from 0.0 to 1.0.
    Place,
    /// Lines since the first line of running text, and since the last: below 0 before it.
    SinceFirst,
    SinceLast,
    /// Share of the running text that stands up to here; words of it in all.
    Passed,
    Text,
}

/// What a line that is not there has of everything.
const NO_LINE: f32 = -1.0;
/// Lines that count as far away.
const FAR: f32 = 999.0;

impl Column {
    /// All that a model may ask for.
    pub(super) fn all() -> Vec<Column> {
        let own = Fact::ALL.iter().map(|&(fact, _)| Column::At(fact, 0));
        let beside =
            [Letters, Words, Digits, End, Capitalised, Commas, Numbered, Confidence, Button, Pointer, Overlap, Copied];
        let beside = beside.into_iter().flat_map(|fact| [-1, 1].map(|by| Column::At(fact, by)));
        let further = [Words, Button].into_iter().flat_map(|fact| [-2, 2].map(|by| Column::At(fact, by)));
        let around = |facts: &'static [Fact], by: i8| facts.iter().map(move |&fact| Column::Around(fact, by));
        let around = around(&[Words, Running, Button, Capitalised, Copied, Overlap, Common], 2)
            .chain(around(&[Words, Running, Button, Capitalised, Main, Pointer, Number], 5))
            .chain(around(&[Words, Running, Button, Capitalised, Copied, Main, Common, Numbered, Number, Named], 10))
            .chain(around(&[Words, Button, Pointer, Running, Number], 25));
        let runs = [Column::Run(Short), Column::RunMean(Short, Number)];
        let sums = [3, -3, 8, -8].map(|lines| Column::Sum(Words, lines));
        let marks = [Fact::Text, Main, Core, Prose, Pointer, Notice, Dateline, Byline];
        let marks = marks.into_iter().flat_map(|fact| [Column::Since(fact), Column::Until(fact)]);
        let places = [
            Column::Before,
            Column::Behind,
            Column::Place,
            Column::SinceFirst,
            Column::SinceLast,
            Column::Passed,
            Column::Text,
        ];
        own.chain(beside).chain(further).chain(around).chain(runs).chain(sums).chain(marks).chain(places).collect()
    }

    /// Its name in the model and for a person.
    pub(super) fn name(self) -> String {
        match self {
            Column::At(fact, 0) => fact.name().to_owned(),
            Column::At(fact, by) => format!("{}, {}", fact.name(), lines(by, "behind", "before")),
            Column::Around(fact, by) => format!("{}, up to {by} lines around", fact.name()),
            Column::Run(fact) => format!("lines of the run: {}", fact.name()),
            Column::RunMean(run, fact) => format!("{}, over the run: {}", fact.name(), run.name()),
            Column::Sum(fact, by) => format!("{} of {}", fact.name(), lines(by, "up to here", "from here")),
            Column::Since(fact) => format!("lines since: {}", fact.name()),
            Column::Until(fact) => format!("lines until: {}", fact.name()),
            Column::Before => "lines before".into(),
            Column::Behind => "lines behind".into(),
            Column::Place => "place in the document".into(),
            Column::SinceFirst => "lines since the first running text".into(),
            Column::SinceLast => "lines since the last running text".into(),
            Column::Passed => "share of the running text up to here".into(),
            Column::Text => "running text in all".into(),
        }
    }

    /// One number a line.
    fn of(self, document: &Measured<'_>) -> Vec<f32> {
        let count = document.lines.len();
        let fact = |fact: Fact| (0..count).map(move |i| fact.of(document, i));
        match self {
            Column::At(of, by) => {
                let at = |i: usize| i.checked_add_signed(by.into()).filter(|&i| i < count);
                (0..count).map(|i| at(i).map_or(NO_LINE, |i| of.of(document, i))).collect()
            }
            Column::Around(of, by) => {
                let (sums, by) = (sums(fact(of)), usize::from(by.unsigned_abs()));
                let range = |i: usize| (i.saturating_sub(by), (i + by + 1).min(count));
                let mean = |(from, to): (usize, usize)| (sums[to] - sums[from]) / (to - from) as f64;
                (0..count).map(|i| mean(range(i)) as f32).collect()
            }
            Column::Sum(of, lines) => {
                let (sums, by) = (sums(fact(of)), usize::from(lines.unsigned_abs()));
                let range =
                    |i: usize| if lines > 0 { ((i + 1).saturating_sub(by), i + 1) } else { (i, (i + by).min(count)) };
                (0..count).map(range).map(|(from, to)| (sums[to] - sums[from]) as f32).collect()
            }
            Column::Run(run) => of_run(fact(run), |run| run.len() as f32),
            Column::RunMean(run, of) => {
                let sums = sums(fact(of));
                of_run(fact(run), |run| ((sums[run.end] - sums[run.start]) / run.len() as f64) as f32)
            }
            Column::Since(of) => since(fact(of)).collect(),
            Column::Until(of) => {
                let mut until: Vec<f32> = since(fact(of).rev()).collect();
                until.reverse();
                until
            }
            Column::Before => (0..count).map(|i| i as f32).collect(),
            Column::Behind => (0..count).map(|i| (count - 1 - i) as f32).collect(),
            Column::Place => (0..count).map(|i| i as f32 / count as f32).collect(),
            Column::SinceFirst | Column::SinceLast => {
                let mut core = (0..count).filter(|&i| document.lines[i].core);
                let from = if self == Column::SinceFirst { core.next() } else { core.next_back() };
                (0..count).map(|i| from.map_or(-FAR, |from| i as f32 - from as f32)).collect()
            }
            Column::Passed | Column::Text => {
                let sums =
                    sums((0..count).map(|i| if document.lines[i].core { document.lines[i].shape.words } else { 0.0 }));
                let all = sums[count];
                let share = |i: usize| if self == Column::Text { all } else { sums[i + 1] / all.max(1.0) };
                (0..count).map(|i| share(i) as f32).collect()
            }
        }
    }
}

fn lines(by: i8, down: &str, up: &str) -> String {
    let plural = if by.abs() == 1 { "line" } else { "lines" };
    format!("{} {plural} {}", by.abs(), if by > 0 { down } else { up })
}

/// The sums of the numbers before each, and of all.
fn sums(numbers: impl Iterator<Item = f32>) -> Vec<f64> {
    let mut sum = 0.0;
    let mut sums = vec![0.0];
    sums.extend(numbers.map(|number| {
        sum += f64::from(number);
        sum
    }));
    sums
}

/// What `of` says of each run of numbers above 0, for every number of it; 0.0 for others.
fn of_run(numbers: impl Iterator<Item = f32>, of: impl Fn(Range<usize>) -> f32) -> Vec<f32> {
    let is_in: Vec<bool> = numbers.map(|number| number > 0.0).collect();
    let mut said = Vec::with_capacity(is_in.len());
    for run in is_in.chunk_by(|a, b| a == b) {
        let (start, end) = (said.len(), said.len() + run.len());
        said.resize(end, if run[0] { of(start..end) } else { 0.0 });
    }
    said
}

/// Lines since the last one with a number above 0.
fn since(numbers: impl Iterator<Item = f32>) -> impl Iterator<Item = f32> {
    let mut lines = FAR;
    numbers.map(move |number| {
        lines = if number > 0.0 { 0.0 } else { (lines + 1.0).min(FAR) };
        lines
    })
}

/// The evidence that is asked for, column by column.
pub(super) fn columns(document: &Measured<'_>, columns: &[Column]) -> Vec<Vec<f32>> {
    columns.iter().map(|column| column.of(document)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pipeline;

    const TEXT: &str = "Home\n\nThe bridge is closed\n\nBy Ann Lee\n\nThe bridge over the river is closed, the town said on Monday.\n\n\
        1,200 cars use it every day, and the next one is ten miles away.\n\nRead also: A mill burns\n\n\u{A9} 2024 Valley Post";

    fn with<T>(of: impl FnOnce(&Measured<'_>) -> T) -> T {
        let document = Pipeline::new().detect(TEXT.as_bytes());
        let lines = super::super::line::measure(&document.paragraphs, document.language, None);
        let zones = super::super::zone::zones(&lines);
        let rules = super::super::place::roles(&lines, &zones);
        of(&Measured { paragraphs: &document.paragraphs, lines: &lines, zones: &zones, rules: &rules })
    }

    #[test]
    fn names_are_those_of_one_column() {
        let mut names: Vec<String> = Column::all().into_iter().map(Column::name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert!(names.len() == count && names.iter().all(|name| !name.is_empty()));
    }

    #[test]
    fn columns_say_what_their_names_say() {
        let words = [1.0, 4.0, 3.0, 12.0, 15.0, 5.0, 3.0];
        let sum = |lines: &[f32]| lines.iter().sum::<f32>();
        let column = |name: &str| {
            let column = Column::all().into_iter().find(|column| column.name() == name);
            with(|document| column.unwrap_or_else(|| panic!("{name}")).of(document))
        };
        assert_eq!(column("words"), words);
        assert_eq!(column("words, 1 line before"), [&[NO_LINE][..], &words[..6]].concat());
        assert_eq!(column("words, 2 lines behind"), [&words[2..], &[NO_LINE; 2]].concat());
        assert_eq!(column("words, up to 2 lines around")[..2], [sum(&words[..3]) / 3.0, sum(&words[..4]) / 4.0]);
        assert_eq!(column("words of 3 lines up to here")[1..4], [5.0, 8.0, 19.0]);
        assert_eq!(column("words of 3 lines from here")[4..], [23.0, 8.0, 3.0]);
        assert_eq!(column("lines of the run: short line"), [3.0, 3.0, 3.0, 0.0, 0.0, 2.0, 2.0]);
        let mean = with(|document| Column::RunMean(Short, Words).of(document));
        assert_eq!(mean, [8.0 / 3.0, 8.0 / 3.0, 8.0 / 3.0, 0.0, 0.0, 4.0, 4.0]);
        assert_eq!(column("lines since: sentence"), [999.0, 999.0, 999.0, 0.0, 0.0, 1.0, 2.0]);
        assert_eq!(column("lines until: sentence"), [3.0, 2.0, 1.0, 0.0, 0.0, 999.0, 999.0]);
        assert_eq!(column("lines since the first running text"), [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]);
        assert_eq!(column("lines behind"), [6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.0]);
        assert_eq!(column("begins with a number"), [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        assert_eq!(column("commas"), [0.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.0]);
        assert_eq!(column("phrase of a notice"), [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(column("share of the running text up to here")[2..5], [0.0, 12.0 / 27.0, 1.0]);
    }
}
