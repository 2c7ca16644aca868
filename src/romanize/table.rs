//! The tables `langdata/romanize/<script or language>.tsv` and the reading of alphabets by them.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::langdata;
use crate::language::Language;

use super::output::Output;
use super::script::Script;

/// Where a rule holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Context {
    Anywhere,
    /// At the start of a word.
    Start,
    /// At the end of a word.
    End,
    /// Before one of these letters.
    Before(&'static str),
    /// After one of these letters.
    After(&'static str),
    /// A class of letters that the script's own reading knows.
    Class(&'static str),
}

impl Context {
    /// Whether it does not depend on where the letter stands.
    fn is_general(&self) -> bool {
        matches!(self, Context::Anywhere | Context::Class(_))
    }
}

/// `from`, in lower case, is read as `to`.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) context: Context,
}

/// The rules of a script or language by their first character, the longer and the more particular first.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    rules: HashMap<char, Vec<Rule>>,
}

impl Table {
    /// The rules of a script (ISO 15924) that polynorm reads it by if nothing else is asked for.
    pub(super) fn get(script: &str) -> Option<&'static Table> {
        Table::of("", script, None)
    }

    /// The rules of a language, or else of the script.
    pub(super) fn alphabet(language: Option<Language>, script: &str) -> &'static Table {
        static NONE: OnceLock<Table> = OnceLock::new();
        Table::of("", script, language).unwrap_or_else(|| NONE.get_or_init(Table::default))
    }

    /// The rules of a folder (the name of a standard, or nothing) for a language in a script, or else for the script.
    pub(super) fn of(folder: &str, script: &str, language: Option<Language>) -> Option<&'static Table> {
        static FOLDERS: OnceLock<Vec<(&'static str, OnceLock<Tables>)>> = OnceLock::new();
        let folders = FOLDERS.get_or_init(|| {
            let standards = langdata::folders("romanize").into_iter();
            std::iter::once("").chain(standards).map(|name| (name, OnceLock::new())).collect()
        });
        let (name, tables) = folders.iter().find(|(name, _)| *name == folder)?;
        let tables = tables.get_or_init(|| read(name));
        let code = language.as_ref().map_or("", Language::code);
        let own = tables.iter().find(|(key, s, _)| *key == code && *s == script);
        own.or_else(|| tables.iter().find(|(key, ..)| *key == script)).map(|(_, _, table)| table)
    }

    /// Puts these rules in the place of those for the same letters in the same places.
    fn lay_over(&mut self, own: Vec<Rule>) {
        for rule in own.iter().filter(|rule| rule.context.is_general()) {
            let rules = rule.from.chars().next().and_then(|first| self.rules.get_mut(&first));
            rules.into_iter().for_each(|rules| rules.retain(|old| old.from != rule.from || !old.context.is_general()));
        }
        own.into_iter().for_each(|rule| self.add(rule));
    }

    fn add(&mut self, rule: Rule) {
        let Some(first) = rule.from.chars().next() else { return };
        let rules = self.rules.entry(first).or_default();
        rules.retain(|old| old.from != rule.from || old.context != rule.context);
        rules.push(rule);
        rules.sort_by_key(|rule| (std::cmp::Reverse(rule.from.len()), rule.context == Context::Anywhere));
    }

    /// The first rule for the start of `rest`, which stands after `last`, or at the start of the word.
    pub(super) fn find(&self, rest: &str, last: Option<char>) -> Option<&Rule> {
        self.rules.get(&rest.chars().next()?)?.iter().find(|rule| {
            let Some(after) = rest.strip_prefix(rule.from) else { return false };
            match &rule.context {
                Context::Anywhere | Context::Class(_) => true,
                Context::Start => last.is_none(),
                Context::End => after.is_empty(),
                Context::After(letters) => last.is_some_and(|c| letters.contains(c)),
                Context::Before(letters) => after.chars().next().is_some_and(|c| letters.contains(c)),
            }
        })
    }

    /// The rule for one character, whatever its context.
    pub(super) fn letter(&self, c: char) -> Option<&Rule> {
        self.rules.get(&c)?.iter().find(|rule| rule.from.len() == c.len_utf8())
    }

    /// Whether any letter is a member of this class.
    pub(super) fn has_class(&self, class: &str) -> bool {
        self.rules.values().flatten().any(|rule| matches!(rule.context, Context::Class(own) if own == class))
    }

    /// What a letter is as a member of this class.
    pub(super) fn find_class(&self, c: char, class: &str) -> Option<&'static str> {
        let is_it = |rule: &&Rule| {
            rule.from.len() == c.len_utf8() && matches!(rule.context, Context::Class(own) if own == class)
        };
        self.rules.get(&c)?.iter().find(is_it).map(|rule| rule.to)
    }

    /// The vowel that these letters write around a consonant, for which `-` stands; `goes_on`: another letter follows.
    pub(super) fn vowel(&self, key: &str, goes_on: bool) -> Option<&'static str> {
        let fits = |rule: &&Rule| match rule.context {
            Context::Class("vowel") => rule.from == key,
            Context::Class("inner") => goes_on && rule.from == key,
            Context::End => !goes_on && rule.from == key,
            _ => false,
        };
        let rules = self.rules.get(&key.chars().next()?)?;
        let at_end = rules.iter().find(|rule| rule.context == Context::End && fits(rule));
        at_end.or_else(|| rules.iter().find(fits)).map(|rule| rule.to)
    }

    /// Reads a word letter by letter and keeps its capitals; tells after each rule how many bytes of the word are read.
    pub(super) fn word(&self, word: &str, out: &mut Output, mut mark: impl FnMut(&mut Output, usize)) {
        let lower = word.to_lowercase();
        let mut same_length = lower.chars().count() == word.chars().count();
        same_length &= word.chars().any(char::is_uppercase);
        let capitals: Vec<bool> = if same_length { word.chars().map(char::is_uppercase).collect() } else { Vec::new() };
        let all_capitals = capitals.len() > 1 && word.chars().all(|c| c.is_uppercase() || !c.is_alphabetic());
        let (mut rest, mut at, mut last) = (lower.as_str(), 0, None);
        let mut read = if lower.chars().count() == word.chars().count() { Some(word.char_indices()) } else { None };
        while let Some(c) = rest.chars().next() {
            let (to, used) = match self.find(rest, last) {
                Some(rule) => (rule.to, rule.from.len()),
                None => (any_ascii::any_ascii_char(c), c.len_utf8()),
            };
            let capital = capitals.get(at).copied().unwrap_or(false);
            for (k, t) in to.chars().enumerate() {
                if capital && (k == 0 || all_capitals) { out.latin.extend(t.to_uppercase()) } else { out.latin.push(t) }
            }
            let count = rest[..used].chars().count();
            last = rest[..used].chars().next_back();
            at += count;
            rest = &rest[used..];
            if let Some((start, c)) = read.as_mut().and_then(|read| read.nth(count.saturating_sub(1))) {
                mark(out, start + c.len_utf8());
            }
        }
    }
}

