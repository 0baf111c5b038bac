//! What a file is that a person chose or dropped. No browser.

use crate::features::gallery::mine::{MAX_FILE, is_ours};
use engine::share::{self, MAX_PAYLOAD, Opened};

/// More of a file is not read.
pub const READ: usize = MAX_FILE + 1;

const WANTED: &str = "Wayward opens scenarios and saved experiments: the JSON files that it saves itself.";

/// How files begin that are no texts, or no texts of ours.
const KINDS: [(&[u8], &str); 8] = [
    (b"\x89PNG", "is a picture (PNG)"),
    (b"GIF8", "is a film (GIF)"),
    (b"\xff\xd8\xff", "is a picture (JPEG)"),
    (b"%PDF", "is a PDF"),
    (b"PK\x03\x04", "is a packed file or of an office program"),
    (b"\x1f\x8b", "is a packed file"),
    (b"\xff\xfe", "is a text in UTF-16; save it in UTF-8"),
    (b"\xfe\xff", "is a text in UTF-16; save it in UTF-8"),
];

#[derive(Debug, PartialEq)]
pub enum Content {
    Scenario(Box<Opened>),
    /// Several of them, as the gallery saves them.
    Experiments(String),
    /// A lesson's text.
    Lesson(String),
}

/// `bytes`: of a longer file the first [`READ`]. Err: what it is instead, in words for a person.
pub fn read(name: &str, bytes: &[u8]) -> Result<Content, String> {
    if let Some((_, words)) = KINDS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(format!("{name} {words}. {WANTED}"));
    }
    let (is_long, is_cut) = (bytes.len() > MAX_PAYLOAD, bytes.len() >= READ);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // The last letter of a part may be cut.
        Err(error) if is_cut && error.error_len().is_none() => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        Err(_) => return Err(format!("{name} is no text. {WANTED}")),
    };
    let text = text.trim_start_matches('\u{feff}').trim();
    let first = text.lines().next().unwrap_or_default();
    let words = match text.chars().next() {
        None => "is empty".to_owned(),
        Some('{') if is_ours(text) => return Ok(Content::Experiments(text.to_owned())),
        Some('{' | '[') if is_long => format!("is too large: a scenario has at most {MAX_PAYLOAD} bytes"),
        Some('{' | '[') => match share::from_json(text) {
            Ok(opened) => return Ok(Content::Scenario(Box::new(opened))),
            Err(error) => return Err(format!("{name} is no scenario that can be opened: {error}.")),
        },
        Some('@') if !is_long => return Ok(Content::Lesson(text.to_owned())),
        Some('<') => "is a drawing or a page (SVG, HTML)".into(),
        _ if text.contains('\0') => "is no text".into(),
        _ if name.to_lowercase().ends_with(".csv") || first.split([',', ';', '\t']).count() > 4 => "is a table (CSV)".into(),
        _ => "is no scenario".into(),
    };
    Err(format!("{name} {words}. {WANTED}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table;
    use engine::scenario::Scenario;
    use engine::share::Shared;

    #[test]
    fn a_scenario_is_read_as_it_was_saved_and_all_else_is_called_what_it_is() {
        let shared = Shared { title: "Mine".into(), ..Scenario::preset("lava").unwrap().into() };
        let json = share::to_pretty_json(&shared);
        for text in [json.clone(), format!("\u{feff}{}\r\n", json.replace('\n', "\r\n")), share::to_json(&shared)] {
            let Ok(Content::Scenario(opened)) = read("x.json", text.as_bytes()) else { panic!("{text}") };
            assert!(opened.shared == shared && opened.remarks.is_empty(), "{opened:?}");
        }
        let Ok(Content::Scenario(opened)) = read("x.json", br#"{"preset":"lava","seed":-1}"#) else { panic!("as far as it goes") };
        assert_eq!(opened.remarks.len(), 1);
        let experiments = r#"{"wayward": "experiments", "format": 1, "experiments": []}"#;
        assert_eq!(read("x.json", experiments.as_bytes()), Ok(Content::Experiments(experiments.into())));
        let lesson = include_str!("../../../www/lessons/lava.txt");
        assert_eq!(read("lava.txt", lesson.as_bytes()), Ok(Content::Lesson(lesson.trim().into())));

        let table = table::file(&table::CURVES.map(str::to_owned), [], "it");
        let (ä, large) = ("ä".repeat(READ), format!("{{\"note\":\"{}", "x".repeat(READ)));
        let (half, large) = (&ä.as_bytes()[..READ], &large.as_bytes()[..READ]);
        for (name, bytes, words) in [
            ("a.png", &b"\x89PNG\r\n\x1a\n..."[..], "a.png is a picture (PNG). Wayward opens scenarios and saved experiments"),
            ("scenario.json", b"GIF89a...", "is a film (GIF)"),
            ("a.jpg", b"\xff\xd8\xff\xe0", "is a picture (JPEG)"),
            ("a.xlsx", b"PK\x03\x04...", "of an office program"),
            ("a.svg", b"<svg xmlns=''>", "is a drawing or a page"),
            ("curves.csv", table.as_bytes(), "is a table (CSV)"),
            ("curves", table.as_bytes(), "is a table (CSV)"),
            ("weights.bin", b"\x00\x00\x80\x3f\x00", "is no text"),
            ("weights.bin", b"\xcd\xcc\x80\x3f", "is no text"),
            ("a.json", b"{\0\"\0", "is no scenario that can be opened: no JSON: "),
            ("a.json", b"\xff\xfe{\0", "is a text in UTF-16; save it in UTF-8"),
            ("a.json", b" \n", "is empty"),
            ("a.json", large, "is too large: a scenario has at most 65536 bytes"),
            ("a.txt", half, "is no scenario"),
            ("notes.txt", b"Look at the mouse.", "is no scenario"),
            ("about.json", br#"{"link":"https://example.org/#preset=lava","digest":"0"}"#, "can be opened: preset: missing"),
            ("a.json", br#"{"preset":"gone"}"#, "can be opened: preset: there is no preset `gone`"),
            ("a.json", b"{\"preset\":\"lava\",", "can be opened: no JSON: EOF while parsing"),
            ("a.json", b"[]", "can be opened: must be an object such as"),
        ] {
            let found = read(name, bytes).expect_err(words);
            assert!(found.contains(words) && found.starts_with(name), "{name}: {found}");
        }
    }
}
