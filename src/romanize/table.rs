//! The tables `langdata/romanize/<script or language>.tsv` and the reading of alphabets by them.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::langdata;

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
    /// A class of letters that the script's own reading knows.
    Class(&'static str),
}

/// `from`, in lower case, is read as `to`.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) context: Context,
}

/// The rules of a script or language by their first character, the longer and the more particular first.
#[derive(Debug, Default)]
pub(super) struct Table {
    rules: HashMap<char, Vec<Rule>>,
}

impl Table {
    /// The table with this name, which may be laid over that of its script.
    pub(super) fn get(name: &str) -> Option<&'static Table> {
        static TABLES: OnceLock<HashMap<&'static str, Table>> = OnceLock::new();
        TABLES.get_or_init(read).get(name)
    }

    /// The table of a language, or else of the script.
    pub(super) fn alphabet(language: &str, script: &str) -> &'static Table {
        static NONE: OnceLock<Table> = OnceLock::new();
        let of_script = |table: &&Table| table.script() == script;
        let table = Table::get(&format!("{language}/{script}")).or_else(|| Table::get(script)).filter(of_script);
        table.unwrap_or_else(|| NONE.get_or_init(Table::default))
    }

    fn script(&self) -> &'static str {
        self.rules.keys().min().map_or("", |&c| script_of(c))
    }

    fn add(&mut self, rule: Rule) {
        let Some(first) = rule.from.chars().next() else { return };
        let rules = self.rules.entry(first).or_default();
        rules.retain(|old| old.from != rule.from || old.context != rule.context);
        rules.push(rule);
        rules.sort_by_key(|rule| (std::cmp::Reverse(rule.from.len()), rule.context == Context::Anywhere));
    }

    /// The first rule for the start of `rest`.
    pub(super) fn find(&self, rest: &str, at_start: bool) -> Option<&Rule> {
        self.rules.get(&rest.chars().next()?)?.iter().find(|rule| {
            let Some(after) = rest.strip_prefix(rule.from) else { return false };
            match &rule.context {
                Context::Anywhere | Context::Class(_) => true,
                Context::Start => at_start,
                Context::End => after.is_empty(),
                Context::Before(letters) => after.chars().next().is_some_and(|c| letters.contains(c)),
            }
        })
    }

    /// The rule for one character, whatever its context.
    pub(super) fn letter(&self, c: char) -> Option<&Rule> {
        self.rules.get(&c)?.iter().find(|rule| rule.from.len() == c.len_utf8())
    }

    /// Reads a word letter by letter and keeps its capitals.
    pub(super) fn word(&self, word: &str, latin: &mut String) {
        let lower = word.to_lowercase();
        let mut same_length = lower.chars().count() == word.chars().count();
        same_length &= word.chars().any(char::is_uppercase);
        let capitals: Vec<bool> = if same_length { word.chars().map(char::is_uppercase).collect() } else { Vec::new() };
        let all_capitals = capitals.len() > 1 && word.chars().all(|c| c.is_uppercase() || !c.is_alphabetic());
        let (mut rest, mut at) = (lower.as_str(), 0);
        while let Some(c) = rest.chars().next() {
            let (to, used) = match self.find(rest, at == 0) {
                Some(rule) => (rule.to, rule.from.len()),
                None => (any_ascii::any_ascii_char(c), c.len_utf8()),
            };
            let capital = capitals.get(at).copied().unwrap_or(false);
            for (k, t) in to.chars().enumerate() {
                if capital && (k == 0 || all_capitals) { latin.extend(t.to_uppercase()) } else { latin.push(t) }
            }
            at += rest[..used].chars().count();
            rest = &rest[used..];
        }
    }
}

/// The script that a table is for, told by its letters.
fn script_of(c: char) -> &'static str {
    match c {
        '\u{370}'..='\u{3FF}' => "Grek",
        '\u{400}'..='\u{52F}' | '\'' | '\u{2019}' => "Cyrl",
        '\u{531}'..='\u{587}' => "Armn",
        '\u{590}'..='\u{5FF}' => "Hebr",
        '\u{600}'..='\u{8FF}' => "Arab",
        '\u{900}'..='\u{97F}' => "Deva",
        '\u{10A0}'..='\u{10FF}' => "Geor",
        '\u{1100}'..='\u{11FF}' => "Hang",
        _ => "Hira",
    }
}

fn rule(row: &[&'static str]) -> Option<Rule> {
    let (&from, to) = (row.first()?, row.get(1).copied().unwrap_or_default());
    let context = match row.get(2).copied().unwrap_or_default() {
        "" => Context::Anywhere,
        "start" => Context::Start,
        "end" => Context::End,
        other => match other.strip_prefix("before:") {
            Some(letters) => Context::Before(letters),
            None => Context::Class(other),
        },
    };
    Some(Rule { from, to, context })
}

/// Tables by `Script`, and by `language/Script` with the script's rules under the language's own.
fn read() -> HashMap<&'static str, Table> {
    let mut tables: HashMap<&'static str, Table> = HashMap::new();
    let files = langdata::files("romanize", "tsv");
    let is_script = |name: &str| name.len() == 4 && name.starts_with(|c: char| c.is_ascii_uppercase());
    let rules_of = |text: &'static str| langdata::rows(text).filter_map(|(_, row)| rule(&row)).collect::<Vec<_>>();
    for &(name, text) in files.iter().filter(|(name, _)| is_script(name)) {
        let table = tables.entry(name).or_default();
        rules_of(text).into_iter().for_each(|rule| table.add(rule));
    }
    for &(name, text) in files.iter().filter(|(name, _)| name.len() == 3) {
        let own = rules_of(text);
        let Some(first) = own.iter().filter_map(|rule| rule.from.chars().next()).min_by_key(|c| c.is_ascii()) else {
            continue;
        };
        let script = script_of(first);
        let mut table = Table::default();
        tables.get(script).into_iter().flat_map(|t| t.rules.values()).flatten().cloned().for_each(|r| table.add(r));
        own.into_iter().for_each(|rule| table.add(rule));
        // A name lives as long as the program: there are as many as files.
        tables.insert(Box::leak(format!("{name}/{script}").into_boxed_str()), table);
    }
    tables
}
