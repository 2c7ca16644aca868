//! From zones to roles: the headline and what stands under it, headings between paragraphs, captions, bylines, dates.

use super::line::{FEW, Line};
use super::phrases::Cue;
use super::shape::End;
use super::zone::Zone;
use crate::document::Role;

/// The role of each line.
pub(crate) fn roles(lines: &[Line], zones: &[Zone]) -> Vec<Role> {
    let mut roles: Vec<Role> = (0..lines.len()).map(|i| by_itself(lines, zones, i)).collect();
    for i in 1..lines.len() {
        if lines[i - 1].introduces() && lines[i].is_names() {
            roles[i - 1..=i].fill(Role::Byline);
        }
    }
    let Some(body) = first_of_body(lines, zones) else {
        return roles;
    };
    let title = title(lines, zones, body);
    if let Some(title) = title {
        for (i, role) in roles.iter_mut().enumerate().take(title) {
            // What stands before the headline is not the document's text; who, when and a picture may.
            if matches!(role, Role::Body | Role::Heading | Role::Pullquote) || *role == Role::Caption && i + 3 < title {
                *role = Role::Widget;
            }
        }
        for i in title.saturating_sub(3)..title {
            if is_date(&lines[i]) {
                roles[i] = Role::Dateline;
            }
        }
        head(lines, zones, title, body, &mut roles);
    }
    behind(lines, body, &mut roles);
    headings(lines, title.unwrap_or(body), &mut roles);
    roles
}

/// The role that a line's own cues and zone give it.
fn by_itself(lines: &[Line], zones: &[Zone], i: usize) -> Role {
    let line = &lines[i];
    let whole = line.cues.has(Cue::Whole);
    match zones[i] {
        _ if lines.len() == 1 => Role::Body,
        Zone::Teaser => Role::Teaser,
        _ if line.cues.has(Cue::Notice) && (zones[i] == Zone::Aside || !in_sentence(line)) => Role::Notice,
        _ if line.is_heading() && lines.get(i + 1).is_some_and(|next| next.shape.words >= 5.0) => Role::Heading,
        _ if is_date(line) => {
            if zones[i] == Zone::Main {
                Role::Dateline
            } else {
                Role::Widget
            }
        }
        _ if line.cues.has(Cue::Byline) && is_byline(line) => Role::Byline,
        Zone::Aside if is_caption(line) && !whole => Role::Caption,
        Zone::Aside => Role::Widget,
        Zone::Main if line.set_out && !(line.foretells && line.shape.words <= 5.0) => Role::Pullquote,
        Zone::Main if is_caption(line) => Role::Caption,
        Zone::Main => Role::Body,
    }
}

/// Whether its cue stands in the middle of running text, where it may mean what it says.
fn in_sentence(line: &Line) -> bool {
    line.shape.words >= 12.0 && line.shape.ends_sentence() && !line.cues.has(Cue::Start)
}

fn is_date(line: &Line) -> bool {
    line.cues.has(Cue::Dateline) || line.place_and_date
}

fn is_byline(line: &Line) -> bool {
    let shape = &line.shape;
    shape.words <= 40.0
        && (!line.cues.has(Cue::Start) || shape.words <= 16.0 && (!shape.cased || shape.capitalised >= 0.4))
}

fn is_caption(line: &Line) -> bool {
    line.cues.has(Cue::Caption) && line.shape.words <= 80.0
}

/// The first line of running text, without an appeal or a standfirst before the headline's own text.
fn first_of_body(lines: &[Line], zones: &[Zone]) -> Option<usize> {
    let core: Vec<usize> = (0..lines.len()).filter(|&i| lines[i].core && zones[i] == Zone::Main).collect();
    let own = |&(at, &i): &(usize, &usize)| !is_standfirst(lines, i) && !is_appeal(lines, i, core.get(at + 1).copied());
    core.iter().enumerate().find(own).map(|(_, &i)| i).or(core.first().copied())
}

/// Whether a line of running text has hardly a word in common with the rest, and a headline that has comes after it.
fn is_appeal(lines: &[Line], i: usize, next: Option<usize>) -> bool {
    let Some(next) = next else { return false };
    let headline = |line: &Line| {
        !line.has_aside_cue()
            && !line.foreign
            && !is_caption(line)
            && !line.shape.ends_sentence()
            && line.shape.words >= 4.0
            && line.overlap >= 0.5
    };
    i < 30 && lines[i].overlap < 0.2 && lines[i + 1..next].iter().any(headline)
}

