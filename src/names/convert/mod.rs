//! Lists of names that others publish, into tables of the lexicon. Streams: one entity is in memory at a time, and of lists
//! that come in several files the names that the second one needs.

mod ftm;
mod ofac;
mod recase;
mod un;

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use crate::document::Kind;
use crate::language::{Language, Script};
use crate::{Error, langdata};

/// The lists that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum List {
    /// The Specially Designated Nationals of the US treasury, or its consolidated list: `sdn.xml`, `cons_prim.xml`.
    OfacXml,
    /// The same as CSV: `sdn.csv` and `alt.csv`, or `cons_prim.csv` and `cons_alt.csv`, which go together.
    OfacCsv,
    /// The consolidated list of the UN Security Council, XML.
    UnXml,
    /// Entities in the model FollowTheMoney, a JSON object a line: `entities.ftm.json` of OpenSanctions.
    Ftm,
}

impl List {
    /// Tells a list by its first bytes, of which some thousand should be given.
    pub fn of(head: &[u8]) -> Option<List> {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
        let has = |word: &[u8]| memchr::memmem::find(head, word).is_some();
        match head.first()? {
            b'<' if has(b"<CONSOLIDATED_LIST") => Some(List::UnXml),
            b'<' if has(b"<sdnList") => Some(List::OfacXml),
            b'{' if has(b"\"schema\"") => Some(List::Ftm),
            b'0'..=b'9' => ofac::is_csv(head).then_some(List::OfacCsv),
            _ => None,
        }
    }
}

/// A file to be converted.
pub struct Source<R> {
    /// What errors and comments call it.
    pub name: String,
    /// Its bytes.
    pub bytes: R,
}

/// How much was converted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Converted {
    /// Entities written.
    pub entities: u64,
    /// Rows written: aliases.
    pub aliases: u64,
    /// What was left out, because it is none of the four kinds (ships, aircraft, addresses) or has no name, and how often.
    pub left_out: BTreeMap<String, u64>,
}

/// Writes the entities of published lists as a table of the lexicon; what each file is is told by its first bytes, unless
/// `list` says it.
///
/// Names stand as texts have them: "LAST, First" is turned round, and words in capitals are written with one, but for those
/// that look like acronyms. The list's weak aliases are marked `weak`. Identifiers are the list's own behind the list's name (`ofac-36`,
/// `un-QDi.001`), those of FollowTheMoney as they are. The language of an alias is that of its script, where the script has
/// one only.
///
/// ```
/// use polynorm::names::convert::{Source, convert};
///
/// let list = r#"{"id":"x-1","schema":"Person","properties":{"name":["Ada Example"],"weakAlias":["Addy"]}}"#;
/// let mut table = Vec::new();
/// convert([Source { name: "entities.ftm.json".to_owned(), bytes: list.as_bytes() }], None, &mut table)?;
/// let rows: Vec<_> = std::str::from_utf8(&table)?.lines().filter(|line| !line.starts_with('#')).collect();
/// assert_eq!(rows, ["x-1\tperson\tAda Example\tAda Example\tmul\t\t", "x-1\tperson\tAda Example\tAddy\tmul\tweak\t"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Error::is_data`] with file and place, if a file is none of the lists, or malformed; [`Error::is_io`] if it cannot be read or
/// nothing more can be written.
pub fn convert<R: BufRead>(
    sources: impl IntoIterator<Item = Source<R>>,
    list: Option<List>,
    out: &mut dyn Write,
) -> Result<Converted, Error> {
    let mut rows = Rows { out, done: Converted::default(), languages: languages() };
    // Of CSV the other names come behind those that they belong to.
    let (mut csv, mut csv_aliases) = (ofac::Csv::default(), Vec::new());
    for Source { name, mut bytes } in sources {
        let head = bytes.fill_buf().map_err(|e| Error::io(&name, e))?;
        let what = list.or_else(|| List::of(head)).ok_or_else(|| {
            Error::data(
                "not a list that is known: OFAC's XML or CSV, the UN's XML, or FollowTheMoney JSON lines; `--from` forces one",
            )
            .at(&name)
        })?;
        let what_it_is = match what {
            List::OfacXml | List::OfacCsv => "OFAC",
            List::UnXml => "UN Security Council, consolidated list",
            List::Ftm => "FollowTheMoney entities",
        };
        rows.comment(&format!("From {name} ({what_it_is}), converted by polynorm {}", env!("CARGO_PKG_VERSION")))?;
        match what {
            List::OfacXml => ofac::xml(&name, bytes, &mut rows)?,
            List::OfacCsv if ofac::is_aliases(head) => csv_aliases.push((name, bytes)),
            List::OfacCsv => csv.names(&name, bytes, &mut rows)?,
            List::UnXml => un::xml(&name, bytes, &mut rows)?,
            List::Ftm => ftm::lines(&name, bytes, &mut rows)?,
        }
    }
    for (name, bytes) in csv_aliases {
        csv.aliases(&name, bytes, &mut rows)?;
    }
    csv.finish(&mut rows)?;
    rows.out.flush()?;
    Ok(rows.done)
}

