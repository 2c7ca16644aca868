//! Single-byte encodings as they are weighed: every byte's class in the model, which bytes have a character, and how unusual
//! the encoding is for each language (`langdata/encoding/encodings.tsv`).

use std::sync::LazyLock;

use super::codepage::{self, CodePage};
use super::cost::{self, CHANGE, CHANGES, FLUSH, INSIDE_WORD, add, flush, least};
use super::model::{COMMON, EDGE, Fold, LANES, LATIN, LATIN_LANES, Model, NAT, NEVER, NONE, Pairs, SHARED, WIDE};
use super::sample::{HIGH, Sample};
use super::{Encoding, Inner};
use crate::langdata;

/// What an encoding costs more for a language that it is not usual for.
const UNUSUAL: u16 = 4 * NAT as u16;
/// What a letter costs that is of no script that the encoding is for.
const STRANGER: u32 = 12 * NAT;

/// A single-byte encoding that can be told.
pub(super) struct Page {
    pub encoding: Encoding,
    pub code: &'static CodePage,
    /// Whether its lower half is ASCII.
    pub ascii: bool,
    base: u16,
    folds: [Fold; 256],
    /// The same for a first look: class and kind, see [`QUICK_COSTS`].
    quick: [(u8, u8); 256],
    /// Bytes of the upper half without a character.
    undefined: u128,
    home: u8,
    /// What a letter of a stranger costs, by byte.
    strange: u128,
    latin_prior: [u16; LATIN_LANES],
    prior: [u16; LANES],
}