/// Whether a line of running text is followed by who wrote it or when: then it stands under the headline.
fn is_standfirst(lines: &[Line], i: usize) -> bool {
    i > 0
        && i < 12
        && lines[i].shape.words <= 45.0
        && lines
            .iter()
            .skip(i + 1)
            .take(2)
            .any(|next| is_date(next) || next.cues.has(Cue::Byline) && is_byline(next) && next.cues.has(Cue::Start))
}

/// What it speaks for a headline that it stands in the document's own text.
const MAIN: f32 = 0.4;

/// The headline: of the lines before the body the one whose words come again in it.
fn title(lines: &[Line], zones: &[Zone], body: usize) -> Option<usize> {
    let scores: Vec<(usize, f32)> = (0..body)
        .filter(|&i| zones[i] != Zone::Teaser)
        .filter_map(|i| Some((i, title_score(lines, zones, i, body)?)))
        .map(|(i, score)| (i, if i == 0 && lines.len() <= FEW { score + 0.6 } else { score }))
        .collect();
    let best = scores.iter().copied().fold(None, |best: Option<(usize, f32)>, next| match best {
        Some(best) if best.1 >= next.1 => Some(best),
        _ => Some(next),
    })?;
    if best.1 < 0.3 {
        return None;
    }
    // The line under the headline has its words too: of near equals close together the first is the headline.
    // Right above it a line with words enough and half of them in the body is no slogan, even if it looks like one more button.
    let above = |i: usize| i + 1 == best.0 && lines[i].shape.words >= 5.0 && lines[i].overlap >= 0.5;
    let near = |i: usize, score: f32| score >= best.1 - if above(i) { 0.45 + MAIN } else { 0.45 };
    let first = scores.iter().copied().find(|&(i, score)| i <= best.0 && i + 4 >= best.0 && near(i, score))?.0;
    let copy =
        |&i: &usize| lines[i].copies > 1 && lines[i].copies == lines[first].copies && same(&lines[i], &lines[first]);
    (first.saturating_sub(8)..first).filter(|&i| zones[i] != Zone::Teaser).find(copy).or(Some(first))
}

fn title_score(lines: &[Line], zones: &[Zone], i: usize, body: usize) -> Option<f32> {
    let line = &lines[i];
    let shape = &line.shape;
    let told = line.is_phrase()
        || line.has_aside_cue()
        || line.foreign
        || is_date(line)
        || is_caption(line)
        || line.cues.has(Cue::Byline)
        || line.is_heading()
        || i > 0 && lines[i - 1].introduces() && line.is_names();
    if told || shape.letters < 3 || shape.words > 32.0 || line.core && shape.words > 20.0 {
        return None;
    }
    let mut score = 2.0 * line.overlap + shape.words.min(8.0) / 10.0;
    score += if i == 0 { 0.4 } else { 0.0 };
    score += if line.copies > 1 && shape.words >= 4.0 { 0.5 } else { 0.0 };
    score += if zones[i] == Zone::Main { MAIN } else { 0.0 };
    score -= if shape.words < 3.0 && shape.letters < 12 { 0.8 } else { 0.0 };
    score -= if shape.end == End::Stop { 0.9 } else { 0.0 };
    score -= if shape.end == End::Colon { 1.0 } else { 0.0 };
    score -= if shape.starts_lower { 0.6 } else { 0.0 };
    score -= if shape.separators > 0 { 0.8 } else { 0.0 };
    score -= 0.8 * line.repeated;
    // Key points stand under a headline and say its words again.
    score -= if shape.bullet { 1.2 } else { 0.0 };
    let wrote =
        |next: &Line| next.introduces() || next.cues.has(Cue::Byline) && next.cues.has(Cue::Start) && is_byline(next);
    score += if lines[i + 1..body].iter().take(3).any(wrote) { 0.2 } else { 0.0 };
    score -= 0.03 * (body - i).min(30) as f32;
    Some(score)
}