/// The languages of the scripts that have one only.
fn languages() -> BTreeMap<&'static str, Language> {
    let rows = langdata::rows(langdata::text("language/scripts.tsv"));
    rows.filter_map(|(_, row)| Some((*row.first()?, Language::new(row.get(1)?)?))).collect()
}

/// An entity of a list.
#[derive(Clone, Debug, Default)]
struct Listed {
    id: String,
    kind: Option<Kind>,
    /// Its names with whether they are weak; the first that is not is the canonical one.
    names: Vec<(String, bool)>,
}

impl Listed {
    fn name(&mut self, name: &str, is_weak: bool) {
        self.names.push((name.split_whitespace().collect::<Vec<_>>().join(" "), is_weak));
    }
}

/// The table on its way out.
struct Rows<'w> {
    out: &'w mut dyn Write,
    done: Converted,
    languages: BTreeMap<&'static str, Language>,
}

impl Rows<'_> {
    fn comment(&mut self, text: &str) -> Result<(), Error> {
        let text = text.replace(['\n', '\r'], " ");
        writeln!(self.out, "# {text}")?;
        Ok(())
    }

    fn left_out(&mut self, what: &str) {
        *self.done.left_out.entry(what.to_owned()).or_default() += 1;
    }

    /// Writes the rows of an entity; a name that stands there already is not written again.
    fn entity(&mut self, listed: &Listed) -> Result<(), Error> {
        let Some(kind) = listed.kind else {
            self.left_out("of no kind");
            return Ok(());
        };
        let is_name = |name: &str| name.chars().any(char::is_alphanumeric) && name.len() <= usize::from(u16::MAX);
        let mut names: Vec<(String, bool)> = listed.names.iter().filter(|(name, _)| is_name(name)).cloned().collect();
        // The weak ones behind, so that what is weak and not weak is not weak.
        names.sort_by_key(|&(_, is_weak)| is_weak);
        let id: String = listed.id.split_whitespace().collect::<Vec<_>>().join("-");
        let Some(canonical) = names.first().map(|(name, _)| name.clone()).filter(|_| !id.is_empty()) else {
            self.left_out("without a name");
            return Ok(());
        };
        let mut written: Vec<&str> = Vec::new();
        for (name, is_weak) in &names {
            if written.contains(&name.as_str()) {
                continue;
            }
            written.push(name);
            let script = Script::of(name);
            let language = self.languages.get(script.code()).map_or("mul", Language::code);
            let flags = if *is_weak { "weak" } else { "" };
            writeln!(self.out, "{id}\t{kind}\t{canonical}\t{name}\t{language}\t{flags}\t")?;
        }
        self.done.entities += 1;
        self.done.aliases += written.len() as u64;
        Ok(())
    }
}

/// The elements of an XML file that stand alone one after the other (`path` is told from the root), as their texts.
struct Element<'x> {
    /// The names of the elements around, the root first.
    path: &'x [String],
    text: &'x str,
}

