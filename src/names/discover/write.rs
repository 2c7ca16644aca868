//! Proposals as a lexicon for a person to edit, and as JSON lines for a machine.

use std::fmt::Write as _;

use super::Options;
use super::entry::Seen;
use super::proposals::{Alias, Cluster, Evidence, Proposals};

/// What stands on top.
const HELP: &str = "\
# How to use it: correct the rows and hand the file back with `--names FILE`, to `normalize` and to the next `discover`.
#   right                    leave it; what is here is not proposed again
#   other entity, canonical  change the first three columns, in all rows of the entity
#   no name of this entity   put `#` in front of the row: it is not proposed for this entity again
#   no name worth having     put `#` in front of the row whose alias is the canonical form, and of its other rows
#   `# maybe:` is right      take `# maybe: ` away; left as it is, it says nothing and may come again
";

impl Proposals {
    /// The proposals in the format of [`Lexicon::with_tsv`](crate::Lexicon::with_tsv), with the evidence as comments.
    pub fn to_tsv(&self, options: &Options) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.write_tsv(&mut out, options);
        out
    }

    fn write_tsv(&self, out: &mut String, options: &Options) -> std::fmt::Result {
        let aliases: usize = self.clusters.iter().map(|cluster| cluster.aliases.len()).sum();
        let known = self.clusters.iter().filter(|cluster| cluster.known).count();
        writeln!(
            out,
            "# Names proposed by `polynorm names discover`. Documents: {}; entities: {}, of them known ones with new \
             spellings: {known}; rows: {aliases}.",
            self.documents,
            self.clusters.len(),
        )?;
        writeln!(
            out,
            "# Least documents: {}; least mentions: {}; rarer or less sure names that are left out: {}.",
            options.min_documents, options.min_mentions, self.rare
        )?;
        if self.evicted == 0 {
            writeln!(out, "# All counts are exact: the table had room for all names, {}.", self.names)?;
        } else {
            writeln!(
                out,
                "# The table was full and forgot {} rare names: what is not here may have stood in up to {} documents, with \
                 up to {} mentions;\n# where so much may be missing of a count it says `+`. `--memory` makes it larger.",
                self.evicted, self.forgotten.documents, self.forgotten.mentions
            )?;
        }
        out.push_str(HELP);
        out.push_str("#\n# entity\tkind\tcanonical\talias\tlanguage\tflags\tparent\n");
        self.clusters.iter().try_for_each(|cluster| write_cluster(cluster, out))
    }

    /// A JSON object a line for each cluster, with all its evidence.
    pub fn to_jsonl(&self) -> String {
        let mut out = String::new();
        for cluster in &self.clusters {
            if let Ok(line) = serde_json::to_string(cluster) {
                out.push_str(&line);
                out.push('\n');
            }
        }
        out
    }
}

fn write_cluster(cluster: &Cluster, out: &mut String) -> std::fmt::Result {
    let Cluster { kinds, contexts, aliases, doubts, .. } = cluster;
    write!(out, "\n# {}", counts(cluster.seen, Some(cluster.missing)))?;
    if kinds.len() > 1 {
        let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        write!(out, "; {}", kinds.join(", "))?;
    }
    if cluster.known {
        write!(out, "; new spellings of a known name")?;
    }
    out.push('\n');
    for context in contexts {
        writeln!(out, "#   {}  [{}]", plain(&context.text), plain(&context.document))?;
    }
    for alias in aliases {
        if let Some(link) = &alias.link {
            writeln!(out, "# {} {}", evidence(link), counts(alias.seen, None))?;
        }
        row(cluster, alias, out);
    }
    for doubt in doubts {
        if doubt.apart {
            writeln!(out, "# not: {} {} {}", plain(&doubt.name), evidence(&doubt.evidence), counts(doubt.seen, None))?;
        } else {
            writeln!(out, "# {} {}", evidence(&doubt.evidence), counts(doubt.seen, None))?;
            out.push_str("# maybe: ");
            let (alias, flags) = (doubt.name.clone(), Vec::new());
            row(cluster, &Alias { alias, language: None, flags, seen: doubt.seen, link: None }, out);
        }
    }
    Ok(())
}

fn row(cluster: &Cluster, alias: &Alias, out: &mut String) {
    let language = alias.language.as_deref().unwrap_or("mul");
    let flags = alias.flags.join(",");
    let parent = cluster.parent.as_deref().unwrap_or_default();
    let kind = cluster.kind.name();
    let cells = [&cluster.entity, kind, &cluster.canonical, &alias.alias, language, &flags, parent].map(plain);
    out.push_str(&cells.join("\t"));
    out.push('\n');
}

/// How often: `12 mentions in 5 documents`; nothing of what the lexicon has, which is not counted.
fn counts(seen: Seen, missing: Option<Seen>) -> String {
    if seen.mentions == 0 {
        return "in the lexicon".to_owned();
    }
    let plural = |count: u64, more: bool, one: &str| {
        let plus = if more { "+" } else { "" };
        format!("{count}{plus} {one}{}", if count == 1 { "" } else { "s" })
    };
    let missing = missing.unwrap_or_default();
    let mentions = plural(seen.mentions, missing.mentions > 0, "mention");
    format!("{mentions} in {}", plural(seen.documents, missing.documents > 0, "document"))
}

fn evidence(link: &Evidence) -> String {
    format!("{:.2} to {}: {};", link.score, plain(&link.to), plain(&link.reasons.join(", ")))
}

/// A text without what would end a cell or a line.
fn plain(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