/// The lines from the headline to the body.
fn head(lines: &[Line], zones: &[Zone], title: usize, body: usize, roles: &mut [Role]) {
    for i in title..lines.len() {
        // Its copies further down.
        if i == title
            || lines[i].copies > 1
                && lines[i].copies == lines[title].copies
                && same(&lines[i], &lines[title])
                && zones[i] != Zone::Teaser
        {
            roles[i] = Role::Title;
        }
    }
    let mut subtitle = false;
    for i in title + 1..body {
        let line = &lines[i];
        let shape = &line.shape;
        if matches!(
            roles[i],
            Role::Title | Role::Caption | Role::Byline | Role::Teaser | Role::Pullquote | Role::Heading
        ) {
            continue;
        }
        if roles[i] == Role::Notice {
            // "First published on 2 May" is the date of the story up here.
            if line.cues.has(Cue::Dateline) {
                roles[i] = Role::Dateline;
            }
            continue;
        }
        let plain = !line.foreign && !line.has_aside_cue() && !line.is_letterless() && !is_date(line);
        let few = shape.words <= 5.0 && shape.letters >= 4;
        if plain && !shape.bullet && few && lines[i + 1].shape.bullet && lines[i + 1].shape.words >= 4.0 {
            roles[i] = Role::Heading;
            continue;
        }
        let named = line.named
            && !line.foreign
            && !line.core
            && line.copies == 1
            && !line.cues.has(Cue::Whole)
            && shape.words <= 12.0;
        if named && !subtitle_like(line) && !is_date(line) && !line.dated {
            roles[i] = Role::Byline;
            continue;
        }
        let told = line.foreign || line.has_aside_cue() || line.is_letterless();
        roles[i] = if is_date(line) || line.dated {
            Role::Dateline
        } else if told {
            if roles[i] == Role::Body && line.is_letterless() { Role::Body } else { Role::Widget }
        } else if (!subtitle || shape.bullet)
            && shape.words >= if shape.bullet { 3.0 } else { 5.0 }
            && (shape.bullet
                || i == title + 1
                || zones[i] == Zone::Main
                || line.overlap >= 0.3
                || shape.ends_sentence())
        {
            subtitle = true;
            Role::Subtitle
        } else {
            roles[i]
        };
    }
}

/// Who signs below the body, who is quoted in what is set out, stories in other languages among buttons.
fn behind(lines: &[Line], body: usize, roles: &mut [Role]) {
    for i in body + 1..lines.len() {
        let line = &lines[i];
        let shape = &line.shape;
        let own = matches!(roles[i], Role::Body | Role::Widget);
        let cued = line.has_aside_cue() || is_date(line) || is_caption(line) || line.cues.has(Cue::Byline);
        if own && line.signed {
            roles[i] = Role::Byline;
        } else if own && roles[i - 1] == Role::Byline && lines[i - 1].signed && line.is_prose() && !cued {
            // What the line about the author says.
            roles[i] = Role::Byline;
        } else if roles[i - 1] == Role::Pullquote && shape.bullet && shape.words <= 12.0 && shape.end == End::Open {
            roles[i] = Role::Pullquote;
        } else if roles[i] == Role::Widget && line.foreign && !cued && shape.words >= 5.0 && shape.separators == 0 {
            roles[i] = Role::Teaser;
        }
    }
}

/// Two lines with the same number of copies: whether they look the same.
fn same(a: &Line, b: &Line) -> bool {
    a.shape.letters == b.shape.letters && a.shape.digits == b.shape.digits
}

/// Reads like a sentence rather than like a list of names.
fn subtitle_like(line: &Line) -> bool {
    line.shape.words >= 6.0 && line.shape.capitalised < 0.6 && line.shape.separators == 0
}

/// Short lines of the body before running text.
fn headings(lines: &[Line], after: usize, roles: &mut [Role]) {
    let mut next_is_text = false;
    for i in (after + 1..lines.len()).rev() {
        let line = &lines[i];
        let shape = &line.shape;
        if roles[i] != Role::Body {
            // A caption between heading and text changes nothing.
            next_is_text &= matches!(roles[i], Role::Caption | Role::Pullquote | Role::Widget | Role::Teaser);
            continue;
        }
        let short = shape.words <= 14.0 && !line.is_letterless() && !line.foreign;
        let open = matches!(shape.end, End::Open | End::Question)
            || shape.end == End::Stop && shape.words <= 2.0 && shape.digits > 0;
        if short
            && open
            && !shape.starts_lower
            && !shape.bullet
            && next_is_text
            && shape.stops_inside <= 1
            && !(shape.quoted && shape.end == End::Question)
        {
            roles[i] = Role::Heading;
            next_is_text = false;
        } else {
            next_is_text = line.is_prose() || shape.words >= 15.0 || shape.end == End::Colon && shape.words >= 5.0;
        }
    }
}
