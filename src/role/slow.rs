//! What the stage finds out in one pass, found out again as it is said: slow, plainly right, and only for the tests, which hold the
//! one against the other.

use proptest::prelude::*;

use super::character;
use super::fold::{fold, is_ignorable, is_unspaced};
use super::folded::Folded;
use super::index::{Builder, Place};
use super::phrases::{Cue, Cues};
use super::reader::read;
use super::repeat::{self, Words};
use super::shape::{CHARS_PER_WORD, Shape, end_of_any, is_closing, is_stop};
use crate::chars::Kind;

/// Letters of many scripts, what stands between them, and what changes in a compatibility form.
fn text() -> impl Strategy<Value = String> {
    "[a-cA-C0-9 .,!?:;\u{3001}\u{60C}'\"|/()@*>+\\-\u{2019}\u{2013}\u{A9}\u{AD}\u{B7}\u{BB}\u{AB}\u{E9}\u{C9}\u{130}\u{3B1}\u{391}\u{434}\u{414}\u{5D0}\u{643}\u{64A}\u{64B}\u{94D}\u{939}\u{93F}\u{E01}\u{E31}\u{4E00}\u{4E8C}\u{3042}\u{FF76}\u{FF21}\u{FB01}\u{BD}\u{2026}\u{2460}\u{A0}\u{3000}\u{3002}\u{FF01}\u{964}\u{301}\u{327}\u{1F600}\u{10400}\u{212A}\u{2160}\u{23A}]{0,40}|([a-cA-C]{1,12}[ ,.'-]{1,2}){0,8}|\\PC{0,40}"
}

fn shape(text: &str) -> Shape {
    let text = text.trim();
    let (mut letters, mut digits, mut stops_inside, mut separators) = (0, 0, 0, 0);
    let (mut unspaced, mut upper, mut lower) = (0usize, 0usize, 0usize);
    let (mut words, mut could, mut capital) = (0usize, 0usize, 0usize);
    let (mut in_word, mut stop, mut starts_lower, mut quotations) = (false, false, false, 0usize);
    for c in text.chars() {
        let kind = Kind::of(c);
        if kind.is_alphabetic() {
            letters += 1;
            let (is_upper, is_lower) = (kind.is_uppercase(), kind.is_lowercase());
            upper += usize::from(is_upper);
            lower += usize::from(is_lower);
            if letters == 1 {
                starts_lower = is_lower;
            }
            if is_unspaced(c) {
                unspaced += 1;
                stops_inside += usize::from(stop);
                stop = false;
                in_word = false;
            } else if !in_word {
                in_word = true;
                words += 1;
                if words > 1 && (is_upper || is_lower) {
                    could += 1;
                    capital += usize::from(is_upper);
                }
            }
        } else if kind.is_numeric() {
            digits += 1;
            if !in_word {
                in_word = true;
                words += 1;
            }
            stop = false;
        } else if kind.is_whitespace() {
            in_word = false;
            stops_inside += usize::from(stop);
            stop = false;
        } else if !kind.is_mark() && !matches!(c, '\'' | '\u{2019}' | '-' | '\u{2010}' | '\u{2011}') && !is_ignorable(c)
        {
            in_word = false;
            match c {
                '\u{AB}' | '\u{2039}' => quotations += 1,
                '\u{BB}' | '\u{203A}' if quotations > 0 => quotations -= 1,
                '|' | '\u{BB}' | '\u{203A}' | '\u{B7}' | '\u{2022}' | '>' | '\u{BBB}' => separators += 1,
                _ => {}
            }
            stop = is_stop(c) || stop && is_closing(c);
        }
    }
    let first = text.chars().next().unwrap_or(' ');
    Shape {
        letters,
        words: words as f32 + unspaced as f32 / CHARS_PER_WORD,
        capitalised: if could == 0 { 0.0 } else { capital as f32 / could as f32 },
        cased: upper + lower > letters / 2 && letters > 0,
        all_capitals: upper > 3 && lower == 0,
        starts_lower,
        bullet: "\u{2022}\u{B7}\u{25CF}\u{25AA}\u{25A0}*-\u{2013}\u{2014}+".contains(first),
        quoted: "\"\u{201C}\u{201E}\u{AB}\u{2018}\u{300C}\u{300E}".contains(first),
        end: end_of_any(text),
        stops_inside,
        separators,
        digits,
        commas: text.matches([',', ';', '\u{60C}', '\u{61B}', '\u{3001}', '\u{FF0C}']).count(),
        numbered: Kind::of(first).is_numeric(),
        address: text.contains("://") || text.contains("www.") || text.len() < 200 && text.contains('@'),
    }
}

