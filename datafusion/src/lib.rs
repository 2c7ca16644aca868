//! polynorm's functions for the SQL and the data frames of [DataFusion](https://datafusion.apache.org): [`functions`] makes
//! them, [`register`] brings them into a session.
//!
//! | function | gives |
//! |---|---|
//! | `normalize(text)` | struct of `encoding`, `language`, `streams`, `paragraphs`, `error`, as [`polynorm::arrow::normalize_array`] |
//! | `language(text)` | the ISO 639-3 code of the language, `und` where there is none to tell |
//! | `romanize(text)`, `romanize(text, lang)` | the text in Latin script; `lang`, an ISO 639-3 code, decides among the readings of a script |
//!
//! `text` is a text, or a binary, for the first two in any encoding. A null gives a null; a row that cannot be normalized has its
//! reason in `error` and fails no query.
//!
//! ```
//! use datafusion::prelude::SessionContext;
//! use polynorm::Pipeline;
//! use polynorm::arrow::Options;
//!
//! # #[tokio::main]
//! # async fn main() -> datafusion::error::Result<()> {
//! let mut context = SessionContext::new();
//! polynorm_datafusion::register(&mut context, Options::new(Pipeline::new()))?;
//! let frame = context.sql("SELECT language('Der Rat tagte am Montag in Bern.') AS language").await?;
//! assert!(frame.to_string().await?.contains("deu"));
//! # Ok(())
//! # }
//! ```

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion_common::arrow::array::ArrayRef;
use datafusion_common::arrow::datatypes::DataType;
use datafusion_common::{DataFusionError, Result, ScalarValue, exec_err, plan_err};
use datafusion_expr::registry::FunctionRegistry;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use polynorm::arrow::{Options, fields_of, language_array, normalize_array, romanize_array};
use polynorm::romanize::Alphabet;

/// The functions, for a registry of your own.
pub fn functions(options: Options) -> Vec<ScalarUDF> {
    let options = Arc::new(options);
    let functions = [Kind::Normalize, Kind::Language, Kind::Romanize].map(|kind| Function {
        kind,
        options: options.clone(),
        signature: Signature::user_defined(Volatility::Immutable),
    });
    functions.map(ScalarUDF::from).into()
}

/// Brings the functions into a session. They take the place of functions of these names.
///
/// # Errors
/// Those of the registry, if it is read only.
pub fn register(registry: &mut dyn FunctionRegistry, options: Options) -> Result<()> {
    functions(options).into_iter().try_for_each(|function| registry.register_udf(Arc::new(function)).map(drop))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Normalize,
    Language,
    Romanize,
}

struct Function {
    kind: Kind,
    options: Arc<Options>,
    signature: Signature,
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        match self.kind {
            Kind::Normalize => "normalize",
            Kind::Language => "language",
            Kind::Romanize => "romanize",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let (most, takes) = match self.kind {
            Kind::Romanize => (2, "a text, or a text and a language"),
            _ => (1, "one text"),
        };
        if given.is_empty() || given.len() > most {
            return plan_err!("{} takes {takes}, not {} arguments", self.name(), given.len());
        }
        given.iter().try_for_each(|kind| fields_of(kind, &self.options).map(drop)).map_err(told)?;
        Ok(given.to_vec())
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        Ok(match (self.kind, given) {
            (Kind::Normalize, [text]) => DataType::Struct(fields_of(text, &self.options).map_err(told)?),
            (Kind::Language, _) => DataType::Utf8,
            _ => DataType::LargeUtf8,
        })
    }

    fn invoke_with_args(&self, call: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let is_one = call.args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
        let rows = if is_one { 1 } else { call.number_rows };
        let arguments = call.args.into_iter().map(|argument| argument.into_array(rows)).collect::<Result<Vec<_>>>()?;
        let found: ArrayRef = match (self.kind, &arguments[..]) {
            (Kind::Normalize, [texts]) => Arc::new(normalize_array(texts, &self.options).map_err(told)?),
            (Kind::Language, [texts]) => language_array(texts, &self.options).map_err(told)?,
            (Kind::Romanize, [texts]) => romanize_array(texts, None, Alphabet::Latin).map_err(told)?,
            (Kind::Romanize, [texts, lang]) => romanize_array(texts, Some(lang), Alphabet::Latin).map_err(told)?,
            _ => return exec_err!("{}: {} arguments", self.name(), arguments.len()),
        };
        if is_one {
            ScalarValue::try_from_array(&found, 0).map(ColumnarValue::Scalar)
        } else {
            Ok(ColumnarValue::Array(found))
        }
    }
}

fn told(error: polynorm::Error) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

// Functions of one call of `functions` are the same where they are of one kind; a pipeline has nothing to compare it by.
impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        self.kind == other.kind && Arc::ptr_eq(&self.options, &other.options)
    }
}

impl Eq for Function {}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.kind, Arc::as_ptr(&self.options)).hash(state);
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(self.name()).field("options", &self.options).finish()
    }
}
