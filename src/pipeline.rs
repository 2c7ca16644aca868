//! [`Pipeline`]: one document through the stages, in order.

use std::path::PathBuf;
use std::sync::Arc;

use crate::alignment::Stage;
use crate::document::{Document, Paragraph};
use crate::each::each;
use crate::encoding::{self, Encoding, RepairMode};
use crate::language::{self, Candidates, Detector, Language, LanguageDetector, Script};
use crate::names::{self, Lexicon, NamesMode};
use crate::role::{self, Boilerplate, Keep, Repeated};
use crate::segment::{self, Paragraphs};
use crate::{Error, unicode};

/// The settings of a pipeline, as they stand in a config file.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// How lines make paragraphs.
    pub paragraphs: Paragraphs,
    /// The repair of mojibake.
    pub mojibake: RepairMode,
    /// The built-in language detector.
    pub detector: Detector,
    /// The file of another model for the detector `polynorm` than the embedded one.
    pub model: Option<PathBuf>,
    /// The languages that may be told, and their weights.
    pub languages: Candidates,
    /// Confidence under which a paragraph's language is `und`, 0.0–1.0.
    pub threshold: f32,
    /// How careful the roles are with what may be the document's own text.
    pub keep: Keep,
    /// The Unicode form and folds.
    pub unicode: unicode::Settings,
    /// What is done with names.
    pub names: NamesMode,
    /// The file of lines that come again in a corpus, as [`Boilerplate::open`] takes it.
    pub boilerplate: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            paragraphs: Paragraphs::default(),
            mojibake: RepairMode::default(),
            detector: Detector::default(),
            model: None,
            languages: Candidates::default(),
            threshold: 0.1,
            keep: Keep::default(),
            unicode: unicode::Settings::default(),
            names: NamesMode::default(),
            boilerplate: None,
        }
    }
}

/// Takes documents through the stages. Cheap to clone, shared by threads.
///
/// ```
/// let pipeline = polynorm::Pipeline::new();
/// let document = pipeline.normalize(b"The caf\xE9 opened on Monday, the owner said.");
/// assert_eq!(document.paragraphs[0].encoding.name(), "windows-1252");
/// assert_eq!(document.paragraphs[0].language.code(), "eng");
/// assert_eq!(document.paragraphs[0].text(), "The caf\u{E9} opened on Monday, the owner said.");
/// ```
#[derive(Clone)]
pub struct Pipeline {
    settings: Settings,
    detector: Arc<dyn LanguageDetector>,
    /// `None` for the built-in one, which is parsed when a document needs it.
    lexicon: Option<Arc<Lexicon>>,
    boilerplate: Option<Arc<Boilerplate>>,
}

impl std::fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pipeline").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Default for Pipeline {
    fn default() -> Pipeline {
        Pipeline::new()
    }
}

impl Pipeline {
    /// A pipeline with the default settings and the built-in detector and lexicon.
    pub fn new() -> Pipeline {
        let settings = Settings::default();
        let detector = Arc::new(settings.detector);
        Pipeline { settings, detector, lexicon: None, boilerplate: None }
    }

