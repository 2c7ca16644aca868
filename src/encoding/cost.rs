//! What a text costs: the costs of its pairs of characters under the best language of each of its alphabets, added up.
//!
//! Costs are -ln of the likelihood of the text, in sixteenths of a nat ([`NAT`]); those of several readings of the same bytes
//! compare directly, whatever their scripts. A [`Cost`] is fed character by character, can be copied, and joined with what
//! comes next. It says nothing of how likely an encoding is.

use super::model::{COMMON, Case, EDGE, Fold, LANES, LATIN, LATIN_LANES, Model, NAT, NEVER, NONE, WIDE, WIDE_LANES};

/// What a change of script costs, and how often it is charged.
pub(super) const CHANGE: u32 = 4 * NAT;
pub(super) const CHANGES: u32 = 3;
/// What it costs more inside a word.
pub(super) const INSIDE_WORD: u32 = 5 * NAT;

/// The cost of a case behind a case: nothing, small, capital.
pub(super) const CASES: [[u32; 3]; 3] = [[0, 3, 30], [0, 0, 160], [0, 4, 20]];

/// How a character is charged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// By an alphabet's pair of classes.
    Pair(u8, u8, u8),
    /// By itself.
    Single,
    /// It never stands in text.
    Never,
}

/// What is known of the text so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    fold: Fold,
    /// The group of the last letter.
    home: u8,
}

/// Before the first character.
pub(super) const START: Before = Before { fold: EDGE, home: LATIN };

/// How the next character is charged.
#[inline]
pub(super) fn step(before: &mut Before, next: Fold) -> Step {
    let last = before.fold;
    before.fold = next;
    if next.ascii && last.ascii && next.group != NONE && last.group != NONE {
        if next.group == LATIN {
            before.home = LATIN;
        }
        return Step::Pair(LATIN, last.class, next.class);
    }
    match next.group {
        NONE => Step::Never,
        WIDE => {
            before.home = WIDE;
            Step::Single
        }
        COMMON => match last.group {
            WIDE => Step::Single,
            COMMON if before.home == WIDE => Step::Single,
            COMMON => Step::Pair(before.home, last.class, next.class),
            NONE => Step::Pair(if before.home == WIDE { LATIN } else { before.home }, 0, next.class),
            alphabet => Step::Pair(alphabet, last.class, next.class),
        },
        alphabet => {
            before.home = alphabet;
            let first = if last.group == alphabet || last.group == COMMON { last.class } else { 0 };
            Step::Pair(alphabet, first, next.class)
        }
    }
}

/// The script of a letter: its group, and its part if it is wide.
#[inline]
pub(super) fn script(letter: Fold) -> (u8, u8) {
    (letter.group, if letter.group == WIDE { letter.class } else { 0 })
}

/// The cost of a case behind another.
#[inline]
pub(super) fn case(before: Case, next: Case) -> u32 {
    CASES[before as usize][next as usize]
}

/// Costs that fit into sixteen bits when they are added up; then [`flush`].
pub(super) const FLUSH: usize = 255;

/// Adds costs to sums: a plain loop of known length, of which the compiler makes wide additions in every build.
#[inline(always)]
pub(super) fn add<const N: usize>(sums: &mut [u16; N], row: &[u8; N]) {
    let mut lane = 0;
    while lane < N {
        sums[lane] = sums[lane].wrapping_add(row[lane] as u16);
        lane += 1;
    }
}

/// Adds small sums to large ones, and empties them.
pub(super) fn flush<const N: usize>(sums: &mut [u32; N], small: &mut [u16; N]) {
    for (sum, small) in sums.iter_mut().zip(small.iter_mut()) {
        *sum = sum.saturating_add(u32::from(*small));
        *small = 0;
    }
}

/// The least of some sums.
pub(super) fn least<const N: usize, T: Copy + Ord + Default + Into<u32>>(sums: &[T; N]) -> u32 {
    sums.iter().copied().min().unwrap_or_default().into()
}