/// Words in lower case, and what carries the meaning of each.
type Spelled = Vec<(String, Option<String>)>;

/// The words of a text.
fn words(text: &str) -> Spelled {
    let (mut words, mut word, mut before) = (Spelled::new(), String::new(), None);
    let has_lower = text.chars().any(|c| Kind::of(c).is_lowercase());
    let finish = |word: &mut String, words: &mut Vec<_>| {
        let lower: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
        let (upper, small) =
            (word.contains(|c| Kind::of(c).is_uppercase()), word.contains(|c| Kind::of(c).is_lowercase()));
        let acronym = has_lower && lower.len() >= 2 && upper && !small;
        let meaning = (lower.len() >= 4 || acronym).then(|| lower.iter().take(5).collect());
        if !lower.is_empty() {
            words.push((lower.iter().collect(), meaning));
        }
        word.clear();
    };
    for c in text.chars() {
        let kind = Kind::of(c);
        if is_unspaced(c) {
            finish(&mut word, &mut words);
            words.push((c.to_string(), before.map(|before: char| format!("{before}{c}"))));
            before = Some(c);
        } else if kind.is_alphanumeric() || kind.is_mark() {
            before = None;
            word.push(c);
        } else if !is_ignorable(c) {
            before = None;
            finish(&mut word, &mut words);
        }
    }
    finish(&mut word, &mut words);
    words
}

/// For each paragraph, the first longer one that enough of its runs of words come again in, of the first that have each run.
fn set_out(paragraphs: &[Spelled]) -> Vec<Option<usize>> {
    let runs = |i: usize| paragraphs[i].windows(4).map(|run| run.iter().map(|word| word.0.clone()).collect::<Vec<_>>());
    let places = |run: &Vec<String>| {
        (0..paragraphs.len()).filter(|&i| runs(i).any(|other| other == *run)).take(4).collect::<Vec<_>>()
    };
    (0..paragraphs.len())
        .map(|i| {
            let all = runs(i).count();
            let mut votes: Vec<(usize, usize)> = Vec::new();
            for place in runs(i).flat_map(|run| places(&run)).filter(|&place| place != i) {
                match votes.iter_mut().find(|vote| vote.0 == place) {
                    Some(vote) => vote.1 += 1,
                    None => votes.push((place, 1)),
                }
            }
            let is_source = |&&(place, count): &&(usize, usize)| {
                paragraphs[place].len() > paragraphs[i].len() + 1 && count * 10 >= all * 8
            };
            if all == 0 || paragraphs[i].len() > 60 { None } else { votes.iter().find(is_source).map(|vote| vote.0) }
        })
        .collect()
}

/// The cues of phrases in a folded line.
fn cues(line: &str, phrases: &[(String, Place, Cue)]) -> Cues {
    let mut cues = Cues::default();
    for (phrase, place, cue) in phrases {
        let unspaced = phrase.contains(is_unspaced);
        let fits =
            (0..line.len()).filter(|&at| line.is_char_boundary(at) && line[at..].starts_with(&**phrase)).any(|at| {
                let (before, behind) = (&line[..at], &line[at + phrase.len()..]);
                let alone =
                    (before.is_empty() || before.ends_with(' ')) && (behind.is_empty() || behind.starts_with(' '));
                let there = match place {
                    Place::Start => before.is_empty(),
                    Place::End => behind.is_empty(),
                    Place::Inside => true,
                };
                there && (unspaced || alone)
            });
        if fits {
            cues.add(*cue);
            if *place == Place::Start {
                cues.add(Cue::Start);
            }
        }
    }
    cues
}

fn phrases() -> impl Strategy<Value = Vec<(String, Place, Cue)>> {
    let phrase = "[ab]{1,3}( [ab0]{1,2}){0,2}|[a]{9,11}|[ab\u{4E00}\u{3042}]{1,4}";
    let place = prop_oneof![Just(Place::Start), Just(Place::End), Just(Place::Inside)];
    let cue =
        prop_oneof![Just(Cue::Widget), Just(Cue::Byline), Just(Cue::Caption), Just(Cue::Teaser), Just(Cue::Notice)];
    prop::collection::vec((phrase, place, cue), 0..8)
}