/// The script of a letter, which tells what script a language's table is for.
fn script_of(c: char) -> &'static str {
    match c {
        '\'' | '\u{2019}' => "Cyrl",
        '\u{1100}'..='\u{11FF}' => "Hang",
        _ => Script::of(c).table(),
    }
}
fn rule(row: &[&'static str]) -> Option<Rule> {
    let (&from, to) = (row.first()?, row.get(1).copied().unwrap_or_default());
    let context = match row.get(2).copied().unwrap_or_default() {
        "" => Context::Anywhere,
        "start" => Context::Start,
        "end" => Context::End,
        other => match other.split_once(':') {
            Some(("before", letters)) => Context::Before(letters),
            Some(("after", letters)) => Context::After(letters),
            _ => Context::Class(other),
        },
    };
    Some(Rule { from, to, context })
}

/// A row with this alone: the rows of a standard's table go over the rules that are taken without a standard.
const USUAL: &str = "@usual";

/// Tables by the name of their file, a script or a language, and by script.
type Tables = Vec<(&'static str, &'static str, Table)>;

/// The tables of a folder: those of scripts, and those of languages over the rules of their script.
fn read(folder: &str) -> Tables {
    let path = if folder.is_empty() { "romanize".to_owned() } else { format!("romanize/{folder}") };
    let files = langdata::files(&path, "tsv");
    let is_script = |name: &str| name.len() == 4 && name.starts_with(|c: char| c.is_ascii_uppercase());
    let rules_of = |text: &'static str| langdata::rows(text).filter_map(|(_, row)| rule(&row)).collect::<Vec<_>>();
    let mut tables: Tables = Vec::new();
    for &(name, text) in files.iter().filter(|(name, _)| is_script(name)) {
        let own = rules_of(text);
        let usual = own.iter().any(|rule| rule.from == USUAL);
        let mut table = if usual { Table::of("", name, None).cloned().unwrap_or_default() } else { Table::default() };
        table.lay_over(own);
        tables.push((name, name, table));
    }
    for &(name, text) in files.iter().filter(|(name, _)| name.len() == 3) {
        let own = rules_of(text);
        let Some(first) = own.iter().filter_map(|rule| rule.from.chars().next()).min_by_key(|c| c.is_ascii()) else {
            continue;
        };
        let script = script_of(first);
        let base = tables.iter().find(|(key, ..)| *key == script).map(|(_, _, table)| table);
        let usual = own.iter().any(|rule| rule.from == USUAL);
        let usual = if usual { Table::of("", script, Language::new(name)) } else { None };
        let mut table = usual.or(base).cloned().unwrap_or_default();
        table.lay_over(own);
        tables.push((name, script, table));
    }
    tables
}