/// The sums of a group of characters, one for each language: the latest costs in few bits, those before in many.
#[derive(Clone, Debug)]
struct Sums<const N: usize> {
    latest: [u16; N],
    before: [u32; N],
}

impl<const N: usize> Sums<N> {
    const NONE: Sums<N> = Sums { latest: [0; N], before: [0; N] };

    fn flush(&mut self) {
        flush(&mut self.before, &mut self.latest);
    }

    fn total(&self) -> [u32; N] {
        std::array::from_fn(|lane| self.before[lane].saturating_add(u32::from(self.latest[lane])))
    }
}

/// The cost of a text, perhaps not at its end yet.
#[derive(Clone, Debug)]
pub(super) struct Cost {
    latin: Sums<LATIN_LANES>,
    others: [Sums<LANES>; 5],
    wide: Sums<WIDE_LANES>,
    /// Characters since the latest sums were empty.
    latest: usize,
    fixed: u32,
    before: Before,
    /// The script of the last letter.
    script: Option<(u8, u8)>,
    changes: u32,
}

impl Default for Cost {
    fn default() -> Cost {
        Cost::new()
    }
}

impl Cost {
    /// Before the first character, or behind a space.
    pub(super) fn new() -> Cost {
        Cost {
            latin: Sums::NONE,
            others: [Sums::NONE; 5],
            wide: Sums::NONE,
            latest: 0,
            fixed: 0,
            before: START,
            script: None,
            changes: 0,
        }
    }

    /// The cost of a whole text.
    pub(super) fn of(text: &str) -> u32 {
        let mut cost = Cost::new();
        cost.extend(text.chars());
        cost.push(' ');
        cost.total()
    }

    /// Goes on with these characters.
    pub(super) fn extend(&mut self, text: impl IntoIterator<Item = char>) {
        let model = Model::get();
        for c in text {
            self.push_in(model, c);
        }
    }

    /// Goes on with a character. A space stands for the end as well.
    pub(super) fn push(&mut self, c: char) {
        self.push_in(Model::get(), c);
    }

    #[inline]
    fn push_in(&mut self, model: &Model, c: char) {
        let last = self.before.fold;
        let next = model.folds.of(c);
        if self.latest == FLUSH {
            self.flush();
        }
        self.latest += 1;
        match step(&mut self.before, next) {
            Step::Pair(LATIN, first, second) => add(&mut self.latin.latest, model.latin.row(first, second)),
            Step::Pair(alphabet, first, second) => {
                let other = usize::from(alphabet) - 1;
                if let (Some(sums), Some(pairs)) = (self.others.get_mut(other), model.others.get(other)) {
                    add(&mut sums.latest, pairs.row(first, second));
                }
            }
            Step::Single => add(&mut self.wide.latest, model.single(c)),
            Step::Never => self.fixed = self.fixed.saturating_add(NEVER),
        }
        self.fixed = self.fixed.saturating_add(case(last.case, next.case));
        if next.group != COMMON && next.group != NONE {
            let script = script(next);
            if self.script.is_some_and(|before| before != script) {
                let inside = last.group != COMMON && last.group != NONE && last.group != WIDE && next.group != WIDE;
                let charged = if self.changes < CHANGES { CHANGE } else { 0 } + if inside { INSIDE_WORD } else { 0 };
                self.fixed = self.fixed.saturating_add(charged);
                self.changes += 1;
            }
            self.script = Some(script);
        }
    }

    #[cold]
    fn flush(&mut self) {
        self.latin.flush();
        self.others.iter_mut().for_each(Sums::flush);
        self.wide.flush();
        self.latest = 0;
    }

    /// The cost so far, in sixteenths of a nat.
    pub(super) fn total(&self) -> u32 {
        self.total_with(LATIN, &[])
    }