proptest! {
    #[test]
    fn a_line_is_folded_as_fold_says(text in text()) {
        let mut folded = Folded::default();
        for _ in 0..2 {
            folded.of(&text);
            prop_assert_eq!(std::str::from_utf8(folded.bytes()).unwrap(), fold(&text));
            prop_assert_eq!(folded.has_digit(), fold(&text).contains('0'));
            prop_assert_eq!(folded.has_unspaced(), fold(&text).contains(is_unspaced));
            let starts = folded.starts().iter().map(|start| *start as usize);
            prop_assert_eq!(starts.collect::<Vec<_>>(), word_starts(&fold(&text)));
        }
    }

    #[test]
    fn a_line_is_read_as_it_is_folded_and_measured(text in text()) {
        let (mut words, mut read_folded, mut folded) = (Words::default(), Folded::default(), Folded::default());
        folded.of(&text);
        let found = read::<true>(&text, &mut words, &mut read_folded);
        prop_assert_eq!(format!("{found:?}"), format!("{:?}", shape(&text)));
        prop_assert_eq!(read_folded.bytes(), folded.bytes());
        prop_assert_eq!(read_folded.starts(), folded.starts());
        prop_assert_eq!(read_folded.sentence, folded.sentence);
        prop_assert_eq!(read_folded.flags & character::LABEL, folded.flags & character::LABEL);
        let unfolded = read::<false>(&text, &mut words, &mut read_folded);
        prop_assert_eq!(format!("{unfolded:?}"), format!("{found:?}"));
        prop_assert_eq!(words.of(0), words.of(1));
        prop_assert_eq!(format!("{:?}", Shape::of(&text)), format!("{found:?}"));
    }

    #[test]
    fn words_are_equal_where_their_letters_are(texts in prop::collection::vec(text(), 1..4)) {
        let (mut found, mut folded) = (Words::default(), Folded::default());
        for text in &texts {
            read::<true>(text, &mut found, &mut folded);
        }
        let expected: Vec<_> = texts.iter().flat_map(|text| words(text)).collect();
        let found: Vec<_> = (0..texts.len()).flat_map(|i| found.of(i)).collect();
        prop_assert_eq!(found.len(), expected.len());
        for (a, of_a) in found.iter().zip(&expected) {
            prop_assert_eq!(a.has_meaning(), of_a.1.is_some(), "{:?}", of_a);
            for (b, of_b) in found.iter().zip(&expected) {
                prop_assert_eq!(a.is_word(b), of_a.0 == of_b.0, "{:?} {:?}", of_a, of_b);
                prop_assert_eq!(a.means(b), of_a.1 == of_b.1, "{:?} {:?}", of_a, of_b);
            }
        }
    }

    #[test]
    fn what_is_set_out_is_found(texts in prop::collection::vec("([a-c] ){0,14}|[ab\u{4E00}\u{4E01}]{0,12}", 0..9)) {
        let (mut found, mut folded) = (Words::default(), Folded::default());
        for text in &texts {
            read::<false>(text, &mut found, &mut folded);
        }
        let expected: Vec<_> = texts.iter().map(|text| words(text)).collect();
        prop_assert_eq!(repeat::set_out(&found), set_out(&expected));
    }

    #[test]
    fn phrases_are_found_where_they_stand(phrases in phrases(), text in "([ab0]{1,3} ){0,6}[ab\u{4E00}\u{3042}]{0,6}|[a]{9,12}( [a]{8,11}){0,2}") {
        let (mut builder, mut folded) = (Builder::default(), Folded::default());
        for (phrase, place, cue) in &phrases {
            builder.part(phrase, *place, *cue);
        }
        let (index, mut found) = (builder.build(), Cues::default());
        folded.of(&text);
        let line = folded.bytes();
        index.starts(line, index.head(line), folded.has_unspaced(), &mut found);
        index.ends(line, folded.has_unspaced(), &mut found);
        let tally = index.insides(line, folded.starts(), folded.has_unspaced(), &mut found);
        let line = std::str::from_utf8(line).unwrap();
        prop_assert_eq!(found, cues(line, &phrases), "{}", line);
        prop_assert_eq!(tally.counts, line.split(' ').filter(|word| ["0", "0k", "0m", "k", "m"].contains(word)).count());
    }
}

fn word_starts(folded: &str) -> Vec<usize> {
    let at = |word: &str| word.as_ptr() as usize - folded.as_ptr() as usize;
    folded.split(' ').filter(|word| !word.is_empty()).map(at).collect()
}