    /// A builder for other settings, detectors and lexicons.
    pub fn builder() -> PipelineBuilder {
        PipelineBuilder::default()
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Takes the bytes of one document through all stages. There is no input that it refuses.
    pub fn normalize<'a>(&self, source: &'a [u8]) -> Document<'a> {
        self.normalize_of(source, None)
    }

    /// The same for a document of a site (a host, or a folder: [`Ready::site`](crate::corpus::Ready::site)), whose own lines
    /// that come again are known from [`PipelineBuilder::boilerplate`]; without one those of all sites count.
    pub fn normalize_of<'a>(&self, source: &'a [u8], site: Option<&str>) -> Document<'a> {
        let mut document = self.detect(source);
        let roles = role::assign(&document.paragraphs, document.language, self.role_options(site));
        let changes = each(roles.len(), source.len(), |i| {
            let paragraph = &document.paragraphs[i];
            unicode::normalize(paragraph.text(), paragraph.language, paragraph.script, &self.settings.unicode)
        });
        for ((paragraph, (role, confidence)), changes) in document.paragraphs.iter_mut().zip(roles).zip(changes) {
            paragraph.role = role;
            paragraph.role_confidence = confidence;
            apply(paragraph, Stage::Unicode, &changes);
        }
        if self.settings.names != NamesMode::Off {
            let lexicon = self.lexicon.clone().unwrap_or_else(Lexicon::builtin);
            names::rewrite(&mut document, &lexicon, self.settings.names);
        }
        document
    }

    /// Why the paragraphs of a document have the roles that [`normalize_of`](Pipeline::normalize_of) gives them.
    ///
    /// ```
    /// let source = "Home\nAbout us\nContact\n\nThe river rose again on Monday, and the old bridge was closed to lorries.\n\n\
    ///               Nobody was hurt, the town said.\n\n\u{A9} 2024 The Valley Post. All rights reserved.";
    /// let told = polynorm::Pipeline::new().explain_roles(source.as_bytes(), None);
    /// let notice = told.last().unwrap();
    /// assert_eq!((notice.role.name(), notice.evidence.is_empty()), ("notice", false));
    /// ```
    pub fn explain_roles(&self, source: &[u8], site: Option<&str>) -> Vec<role::Told> {
        let document = self.detect(source);
        role::explain(&document.paragraphs, document.language, self.role_options(site))
    }

    fn role_options(&self, site: Option<&'_ str>) -> role::Options<'_> {
        let repeated = self.boilerplate.as_deref().map(|known| Repeated::new(known, site));
        role::Options { keep: self.settings.keep, repeated }
    }

    /// Whether it is known which lines come again in a corpus.
    pub fn has_boilerplate(&self) -> bool {
        self.boilerplate.is_some()
    }

    /// The paragraphs, decoded and repaired, and nothing else.
    pub(crate) fn paragraphs<'a>(&self, source: &'a [u8]) -> Vec<Paragraph<'a>> {
        let segments = segment::segment(source, self.settings.paragraphs);
        let encodings = encoding::detect(source, &segments);
        each(segments.len(), source.len(), |i| {
            let (segment, encoding) = (&segments[i], encodings[i].encoding);
            let decoded = encoding::decode(&source[segment.range.clone()], encoding);
            let mut paragraph = Paragraph::new(segment, encoding, decoded);
            let repair = encoding::explain(paragraph.text(), self.settings.mojibake);
            let done = paragraph.repaired(repair);
            debug_assert!(done.is_ok(), "{done:?}");
            paragraph
        })
    }

    /// Segments, encodings, languages: the first stages only, without changing text beyond decoding and mojibake.
    pub fn detect<'a>(&self, source: &'a [u8]) -> Document<'a> {
        let mut paragraphs = self.paragraphs(source);
        let texts: Vec<&str> = paragraphs.iter().map(Paragraph::text).collect();
        let known: Vec<Option<Language>> = each(texts.len(), source.len(), |i| role::phrase_language(texts[i]));
        let Settings { languages, threshold, .. } = &self.settings;
        let found = language::identify(&texts, &known, &*self.detector, languages, *threshold);
        let of_document = language::of_document(&found);
        // A known phrase is in its language as a whole.
        let spans = each(texts.len(), source.len(), |i| {
            let spans = || language::spans(texts[i], &found[i], &*self.detector, languages, &of_document);
            known[i].is_none().then(spans)
        });
        for ((paragraph, found), spans) in paragraphs.iter_mut().zip(&found).zip(spans) {
            paragraph.language = found.language;
            paragraph.script = found.script;
            paragraph.confidence = found.confidence;
            if let Some(spans) = spans {
                paragraph.set_languages(spans);
            }
        }
        summed_up(source, paragraphs)
    }
}

/// A stage of ours never asks for a change that cannot be made; if it did, the text stays as it was.
fn apply(paragraph: &mut Paragraph<'_>, stage: Stage, changes: &[crate::Change]) {
    let done = paragraph.rewrite(stage, changes);
    debug_assert!(done.is_ok(), "{done:?}");
}

/// The document's encoding, language and script: those of most of its bytes.
fn summed_up<'a>(source: &'a [u8], paragraphs: Vec<Paragraph<'a>>) -> Document<'a> {
    let encoding = most(paragraphs.iter().map(|p| (p.encoding.name(), p.source.len())))
        .and_then(|(name, _)| Encoding::from_name(name))
        .unwrap_or(Encoding::UTF_8);
    let told = || paragraphs.iter().filter(|p| !p.language.is_und());
    let weighed = |p: &Paragraph<'_>| (p.confidence * 100.0 * p.source.len() as f32) as usize;
    let (language, script) =
        most(told().map(|p| ((p.language, p.script), weighed(p)))).map_or((Language::UND, Script::UNKNOWN), |(k, _)| k);
    let same = || paragraphs.iter().filter(|p| p.language == language);
    let bytes: usize = same().map(|p| p.source.len()).sum();
    let confidence = if language.is_und() || bytes == 0 {
        0.0
    } else {
        same().map(|p| p.confidence * p.source.len() as f32).sum::<f32>() / bytes as f32
    };
    Document { source, encoding, language, script, confidence, paragraphs }
}

/// The key with the largest sum of weights; of equal ones the smallest key.
fn most<K: Ord + Copy>(weights: impl Iterator<Item = (K, usize)>) -> Option<(K, usize)> {
    let mut sums = std::collections::BTreeMap::new();
    for (key, weight) in weights {
        *sums.entry(key).or_insert(0) += weight;
    }
    sums.into_iter().rev().max_by_key(|&(_, sum)| sum)
}

/// Builds a [`Pipeline`].
///
/// ```
/// use polynorm::{Pipeline, unicode::Form};
///
/// let pipeline = Pipeline::builder().form(Form::Nfd).build()?;
/// assert_eq!(pipeline.normalize("\u{E9}".as_bytes()).paragraphs[0].text(), "e\u{301}");
/// # Ok::<(), polynorm::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct PipelineBuilder {
    settings: Settings,
    detector: Option<Arc<dyn LanguageDetector>>,
    lexicon: Option<Arc<Lexicon>>,
    lexicons: Vec<PathBuf>,
    boilerplate: Option<Arc<Boilerplate>>,
}

