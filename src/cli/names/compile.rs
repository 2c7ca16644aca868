//! `polynorm names compile` and `polynorm names check`: files of names, validated and packed.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::Lexicon;
use crate::cli::Ended;

/// Pack files of names into one that is read many times faster
#[derive(clap::Args)]
#[command(after_help = COMPILE)]
pub struct Compile {
    /// Files of names, of which each goes over those before it
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The file to write
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Overwrite what exists
    #[arg(long)]
    force: bool,
}

const COMPILE: &str = "\
Examples:
  polynorm names compile people.tsv places.tsv -o names.lexicon
  polynorm normalize articles/ --names names.lexicon -o articles.jsonl
  polynorm names scan articles/ --names names.lexicon

Wherever a table of names is taken, a compiled file is too: it is told by its first bytes. It holds
the tables' rows and no others, and is the same on every machine. A program that takes other
spellings as equal than the one that wrote it says so; compile it again then.";

/// Say what is wrong with files of names
#[derive(clap::Args)]
#[command(after_help = CHECK)]
pub struct Check {
    /// Files of names, of which each goes over those before it
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
}

const CHECK: &str = "\
Examples:
  polynorm names check mine.tsv
  polynorm names check --strict lists/*.tsv

Errors: a row that lacks columns, an unknown kind, language or flag, a second kind, canonical
name or parent of an entity, a parent that is no entity (of the files or of the built-in lexicon),
parents that go in a circle. A warning: an alias of two entities that nothing tells apart. Each with
file and line. The exit code is 1 after an error, and with `--strict` after a warning.";

pub fn compile(args: Compile) -> Result<Ended> {
    let out = &args.output;
    ensure!(
        args.force || out.symlink_metadata().is_err(),
        "{}: is there already; `--force` overwrites it",
        out.display()
    );
    let lexicon = Lexicon::of_files(&args.files)?;
    super::warn(&lexicon);
    // What is there stays until the new one is whole.
    let partial = crate::corpus::with_suffix(out, ".partial");
    let written = (|| {
        let mut file = BufWriter::new(File::create(&partial)?);
        lexicon.compile(&mut file).map_err(std::io::Error::other)?;
        file.flush()?;
        file.get_ref().sync_all()?;
        std::fs::rename(&partial, out)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&partial);
    }
    written.with_context(|| out.display().to_string())?;
    let (entities, aliases) = lexicon.size();
    anstream::eprintln!("{}: {aliases} aliases of {entities} entities", out.display());
    Ok(Ended::Well)
}

pub fn check(args: Check) -> Result<Ended> {
    let lexicon = match Lexicon::of_files(&args.files) {
        Ok(lexicon) => lexicon,
        Err(error) if error.is_data() => {
            anstream::eprintln!("{error}");
            return Ok(Ended::Failed);
        }
        Err(error) => return Err(error.into()),
    };
    super::warn(&lexicon);
    let (entities, aliases) = lexicon.size();
    anstream::eprintln!("{aliases} aliases of {entities} entities");
    Ok(if args.strict && !lexicon.warnings().is_empty() { Ended::Failed } else { Ended::Well })
}
