//! `polynorm names convert`: published lists of names into tables of the lexicon.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::cli::Ended;
use crate::cli::options::word;
use crate::names::convert::{List, Source, convert};

/// Write a published list of names (OFAC, UN, OpenSanctions) as a table of names
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files, `-` for standard input, the default
    #[arg(value_name = "INPUT", default_value = "-", hide_default_value = true)]
    inputs: Vec<PathBuf>,
    /// What the files are, where it is not to be told by what they hold
    #[arg(long, value_name = "LIST", value_parser = word::<List>(&["ofac-xml", "ofac-csv", "un-xml", "ftm"]))]
    from: Option<List>,
    /// The table to write [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Overwrite what exists
    #[arg(long)]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  polynorm names convert sdn.xml -o ofac.tsv
  polynorm names convert sdn.csv alt.csv > ofac.tsv
  polynorm names convert consolidated.xml > un.tsv
  zstdcat entities.ftm.json.zst | polynorm names convert -o people.tsv
  polynorm names compile ofac.tsv un.tsv people.tsv -o watch.lexicon

Lists: ofac-xml (sdn.xml, cons_prim.xml), ofac-csv (sdn.csv with alt.csv, cons_prim.csv with
cons_alt.csv), un-xml (the Security Council's consolidated list), ftm (FollowTheMoney, a JSON object
a line: Person, Organization, Company, LegalEntity, PublicBody). Persons and organizations are kept;
ships, aircraft, addresses are left out and counted at the end. \"LAST, First\" is turned round,
words in capitals are written with one (BIN SAMPLE: bin Sample), but for what looks like an acronym;
weak aliases are `weak`.";

pub fn run(args: Args) -> Result<Ended> {
    let open = |path: PathBuf| -> Result<Source<Box<dyn BufRead>>> {
        let name = path.display().to_string();
        let bytes: Box<dyn BufRead> = if name == "-" {
            Box::new(BufReader::with_capacity(1 << 16, io::stdin()))
        } else {
            Box::new(BufReader::with_capacity(1 << 16, File::open(&path).with_context(|| name.clone())?))
        };
        Ok(Source { name, bytes })
    };
    let sources = args.inputs.into_iter().map(open).collect::<Result<Vec<_>>>()?;
    let done = match args.output.filter(|path| path.as_os_str() != "-") {
        Some(path) => {
            let there = path.symlink_metadata().is_ok();
            ensure!(args.force || !there, "{}: is there already; `--force` overwrites it", path.display());
            let partial = crate::corpus::with_suffix(&path, ".partial");
            let mut out = BufWriter::new(File::create(&partial).with_context(|| partial.display().to_string())?);
            let done = convert(sources, args.from, &mut out);
            let moved = done.is_ok().then(|| std::fs::rename(&partial, &path));
            if moved.is_none() {
                let _ = std::fs::remove_file(&partial);
            }
            moved.transpose().with_context(|| path.display().to_string())?;
            done?
        }
        None => convert(sources, args.from, &mut BufWriter::new(io::stdout()))?,
    };
    let left: Vec<String> = done.left_out.iter().map(|(what, count)| format!("{what} {count}")).collect();
    let left = if left.is_empty() { String::new() } else { format!("; left out: {}", left.join(", ")) };
    anstream::eprintln!("{} aliases of {} entities{left}", done.aliases, done.entities);
    io::stderr().flush()?;
    Ok(Ended::Well)
}
