//! Asks Parquet files with SQL: which languages, how much text of the body in each, what failed.
//!
//! `cargo run --example query_parquet -- FILE_OR_FOLDER [COLUMN]`; without arguments over the sample documents, which it
//! writes to a Parquet file first. `COLUMN` holds texts or bytes, by default it is `text`.

use std::sync::Arc;
use std::{env, fs};

use datafusion::arrow::array::{ArrayRef, BinaryArray, RecordBatch, StringArray};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use polynorm::Pipeline;
use polynorm::arrow::Options;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let path = match arguments.next() {
        Some(path) => path,
        None => samples()?,
    };
    let column = arguments.next().unwrap_or_else(|| "text".to_owned());

    let mut context = SessionContext::new();
    polynorm_datafusion::register(&mut context, Options::new(Pipeline::new()))?;
    context.register_parquet("documents", &path, ParquetReadOptions::default()).await?;
    let query = format!(
        "WITH normalized AS (SELECT normalize(\"{column}\") AS n FROM documents)
         SELECT n['language'] AS language, n['encoding'] AS encoding, count(*) AS documents,
                sum(character_length(n['streams']['body'])) AS characters, count(n['error']) AS errors
         FROM normalized GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2"
    );
    context.sql(&query).await?.show().await?;
    Ok(())
}

/// A Parquet file with the sample documents, as bytes in their encodings.
fn samples() -> Result<String, Box<dyn std::error::Error>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/corpus");
    let mut paths: Vec<_> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    paths.sort();
    let documents = paths.iter().map(fs::read).collect::<std::io::Result<Vec<_>>>()?;
    let names = paths.iter().map(|path| path.file_name().and_then(|name| name.to_str()));
    let ids: ArrayRef = Arc::new(names.collect::<StringArray>());
    let texts: ArrayRef = Arc::new(BinaryArray::from_iter_values(documents));
    let batch = RecordBatch::try_from_iter([("id", ids), ("text", texts)])?;
    let path = env::temp_dir().join("polynorm-samples.parquet");
    let mut writer = ArrowWriter::try_new(fs::File::create(&path)?, batch.schema(), None)?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(path.into_os_string().into_string().map_err(|path| format!("{path:?} is not UTF-8"))?)
}