/// The encodings that can be told, from `encodings.tsv`.
struct Known {
    pages: Vec<Page>,
    others: Vec<(&'static str, u32)>,
    /// Indices of pages with ASCII, the most usual first.
    by_prior: Vec<u8>,
    /// The undefined bytes of each page.
    undefined: Vec<u128>,
    /// For each byte of the upper half a number for its character in each page; sums of them tell whether bytes are read alike.
    marks: Vec<[u32; 64]>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known =
        Known { pages: Vec::new(), others: Vec::new(), by_prior: Vec::new(), undefined: Vec::new(), marks: Vec::new() };
    for (_, row) in langdata::rows(langdata::text("encoding/encodings.tsv")) {
        let [name, prior, languages] = row[..] else { continue };
        let prior = (prior.parse::<f32>().unwrap_or(5.0) * NAT as f32) as u16;
        match codepage::page(name) {
            Some(code) => known.pages.push(Page::new(code, prior, languages)),
            None => known.others.push((name, u32::from(prior))),
        }
    }
    // Those with ASCII first: their places are bits.
    known.pages.sort_by_key(|page| !page.ascii);
    let ascii = known.pages.iter().take(64).take_while(|page| page.ascii).count();
    known.by_prior = (0..ascii as u8).collect();
    known.by_prior.sort_by_key(|&i| known.pages[usize::from(i)].base);
    known.undefined = known.pages.iter().map(|page| page.undefined).collect();
    let mark = |c: char| {
        let mut x = u64::from(c).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        x = (x ^ (x >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (x >> 29) as u32
    };
    let of_page = |page: usize, i: usize| known.pages.get(page).and_then(|page| page.code.upper[i]).map_or(0, mark);
    known.marks = (0..128).map(|i| std::array::from_fn(|page| of_page(page, i))).collect();
    known
});

/// The control bytes that are characters in no encoding that leaves ASCII as it is, as bits.
pub(super) fn true_controls() -> u32 {
    let is_one = |byte: &u8| {
        let mut pages = pages().iter().filter(|page| page.ascii);
        pages.all(|page| page.folds[usize::from(*byte)].group == NONE)
    };
    (0..0x20u8).filter(is_one).fold(0, |controls, byte| controls | 1 << byte)
}

/// All of them.
pub(super) fn pages() -> &'static [Page] {
    &KNOWN.pages
}

/// Places for groups: more than there are.
const PLACES: usize = 128;

/// Pages that read some bytes alike.
pub(super) struct Group {
    mark: u64,
    /// The most usual of them.
    pub first: u8,
    /// All of them, as bits.
    pub members: u64,
}

impl Group {
    /// The indices of all of them in [`pages`].
    pub(super) fn members(&self) -> impl Iterator<Item = usize> {
        let members = self.members;
        (0..64).filter(move |i| members >> i & 1 != 0)
    }
}

/// The pages in which ASCII is ASCII and that have characters for all these bytes of the upper half: those together that read these
/// bytes alike.
pub(super) fn alike(present: u128) -> Vec<Group> {
    let known = &*KNOWN;
    let mut sums = [0u32; 64];
    let mut rest = present;
    while rest != 0 {
        let byte = rest.trailing_zeros() as usize;
        rest &= rest - 1;
        for (sum, mark) in sums.iter_mut().zip(&known.marks[byte]) {
            *sum = sum.wrapping_add(*mark);
        }
    }
    let mut groups: Vec<Group> = Vec::with_capacity(64);
    let mut places = [u8::MAX; PLACES];
    for &i in &known.by_prior {
        if known.undefined[usize::from(i)] & present != 0 {
            continue;
        }
        let mark = u64::from(known.pages[usize::from(i)].home) << 32 | u64::from(sums[usize::from(i)]);
        // A small table of places; there are fewer groups than places.
        let mut place = (mark ^ mark >> 29) as usize % PLACES;
        loop {
            match groups.get_mut(usize::from(places[place])) {
                Some(group) if group.mark == mark => group.members |= 1 << i,
                Some(_) => {
                    place = (place + 1) % PLACES;
                    continue;
                }
                None => {
                    places[place] = groups.len() as u8;
                    groups.push(Group { mark, first: i, members: 1 << i });
                }
            }
            break;
        }
    }
    groups
}

/// The prior of an encoding that is no page.
pub(super) fn prior(name: &str) -> u32 {
    KNOWN.others.iter().find(|other| other.0 == name).map_or(3 * NAT, |other| other.1)
}

/// Kinds of characters in a first look, beside the three of [`super::model::Case`]: letters of another script than the page's, of one
/// that it should not have, and none at all.
const ABROAD: u8 = 3;
const STRANGE: u8 = 4;
const NOTHING: u8 = 5;
/// What a kind behind another costs in a first look, beside the pair.
const QUICK_COSTS: [[u32; 8]; 8] = {
    let mut costs = [[0; 8]; 8];
    let mut first = 0;
    while first < 6 {
        let mut second = 0;
        while second < 6 {
            let letters = (first == 1 || first == 2 || first == 3) && (second == 1 || second == 2 || second == 3);
            costs[first][second] = if first == 5 || second == 5 {
                NEVER
            } else if second == 4 {
                STRANGER
            } else if letters && (first == 3) != (second == 3) {
                INSIDE_WORD
            } else if first < 3 && second < 3 {
                cost::CASES[first][second]
            } else {
                0
            };
            second += 1;
        }
        first += 1;
    }
    costs
};

/// What it costs that a text has few letters of the script it should have, among Latin ones.
pub(super) fn foreign(latin: u32, letters: u32) -> u32 {
    match latin {
        0 => 0,
        _ if letters == 0 => 12 * NAT,
        _ if latin > 3 * letters => 8 * NAT,
        _ if latin > letters => 3 * NAT,
        _ => 0,
    }
}

/// How far a sample has been weighed in a page.
#[derive(Clone)]
pub(super) struct Weighed {
    latin: [u32; LATIN_LANES],
    other: [u32; LANES],
    fixed: u32,
    changes: u32,
    script: u8,
    /// Letters above ASCII of the encoding's script, and Latin ones in an encoding of another.
    letters: u32,
    latin_letters: u32,
    /// The next byte above ASCII.
    next: usize,
    /// What it costs so far.
    pub total: u32,
}

impl Page {
    fn new(code: &'static CodePage, prior: u16, languages: &str) -> Page {
        let model = Model::get();
        let characters: Vec<Option<char>> = (0..=255).map(|byte| code.get(byte)).collect();
        let plain: Vec<Fold> = characters.iter().map(|c| c.map_or(HIGH, |c| model.folds.of(c))).collect();
        let mut letters = [0; 6];
        for fold in plain.iter().filter(|fold| !fold.ascii && fold.group < COMMON) {
            letters[usize::from(fold.group)] += 1;
        }
        let not_latin = (1..6).max_by_key(|&i| (letters[i], 6 - i)).filter(|&i| letters[i] >= 20);
        let home = not_latin.map_or(LATIN, |i| i as u8);
        let mut page = Page {
            encoding: Encoding::from_name(code.name).unwrap_or(Encoding(Inner::Page(code))),
            code,
            ascii: code.has_ascii(),
            base: prior,
            folds: [EDGE; 256],
            quick: [(0, 0); 256],
            undefined: 0,
            home,
            strange: 0,
            latin_prior: [prior; LATIN_LANES],
            prior: [prior; LANES],
        };
        for (byte, (fold, c)) in plain.into_iter().zip(&characters).enumerate() {
            page.folds[byte] = fold;
            if c.is_none() && byte >= 0x80 {
                page.undefined |= 1 << (byte - 0x80);
            }
            if fold.group == WIDE || fold.group < COMMON && fold.group != home && fold.group != LATIN {
                page.folds[byte] = Fold { class: SHARED as u8 - 2, ..EDGE };
                page.folds[byte].ascii = false;
                if byte >= 0x80 {
                    page.strange |= 1 << (byte - 0x80);
                }
            }
        }
        for byte in 0..256 {
            let fold = page.folds[byte];
            let stranger = byte >= 0x80 && page.strange >> (byte - 0x80) & 1 != 0;
            page.quick[byte] = match fold.group {
                NONE => (0, NOTHING),
                _ if stranger => (fold.class, STRANGE),
                group if group == COMMON || group == home => (fold.class, fold.case as u8),
                _ => (0, ABROAD),
            };
        }
        let unusual = |name: &String| languages != "-" && !languages.split(' ').any(|l| l == name);
        for (lane, name) in model.languages(home).iter().enumerate() {
            let more = if unusual(name) { UNUSUAL } else { 0 };
            if let Some(prior) = page.latin_prior.get_mut(lane).filter(|_| home == LATIN) {
                *prior += more;
            } else if let Some(prior) = page.prior.get_mut(lane).filter(|_| home != LATIN) {
                *prior += more;
            }
        }
        page
    }