    /// What the Latin letters and all ASCII so far cost in each Latin language.
    pub(super) fn latin(&self) -> [u32; LATIN_LANES] {
        self.latin.total()
    }

    /// The cost so far, where the languages of one alphabet have priors.
    pub(super) fn total_with(&self, alphabet: u8, priors: &[u16]) -> u32 {
        let mut latin = self.latin.total();
        let mut total = self.fixed.saturating_add(least(&self.wide.total()));
        if alphabet == LATIN {
            weigh_down(&mut latin, priors);
        }
        total = total.saturating_add(least(&latin));
        for (other, sums) in (LATIN + 1..).zip(&self.others) {
            let mut sums = sums.total();
            if alphabet == other {
                weigh_down(&mut sums, priors);
            }
            total = total.saturating_add(least(&sums));
        }
        total
    }
}

fn weigh_down(sums: &mut [u32], priors: &[u16]) {
    for (sum, prior) in sums.iter_mut().zip(priors) {
        *sum = sum.saturating_add(u32::from(*prior));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_cheaper_than_its_misreadings() {
        for (text, misread) in [
            ("caf\u{E9} ", "caf\u{C3}\u{A9} "),
            ("\u{43F}\u{440}\u{438}\u{432}\u{435}\u{442}", "\u{CF}\u{F0}\u{E8}\u{E2}\u{E5}\u{F2}"),
            ("\u{65E5}\u{672C}\u{8A9E}", "\u{E6}\u{97}\u{A5}\u{E6}\u{153}\u{AC}\u{E8}\u{AA}\u{17E}"),
            ("it\u{2019}s", "it\u{E2}\u{20AC}\u{2122}s"),
            ("\u{926}\u{93F}\u{932}\u{94D}\u{932}\u{940}", "\u{E0}\u{A4}\u{A6}\u{E0}\u{A4}\u{BF}\u{E0}\u{A4}\u{B2}"),
        ] {
            assert!(
                Cost::of(text) + 6 * NAT < Cost::of(misread),
                "{text} {} {misread} {}",
                Cost::of(text),
                Cost::of(misread)
            );
        }
    }

    proptest! {
        // Longer than what is added up in few bits.
        #[test]
        fn sums_are_of_all_costs(text in "([a-z]{1,9} |[\u{430}-\u{44F}]{1,9},|\u{E000}|[\u{4E00}-\u{4E20}\u{E9}]){1,200}") {
            let model = Model::get();
            let (mut latin, mut cyrillic, mut wide, mut before) = ([0u32; LATIN_LANES], [0u32; LANES], [0u32; WIDE_LANES], START);
            let mut cost = Cost::new();
            for c in text.chars() {
                cost.push(c);
                let (sums, row): (&mut [u32], &[u8]) = match step(&mut before, model.folds.of(c)) {
                    Step::Pair(LATIN, first, second) => (&mut latin, model.latin.row(first, second)),
                    Step::Pair(_, first, second) => (&mut cyrillic, model.others[0].row(first, second)),
                    Step::Single => (&mut wide, model.single(c)),
                    Step::Never => continue,
                };
                sums.iter_mut().zip(row).for_each(|(sum, cost)| *sum += u32::from(*cost));
            }
            prop_assert_eq!(cost.latin(), latin);
            prop_assert_eq!(cost.total() - cost.fixed, least(&latin) + least(&cyrillic) + least(&wide));
        }
    }

    #[test]
    fn costs_go_on_where_they_stopped() {
        let text = "Le ma\u{EE}tre \u{43C}\u{438}\u{440} \u{65E5}\u{672C}, \u{201C}x\u{201D}\u{81}";
        let mut cost = Cost::new();
        cost.extend(text.chars().take(7));
        let mut on = cost.clone();
        on.extend(text.chars().skip(7).chain([' ']));
        assert_eq!(on.total(), Cost::of(text));
        assert!(cost.total() < on.total());
    }
}