/// Calls `ended` at the end of each element, with the text that stands directly in it.
fn xml(name: &str, bytes: impl BufRead, mut ended: impl FnMut(Element<'_>) -> Result<(), Error>) -> Result<(), Error> {
    use quick_xml::events::Event;

    let mut reader = quick_xml::Reader::from_reader(bytes);
    let (mut room, mut path, mut texts) = (Vec::new(), Vec::<String>::new(), Vec::<String>::new());
    let wrong = |at: u64, e: &dyn std::fmt::Display| Error::data(format!("{e}")).at(format!("{name}, byte {at}"));
    loop {
        let at = reader.buffer_position();
        match reader.read_event_into(&mut room) {
            Ok(Event::Start(tag)) => {
                if path.len() >= 64 {
                    return Err(wrong(at, &"elements in each other more than 64 deep"));
                }
                path.push(String::from_utf8_lossy(tag.local_name().as_ref()).into_owned());
                texts.push(String::new());
            }
            Ok(Event::Empty(_)) => {}
            Ok(Event::Text(text)) => {
                let text = text.decode().map_err(|e| wrong(at, &e))?;
                if let Some(own) = texts.last_mut() {
                    own.push_str(&text);
                }
            }
            Ok(Event::CData(text)) => {
                let text = text.decode().map_err(|e| wrong(at, &e))?;
                if let Some(own) = texts.last_mut() {
                    own.push_str(&text);
                }
            }
            Ok(Event::GeneralRef(reference)) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c),
                    _ => match &*reference {
                        b"amp" => Some('&'),
                        b"lt" => Some('<'),
                        b"gt" => Some('>'),
                        b"quot" => Some('"'),
                        b"apos" => Some('\''),
                        _ => None,
                    },
                };
                let Some(character) = character else {
                    return Err(wrong(at, &"an entity reference that is not known"));
                };
                if let Some(own) = texts.last_mut() {
                    own.push(character);
                }
            }
            Ok(Event::End(_)) => {
                ended(Element { path: &path, text: texts.last().map_or("", |text| text.trim()) })?;
                path.pop();
                texts.pop();
            }
            Ok(Event::Eof) if path.is_empty() => return Ok(()),
            Ok(Event::Eof) => return Err(wrong(at, &format!("the file ends inside <{}>", path.join("><")))),
            Ok(_) => {}
            Err(e) => return Err(wrong(reader.error_position(), &e)),
        }
        room.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(files: &[(&str, &str)]) -> Result<(String, Converted), Error> {
        let mut out = Vec::new();
        let sources = files.iter().map(|(name, text)| Source { name: (*name).to_owned(), bytes: text.as_bytes() });
        let done = convert(sources, None, &mut out)?;
        let rows = String::from_utf8(out).unwrap();
        // Whatever comes out is a table.
        crate::Lexicon::default().with_tsv(&rows, "converted")?;
        Ok((rows.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect(), done))
    }

    #[test]
    fn ofac_xml() {
        let list = r#"<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://example.org/ofac">
  <publshInformation><Publish_Date>01/31/2030</Publish_Date><Record_Count>3</Record_Count></publshInformation>
  <sdnEntry><uid>36</uid><lastName>NORTH LAKE &amp; SONS TRADING CO., LLC</lastName><sdnType>Entity</sdnType>
    <akaList><aka><uid>1</uid><type>a.k.a.</type><category>strong</category><lastName>NLST</lastName></aka></akaList></sdnEntry>
  <sdnEntry><uid>37</uid><firstName>Usman Example</firstName><lastName>BIN SAMPLE</lastName><sdnType>Individual</sdnType>
    <akaList>
      <aka><uid>2</uid><type>a.k.a.</type><category>weak</category><lastName>ABU SAMPLE</lastName></aka>
      <aka><uid>3</uid><type>a.k.a.</type><category>strong</category><firstName>Uthman</firstName><lastName>AL-SAMPLE</lastName></aka>
      <aka><uid>4</uid><type>a.k.a.</type><category>strong</category><firstName>Usman Example</firstName><lastName>BIN SAMPLE</lastName></aka>
    </akaList></sdnEntry>
  <sdnEntry><uid>38</uid><lastName>SEA EXAMPLE</lastName><sdnType>Vessel</sdnType></sdnEntry>
</sdnList>"#;
        let (rows, done) = converted(&[("sdn.xml", list)]).unwrap();
        assert_eq!(
            rows,
            "ofac-36\torganization\tNorth Lake & Sons Trading Co., LLC\tNorth Lake & Sons Trading Co., LLC\tmul\t\t\n\
             ofac-36\torganization\tNorth Lake & Sons Trading Co., LLC\tNLST\tmul\t\t\n\
             ofac-37\tperson\tUsman Example bin Sample\tUsman Example bin Sample\tmul\t\t\n\
             ofac-37\tperson\tUsman Example bin Sample\tUthman al-Sample\tmul\t\t\n\
             ofac-37\tperson\tUsman Example bin Sample\tAbu Sample\tmul\tweak\t\n"
        );
        assert_eq!((done.entities, done.aliases), (2, 5));
        assert_eq!(done.left_out, BTreeMap::from([("Vessel".to_owned(), 1)]));
        let error = converted(&[("sdn.xml", &list[..600])]).unwrap_err();
        assert!(error.is_data() && error.to_string().starts_with("sdn.xml, byte "), "{error}");
    }

    #[test]
    fn ofac_csv_in_either_order() {
        let names = "36,\"NORTH LAKE TRADING\",-0- ,\"EX\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\
                     37,\"BIN SAMPLE, Usman \"\"The Lake\"\"\",\"individual\",\"EX\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 1970; a.k.a. 'ABU SAMPLE'; x\"\r\n\
                     38,\"SEA EXAMPLE\",\"vessel\",\"EX\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1A";
        let aliases = "37,9,\"aka\",\"AL-SAMPLE, Uthman\",-0- \r\n36,10,\"fka\",\"SOUTH LAKE TRADING\",-0- \r\n38,11,\"aka\",\"SEA\",-0- \r\n\x1A";
        let expected = "ofac-36\torganization\tNorth Lake Trading\tNorth Lake Trading\tmul\t\t\n\
             ofac-36\torganization\tNorth Lake Trading\tSouth Lake Trading\tmul\t\t\n\
             ofac-37\tperson\tUsman \"The Lake\" bin Sample\tUsman \"The Lake\" bin Sample\tmul\t\t\n\
             ofac-37\tperson\tUsman \"The Lake\" bin Sample\tUthman al-Sample\tmul\t\t\n\
             ofac-37\tperson\tUsman \"The Lake\" bin Sample\tAbu Sample\tmul\tweak\t\n";
        assert_eq!(converted(&[("sdn.csv", names), ("alt.csv", aliases)]).unwrap().0, expected);
        assert_eq!(converted(&[("alt.csv", aliases), ("sdn.csv", names)]).unwrap().0, expected);
        let error = converted(&[("alt.csv", "99,1,\"aka\",\"NOBODY\",-0- \n")]).unwrap_err();
        assert!(error.to_string().starts_with("alt.csv:1: "), "{error}");
    }

    #[test]
    fn un_xml() {
        let list = "<?xml version=\"1.0\"?><CONSOLIDATED_LIST dateGenerated=\"2030-01-31T00:00:00Z\"><INDIVIDUALS><INDIVIDUAL>\
            <DATAID>1</DATAID><FIRST_NAME>USMAN</FIRST_NAME><SECOND_NAME>EXAMPLE</SECOND_NAME><THIRD_NAME/>\
            <REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER><NAME_ORIGINAL_SCRIPT>\u{639}\u{62B}\u{645}\u{627}\u{646} \u{645}\u{62B}\u{627}\u{644}</NAME_ORIGINAL_SCRIPT>\
            <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Usman al-Sample</ALIAS_NAME></INDIVIDUAL_ALIAS>\
            <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu Sample</ALIAS_NAME></INDIVIDUAL_ALIAS>\
            <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS></INDIVIDUAL></INDIVIDUALS>\
            <ENTITIES><ENTITY><DATAID>2</DATAID><FIRST_NAME>EXAMPLE FRONT</FIRST_NAME><REFERENCE_NUMBER>XXe.002</REFERENCE_NUMBER>\
            <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Front of the Example</ALIAS_NAME></ENTITY_ALIAS></ENTITY></ENTITIES></CONSOLIDATED_LIST>";
        let (rows, _) = converted(&[("consolidated.xml", list)]).unwrap();
        assert_eq!(
            rows,
            "un-XXi.001\tperson\tUsman Example\tUsman Example\tmul\t\t\n\
             un-XXi.001\tperson\tUsman Example\t\u{639}\u{62B}\u{645}\u{627}\u{646} \u{645}\u{62B}\u{627}\u{644}\tmul\t\t\n\
             un-XXi.001\tperson\tUsman Example\tUsman al-Sample\tmul\t\t\n\
             un-XXi.001\tperson\tUsman Example\tAbu Sample\tmul\tweak\t\n\
             un-XXe.002\torganization\tExample Front\tExample Front\tmul\t\t\n\
             un-XXe.002\torganization\tExample Front\tFront of the Example\tmul\t\t\n"
        );
    }

    #[test]
    fn follow_the_money() {
        let lines = "{\"id\":\"x-1\",\"caption\":\"Ada Example\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Example, Ada\",\"Ada Example\",\"\u{10D0}\u{10D3}\u{10D0}\"],\"alias\":[\"Ada E.\"],\"weakAlias\":[\"Addy\",\"Ada E.\"],\"previousName\":[\"Ada Sample\"],\"country\":[\"xx\"]},\"datasets\":[\"x\"]}\n\
            \n{\"id\":\"x-2\",\"schema\":\"Company\",\"properties\":{\"name\":[\"Example Works\"]}}\n\
            {\"id\":\"x-3\",\"schema\":\"Address\",\"properties\":{\"full\":[\"1 Road\"]}}\n";
        let (rows, done) = converted(&[("entities.ftm.json", lines)]).unwrap();
        assert_eq!(
            rows,
            "x-1\tperson\tAda Example\tAda Example\tmul\t\t\n\
             x-1\tperson\tAda Example\t\u{10D0}\u{10D3}\u{10D0}\tkat\t\t\n\
             x-1\tperson\tAda Example\tAda E.\tmul\t\t\n\
             x-1\tperson\tAda Example\tAda Sample\tmul\t\t\n\
             x-1\tperson\tAda Example\tAddy\tmul\tweak\t\n\
             x-2\torganization\tExample Works\tExample Works\tmul\t\t\n"
        );
        assert_eq!(done.left_out, BTreeMap::from([("Address".to_owned(), 1)]));
        let error = converted(&[("e.json", "{\"id\":\"x\",\"schema\":\"Person\"}\n{\"id\":")]).unwrap_err();
        assert!(error.to_string().starts_with("e.json:2: "), "{error}");
        assert!(converted(&[("x", "hello")]).unwrap_err().is_data());
    }
}
