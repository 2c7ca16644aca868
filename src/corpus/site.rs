//! [`Ready::site`]: the source of a document, whose pages have their menus and footers in common.

use super::ready::Ready;
use crate::{Document, Pipeline};

impl Ready {
    /// The source that a document is a page of: the host of its field `url` (as records of WARC and WET have, too), without
    /// `www.`; else the folder that it stands in, in an archive too; of documents that share a file (lines, rows), the file.
    pub fn site(&self) -> String {
        let url = self.carried.iter().find(|(name, _)| name == "url");
        let url = url.and_then(|(_, json)| serde_json::from_str::<String>(json.get()).ok());
        let site = url.as_deref().and_then(host).unwrap_or_else(|| self.place());
        // It is a column of a table.
        site.replace(char::is_control, " ")
    }

    /// Takes the document through a pipeline, as one of its source if that knows lines of sources.
    pub fn normalize(&self, pipeline: &Pipeline) -> Document<'_> {
        let site = pipeline.has_boilerplate().then(|| self.site());
        pipeline.normalize_of(&self.bytes, site.as_deref())
    }

    fn place(&self) -> String {
        let origin = &self.origin;
        let path = origin.path.strip_prefix("./").unwrap_or(&origin.path);
        let path = match &origin.member {
            Some(member) => format!("{path}!/{member}"),
            None => path.to_owned(),
        };
        if origin.line.is_some() || origin.row.is_some() {
            return path;
        }
        match path.rsplit_once(['/', '\\']) {
            Some((folder, _)) => folder.to_owned(),
            None if path == "-" => path,
            None => ".".to_owned(),
        }
    }
}

/// The host of a URL (RFC 3986), in lower case, without user, port and `www.`.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.to_ascii_lowercase();
    // The address of an IP of version 6 has colons of its own.
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host.to_owned(),
        _ => host,
    };
    let host = host.strip_prefix("www.").unwrap_or(&host).trim_end_matches('.');
    (!host.is_empty()).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;
    use crate::corpus::Origin;

    fn site(path: &str, member: Option<&str>, line: Option<u64>, url: Option<&str>) -> String {
        let origin = Origin { path: path.into(), member: member.map(str::to_owned), line, ..Origin::default() };
        let json = |url: &str| RawValue::from_string(serde_json::to_string(url).unwrap()).unwrap();
        let carried = url.map(|url| ("url".to_owned(), json(url))).into_iter().collect();
        Ready { id: String::new(), origin, bytes: Vec::new(), carried, line: None }.site()
    }

    #[test]
    fn the_host_goes_before_the_folder() {
        for (url, wanted) in [
            ("https://www.Example.org/a/b?c#d", "example.org"),
            ("http://me:secret@news.example.org:8080", "news.example.org"),
            ("https://[2001:db8::1]:443/x", "[2001:db8::1]"),
            ("mailto:someone", "f"),
            ("https:///nothing", "f"),
        ] {
            assert_eq!(site("f/a.jsonl", None, None, Some(url)), wanted, "{url}");
        }
    }

    #[test]
    fn a_document_without_one_is_of_its_folder_or_file() {
        for (path, member, line, wanted) in [
            ("pages/shop/a.txt", None, None, "pages/shop"),
            ("./pages/a.txt", None, None, "pages"),
            ("a.txt", None, None, "."),
            ("-", None, None, "-"),
            ("dump.jsonl", None, Some(3), "dump.jsonl"),
            ("all.tar", Some("shop/a.txt"), None, "all.tar!/shop"),
            ("all.tar", Some("a.txt"), None, "all.tar!"),
            ("all.zip", Some("x.jsonl"), Some(1), "all.zip!/x.jsonl"),
            ("odd\tname/a.txt", None, None, "odd name"),
        ] {
            assert_eq!(site(path, member, line, None), wanted);
        }
    }
}