    /// Whether the encoding is usual for a Latin language, by its place in the model.
    pub(super) fn is_usual_for(&self, lane: usize) -> bool {
        self.home == LATIN && self.latin_prior.get(lane) == Some(&self.base)
    }

    /// Nothing weighed yet.
    pub(super) fn begin(&self) -> Weighed {
        Weighed {
            latin: [0; LATIN_LANES],
            other: [0; LANES],
            fixed: 0,
            changes: 0,
            script: COMMON,
            letters: 0,
            latin_letters: 0,
            next: 0,
            total: 0,
        }
    }

    /// A first look at some pairs of bytes: less than they cost in any language.
    pub(super) fn quick(&self, pairs: &[[u8; 2]]) -> u32 {
        let model = Model::get();
        match usize::from(self.home).checked_sub(1).and_then(|i| model.others.get(i)) {
            None => self.quick_at_home(&model.latin, pairs),
            Some(table) => self.quick_at_home(table, pairs),
        }
    }

    /// What comes to that for the sample as a whole.
    pub(super) fn handicap(&self, sample: &Sample<'_>) -> u32 {
        let letters = sample.highs.len() as u32;
        u32::from(self.base) + if self.home == LATIN { 0 } else { foreign(sample.latin_letters, letters) }
    }

    #[inline]
    fn quick_at_home<const N: usize>(&self, table: &Pairs<N>, pairs: &[[u8; 2]]) -> u32 {
        let cost = |pair: &[u8; 2]| {
            let [first, second] = pair.map(|byte| self.quick[usize::from(byte)]);
            u32::from(table.least(first.0, second.0)) + QUICK_COSTS[usize::from(first.1 & 7)][usize::from(second.1 & 7)]
        };
        pairs.iter().map(cost).sum()
    }

    /// Weighs the sample up to the high byte with the index `end`.
    pub(super) fn weigh(&self, sample: &Sample<'_>, weighed: &mut Weighed, end: usize) {
        let model = Model::get();
        let end = end.min(sample.highs.len());
        match usize::from(self.home).checked_sub(1).and_then(|i| model.others.get(i)) {
            None => {
                let mut sums = weighed.latin;
                self.weigh_at_home(model, &model.latin, sample, weighed, &mut sums, end);
                weighed.latin = sums;
            }
            Some(pairs) => {
                let mut sums = weighed.other;
                self.weigh_at_home(model, pairs, sample, weighed, &mut sums, end);
                weighed.other = sums;
            }
        }
        weighed.next = weighed.next.max(end);
    }