impl PipelineBuilder {
    /// All settings at once.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// How lines make paragraphs.
    pub fn paragraphs(mut self, paragraphs: Paragraphs) -> Self {
        self.settings.paragraphs = paragraphs;
        self
    }

    /// The Unicode normalization form.
    pub fn form(mut self, form: unicode::Form) -> Self {
        self.settings.unicode.form = form;
        self
    }

    /// What is done with names.
    pub fn names(mut self, names: NamesMode) -> Self {
        self.settings.names = names;
        self
    }

    /// The repair of mojibake.
    pub fn mojibake(mut self, mojibake: RepairMode) -> Self {
        self.settings.mojibake = mojibake;
        self
    }

    /// Confidence under which a language is said to be `und`, 0.0–1.0.
    pub fn threshold(mut self, threshold: f32) -> Self {
        self.settings.threshold = threshold;
        self
    }

    /// How careful the roles are with what may be the document's own text.
    pub fn keep(mut self, keep: Keep) -> Self {
        self.settings.keep = keep;
        self
    }

    /// The languages that may be told, and their weights.
    ///
    /// ```
    /// use polynorm::Pipeline;
    ///
    /// let pipeline = Pipeline::builder().languages("eng,fra,deu=3".parse()?).build()?;
    /// let document = pipeline.detect("Die Gemeinde will eine neue Schule im Zentrum bauen.".as_bytes());
    /// assert_eq!(document.language.code(), "deu");
    /// # Ok::<(), polynorm::Error>(())
    /// ```
    pub fn languages(mut self, languages: Candidates) -> Self {
        self.settings.languages = languages;
        self
    }

    /// The file of another language model than the embedded one, as `cargo xtask train-language` writes it.
    pub fn model(mut self, model: impl Into<PathBuf>) -> Self {
        self.settings.model = Some(model.into());
        self
    }

    /// A language detector of your own.
    pub fn detector(mut self, detector: impl LanguageDetector + 'static) -> Self {
        self.detector = Some(Arc::new(detector));
        self
    }

    /// A lexicon of your own, such as [`Lexicon::builtin`] extended by a file.
    pub fn lexicon(mut self, lexicon: impl Into<Arc<Lexicon>>) -> Self {
        self.lexicon = Some(lexicon.into());
        self
    }

    /// Files of names beside those of the lexicon, as [`Lexicon::with_file`] takes them, each over those before it; read by
    /// [`build`](PipelineBuilder::build), unless nothing is done with names.
    pub fn lexicons(mut self, files: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        self.lexicons = files.into_iter().map(Into::into).collect();
        self
    }

    /// Lines that come again in a corpus, which are seldom a document's own text; over the file of the settings.
    ///
    /// ```
    /// use polynorm::role::Boilerplate;
    /// use polynorm::{Pipeline, Role};
    ///
    /// let known = "# polynorm boilerplate 1\n90\t100\texample.org\t-\tWe plant a tree for every order that you place.\n# end\n";
    /// let pipeline = Pipeline::builder().boilerplate(Boilerplate::parse(known)?).build()?;
    /// let page = "The old mill opens again\n\nThe mill at the lake opens again on Monday, its owner said after years of work.\n\n\
    ///             Visitors can see how flour was made there, and buy some of it.\n\nWe plant a tree for every order that you place.";
    /// let document = pipeline.normalize_of(page.as_bytes(), Some("example.org"));
    /// assert_eq!(document.paragraphs[3].role, Role::Widget);
    /// # Ok::<(), polynorm::Error>(())
    /// ```
    pub fn boilerplate(mut self, known: impl Into<Arc<Boilerplate>>) -> Self {
        self.boilerplate = Some(known.into());
        self
    }

    /// The pipeline.
    ///
    /// # Errors
    /// [`Error::is_config`] if a setting is out of its range, or the built-in detector that is asked for is not in this program;
    /// [`Error::is_io`] if a lexicon, model or file of boilerplate cannot be read, [`Error::is_data`] if a row of one is malformed.
    pub fn build(self) -> Result<Pipeline, Error> {
        if !(0.0..=1.0).contains(&self.settings.threshold) {
            return Err(Error::config(format!("threshold is {}; it must be 0.0 to 1.0", self.settings.threshold)));
        }
        let detector = match self.detector {
            Some(detector) => detector,
            None => self.settings.detector.open(self.settings.model.as_deref())?,
        };
        let mut lexicon = self.lexicon;
        if self.settings.names != NamesMode::Off && !self.lexicons.is_empty() {
            lexicon = Some(Arc::new(lexicon.unwrap_or_else(Lexicon::builtin).with_files(&self.lexicons)?));
        }
        let boilerplate = match (self.boilerplate, &self.settings.boilerplate) {
            (None, Some(file)) => Some(Arc::new(Boilerplate::open(file)?)),
            (known, _) => known,
        };
        Ok(Pipeline { settings: self.settings, detector, lexicon, boilerplate })
    }
}
