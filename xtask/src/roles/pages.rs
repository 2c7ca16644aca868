//! The pages of `xtask/pages`, and others made of their parts.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use polynorm::{Role, Stream};

use crate::random::Random;

/// A page, line by line.
#[derive(Clone)]
pub struct Page {
    /// The file's name without its extension: `deu-verein`.
    pub name: String,
    pub lines: Vec<Line>,
}

#[derive(Clone)]
pub struct Line {
    /// The right roles, the likeliest first.
    pub roles: Vec<Role>,
    pub text: String,
}

impl Page {
    /// The code of its language.
    pub fn language(&self) -> &str {
        self.name.split('-').next().unwrap_or("")
    }

    /// Whether there is nothing around its text.
    pub fn is_plain(&self) -> bool {
        self.name.split_once('-').is_some_and(|(_, slug)| slug.starts_with("plain-"))
    }

    /// The text, a line a paragraph, and where each begins.
    pub fn text(&self) -> (String, Vec<usize>) {
        let (mut text, mut starts) = (String::new(), Vec::new());
        for line in &self.lines {
            starts.push(text.len());
            text.push_str(&line.text);
            text.push_str("\n\n");
        }
        (text, starts)
    }

    /// What stands before its own text, that text, and what stands behind it.
    fn parts(&self) -> [&[Line]; 3] {
        let own = |line: &Line| line.roles[0].stream() == Stream::Body;
        let first = self.lines.iter().position(own).unwrap_or(self.lines.len());
        let last = self.lines.iter().rposition(own).map_or(first, |last| last + 1);
        [&self.lines[..first], &self.lines[first..last], &self.lines[last..]]
    }
}

/// The pages of a folder, in the order of their names.
pub fn read(folder: &Path) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "tsv") {
            pages.push(page(&path)?);
        }
    }
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(pages)
}

fn page(path: &Path) -> Result<Page> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut lines = Vec::new();
    for (number, row) in text.lines().enumerate().filter(|(_, row)| !row.is_empty() && !row.starts_with('#')) {
        let place = || format!("{}, line {}", path.display(), number + 1);
        let Some((roles, text)) = row.split_once('\t') else { bail!("{}: there is no tab", place()) };
        let role = |name: &str| Role::ALL.into_iter().find(|role| role.name() == name);
        let roles: Option<Vec<Role>> = roles.split('|').map(role).collect();
        let Some(roles) = roles else { bail!("{}: no such role", place()) };
        lines.push(Line { roles, text: text.to_owned() });
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Page { name, lines })
}

/// Pages made of each page: `copies` of them with the surroundings of other pages of its language, and one that is a part of it. Real pages are
/// longer than those that people write.
pub fn recombined(pages: &[&Page], copies: usize, random: &mut Random) -> Vec<Page> {
    let mut of_language: BTreeMap<&str, Vec<&Page>> = BTreeMap::new();
    for page in pages.iter().filter(|page| !page.is_plain()) {
        of_language.entry(page.language()).or_default().push(page);
    }
    let mut made = Vec::new();
    for page in pages {
        let length = 1 + random.below(12.min(page.lines.len()));
        let start = random.below(page.lines.len() + 1 - length);
        made.push(Page { name: page.name.clone(), lines: page.lines[start..start + length].to_vec() });
        if page.is_plain() {
            // There are few of them, and none of their text is to be lost.
            made.extend(std::iter::repeat_n(*page, 3 * copies).cloned());
            continue;
        }
        let others = of_language.get(page.language()).map(Vec::as_slice).unwrap_or_default();
        if others.len() < 2 {
            continue;
        }
        let [head, own, tail] = page.parts();
        for _ in 0..copies {
            let mut other = || others[random.below(others.len())].parts();
            let ([its_head, _, its_tail], [.., last_tail]) = (other(), other());
            let mut lines = its_head.to_vec();
            if random.unit() < 0.5 {
                lines.extend_from_slice(head);
            }
            let cut = if own.len() > 12 && random.unit() < 0.3 { 6 + random.below(own.len() - 6) } else { own.len() };
            lines.extend_from_slice(&own[..cut]);
            if random.unit() < 0.6 {
                lines.extend_from_slice(tail);
            }
            lines.extend_from_slice(its_tail);
            if random.unit() < 0.3 {
                lines.extend_from_slice(last_tail);
            }
            made.push(Page { name: page.name.clone(), lines });
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_read() {
        let pages = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("pages")).unwrap();
        assert!(pages.len() > 1000);
        for page in &pages {
            let own = page.lines.iter().filter(|line| line.roles[0].stream() == Stream::Body).count();
            assert!(own > 0 && page.lines.len() >= 2, "{}: no text of its own", page.name);
            assert!(polynorm::Language::from_tag(page.language()).is_some(), "{}", page.name);
            if page.is_plain() {
                assert!(own * 10 >= page.lines.len() * 8, "{}: is not plain", page.name);
            }
        }
    }

    #[test]
    fn what_is_made_of_pages_has_their_lines_and_roles() {
        let page = |name: &str, lines: &[(Role, &str)]| Page {
            name: name.into(),
            lines: lines.iter().map(|&(role, text)| Line { roles: vec![role], text: text.into() }).collect(),
        };
        let one = page(
            "eng-one",
            &[(Role::Widget, "Home"), (Role::Title, "Ice"), (Role::Body, "It melts."), (Role::Notice, "Terms")],
        );
        let two = page("eng-two", &[(Role::Widget, "Menu"), (Role::Body, "Fire."), (Role::Widget, "Share")]);
        let plain = page("eng-plain-three", &[(Role::Body, "Water.")]);
        let made = recombined(&[&one, &two, &plain], 4, &mut Random::new(3));
        assert!(made.iter().filter(|made| made.is_plain()).all(|made| made.text().0 == "Water.\n\n"));
        let of_one: Vec<&Page> = made.iter().filter(|made| made.name == "eng-one").skip(1).collect();
        assert_eq!(of_one.len(), 4);
        for made in of_one {
            let text: Vec<&str> = made.lines.iter().map(|line| &*line.text).collect();
            let own = text.iter().position(|text| *text == "Ice").unwrap();
            assert_eq!(text[own + 1], "It melts.");
            assert!(text[..own].iter().all(|text| ["Home", "Menu"].contains(text)));
            assert!(text[own + 2..].iter().all(|text| ["Terms", "Share"].contains(text)));
        }
    }

    #[test]
    fn mistakes_are_told_with_file_and_line() {
        let folder = std::env::temp_dir().join(format!("polynorm-pages-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let told = |text: &str| {
            std::fs::write(folder.join("eng-a.tsv"), text).unwrap();
            read(&folder).map(|_| ()).unwrap_err().to_string()
        };
        assert!(told("# kind\nbody\tGood\nbody Bad\n").ends_with("eng-a.tsv, line 3: there is no tab"));
        assert!(told("boddy\tBad\n").ends_with("eng-a.tsv, line 1: no such role"));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