    #[inline]
    fn weigh_at_home<const N: usize>(
        &self,
        model: &Model,
        pairs: &Pairs<N>,
        sample: &Sample<'_>,
        weighed: &mut Weighed,
        totals: &mut [u32; N],
        end: usize,
    ) {
        let (mut sums, mut count, mut fixed) = ([0u16; N], 0, 0);
        let bytes = sample.bytes;
        for i in weighed.next..end {
            let at = usize::from(sample.highs[i]);
            let this = self.folds[usize::from(bytes[at])];
            let before = if at == 0 { EDGE } else { self.folds[usize::from(bytes[at - 1])] };
            // A pair of two bytes above ASCII is left to the second.
            let behind = match bytes.get(at + 1) {
                Some(&byte) if byte >= 0x80 => None,
                Some(&byte) => Some(self.folds[usize::from(byte)]),
                None => Some(EDGE),
            };
            for (first, second) in [Some((before, this)), behind.map(|behind| (this, behind))].into_iter().flatten() {
                fixed += cost::case(first.case, second.case);
                let at_home = |fold: Fold| fold.group == COMMON || fold.group == self.home;
                if at_home(first) && at_home(second) {
                    add(&mut sums, pairs.row(first.class, second.class));
                    count += 1;
                } else {
                    self.weigh_abroad(model, pairs, weighed, &mut sums, &mut fixed, first, second);
                    count += 1;
                }
            }
            if self.strange >> (bytes[at] & 0x7F) & 1 != 0 {
                fixed += STRANGER;
            }
            if this.group < COMMON {
                self.count_letter(weighed, this.group, sample.latin_before[i], &mut fixed);
            }
            if count >= FLUSH - 2 {
                flush(totals, &mut sums);
                count = 0;
            }
        }
        flush(totals, &mut sums);
        weighed.fixed += fixed;
    }

    /// A pair that is not of the page's own script alone.
    #[cold]
    #[allow(clippy::too_many_arguments, reason = "the rest of one loop")]
    fn weigh_abroad<const N: usize>(
        &self,
        model: &Model,
        pairs: &Pairs<N>,
        weighed: &mut Weighed,
        sums: &mut [u16; N],
        fixed: &mut u32,
        first: Fold,
        second: Fold,
    ) {
        if second.group == NONE {
            *fixed += NEVER;
            return;
        }
        let mut class = first.class;
        if first.group == NONE {
            class = 0;
        } else if first.group < COMMON && second.group < COMMON && first.group != second.group {
            *fixed += INSIDE_WORD;
            class = 0;
        }
        let group = match (first.group, second.group) {
            (_, group @ ..COMMON) => group,
            (group @ ..COMMON, _) => group,
            _ => self.home,
        };
        if group == self.home {
            add(sums, pairs.row(class, second.class));
        } else {
            for (sum, &cost) in weighed.latin.iter_mut().zip(model.latin.row(class, second.class)) {
                *sum += u32::from(cost);
            }
        }
    }

    /// Changes from Latin letters to others and back, and how many there are of each.
    #[inline]
    fn count_letter(&self, weighed: &mut Weighed, group: u8, latin_between: bool, fixed: &mut u32) {
        if group == self.home {
            weighed.letters += 1;
        } else {
            weighed.latin_letters += 1;
        }
        let mut changed = u32::from(weighed.script != COMMON && weighed.script != group);
        if latin_between && group != LATIN {
            changed = if weighed.script == group { 2 } else { 1 };
        } else if latin_between && weighed.script == COMMON {
            changed = 0;
        }
        let charged = changed.min(CHANGES - weighed.changes.min(CHANGES));
        weighed.changes += charged;
        *fixed += charged * CHANGE;
        weighed.script = group;
    }

    /// The cost of what has been weighed, and of all ASCII of the sample, with the prior.
    pub(super) fn total(&self, sample: &Sample<'_>, weighed: &Weighed) -> u32 {
        let mut fixed = weighed.fixed;
        if sample.latin_behind && weighed.script != COMMON && weighed.script != LATIN && weighed.changes < CHANGES {
            fixed += CHANGE;
        }
        if self.home == LATIN {
            let lanes = weighed.latin.iter().zip(&sample.latin).zip(&self.latin_prior);
            fixed + lanes.map(|((high, ascii), prior)| high + ascii + u32::from(*prior)).min().unwrap_or(0)
        } else {
            let lanes = weighed.other.iter().zip(&self.prior);
            let latin = if weighed.latin_letters > 0 {
                weighed.latin.iter().zip(&sample.latin).map(|(high, ascii)| high + ascii).min().unwrap_or(0)
            } else {
                sample.least + least(&weighed.latin)
            };
            // As many letters in the rest as so far.
            let letters = weighed.letters as usize * sample.highs.len() / weighed.next.max(1);
            fixed += foreign(sample.latin_letters + weighed.latin_letters, letters as u32);
            fixed + latin + lanes.map(|(high, prior)| high + u32::from(*prior)).min().unwrap_or(0)
        }
    }

    /// The cost of a sample in a page that has no ASCII.
    pub(super) fn whole(&self, bytes: &[u8]) -> u32 {
        let mut cost = cost::Cost::new();
        cost.extend(bytes.iter().map(|&byte| self.code.get(byte).unwrap_or('\u{FFFD}')).chain([' ']));
        if self.home == LATIN {
            cost.total_with(LATIN, &self.latin_prior)
        } else {
            cost.total_with(self.home, &self.prior)
        }
    }
}
