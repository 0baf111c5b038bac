//! A payload as characters and back: base64url, checksum, deflate; and what becomes of an address on its way through mails and
//! chats. Knows nothing of what a payload says.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use crc::{CRC_32_ISO_HDLC, Crc};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::{LinkError, MAX_LINK, MAX_PAYLOAD};

/// Percent-encoded twice, a character may take five.
const MAX_TEXT: usize = 64 * 1024;

/// Deflate's hardest work: links are short.
const LEVEL: u8 = 10;

const CHECKSUM: usize = 4;

/// A table of one kilobyte: every visit loads this, and a link is short.
static CRC_32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Bits that belong to no byte are looked at here, after what matters more: a link that was cut has them, too.
const BASE64: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, NO_PAD.with_decode_allow_trailing_bits(true));

pub enum Unpacked<'a> {
    /// The JSON of a link in format 1.
    Payload(String),
    /// The short form, and maybe more behind it.
    Short(&'a str),
}

pub fn pack(payload: &str) -> String {
    let mut bytes = CRC_32.checksum(payload.as_bytes()).to_le_bytes().to_vec();
    bytes.extend(miniz_oxide::deflate::compress_to_vec(payload.as_bytes(), LEVEL));
    format!("1.{}", BASE64.encode(bytes))
}

/// The JSON of the long form, if a text is one; what stands behind it is not looked at.
pub fn scenario(text: &str) -> Option<String> {
    let mut text = if text.len() > MAX_TEXT { return None } else { text.to_owned() };
    let mut found = None;
    for _ in 0..3 {
        let start = text.strip_prefix(&LONG[1..]).or_else(|| Some(text.split_once(LONG)?.1));
        if let Some(json) = start {
            let mut stream = serde_json::Deserializer::from_str(json).into_iter::<serde::de::IgnoredAny>();
            if json.starts_with('{') && stream.next().is_some_and(|value| value.is_ok()) {
                return Some(json[..stream.byte_offset()].to_owned());
            }
            // Where none is whole, what is wrong with it is told.
            found = Some(json.to_owned());
        }
        text = without_percents(&text);
    }
    found
}

/// How the long form begins, with or without its first character.
const LONG: &str = "#scenario=";

/// What one of these readings holds.
pub fn unpack(fragment: &str) -> Result<Unpacked<'_>, LinkError> {
    let characters = fragment.chars().count();
    let (number, rest) = fragment.split_at(fragment.len() - fragment.trim_start_matches(|c: char| c.is_ascii_digit()).len());
    let rest = rest.trim_start_matches(|c: char| !is_letter(c) && c != '.');
    match (number, rest.strip_prefix('.')) {
        ("1", Some(code)) => inflate(code, characters).map(Unpacked::Payload),
        _ if characters > MAX_LINK => Err(LinkError::TooLong { characters }),
        ("" | "1", None) if rest.is_empty() => Err(LinkError::Empty),
        (number, code) if !number.is_empty() && !number.starts_with('0') && (rest.is_empty() || code.is_some()) => {
            Err(LinkError::NewerFormat(number.parse().unwrap_or(u32::MAX)))
        }
        _ if is_key(fragment.split('=').next().unwrap_or_default()) && fragment.contains('=') => Ok(Unpacked::Short(fragment)),
        _ => Err(LinkError::WrongStart),
    }
}

/// Could be a key of the short form.
fn is_key(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '>' | '|'))
}

/// Where in a text a link may begin, in order, and how what stands there may be read, likeliest first. Few, whatever the text is.
pub fn starts(text: &str) -> Result<Vec<Vec<String>>, LinkError> {
    if text.len() > MAX_TEXT {
        return Err(LinkError::TooLong { characters: text.chars().count() });
    }
    let mut text = text.to_owned();
    for _ in 0..2 {
        text = without_percents(&text);
        for (entity, letter) in ENTITIES {
            text = text.replace(entity, letter);
        }
    }
    let text = without_quoting(&text);
    let joined = without_soft_breaks(&text);
    let mut readings: Vec<String> = Vec::new();
    for text in if joined == text { vec![text] } else { vec![text, joined] } {
        // Where the lines are gone, marks of a reply may stand in the middle of one.
        let mut whole = [text.clone(), text.replace(['>', '|'], "")];
        whole.iter_mut().for_each(|reading| reading.retain(|c| !is_blank(c)));
        // A blank may be where it ends.
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = [" &", "& ", " =", "= "].iter().fold(words, |words, sign| words.replace(sign, sign.trim()));
        readings.extend(whole.into_iter().chain([words]));
    }
    readings.dedup();
    // What stands before the first `#` may be a link without its own, but no address.
    let before = readings[0].split('#').next().unwrap_or_default();
    let is_bare = bare(before).starts_with(|c: char| c.is_ascii_digit()) || !before.contains("://");
    let is_start = is_bare && (!before.is_empty() || readings[0].is_empty());
    let mut starts: Vec<Vec<String>> = Vec::new();
    for reading in &readings {
        let behind = reading.match_indices('#').map(|(at, _)| &reading[at + 1..]);
        for (at, part) in is_start.then_some(reading.as_str()).into_iter().chain(behind).take(MAX_STARTS).enumerate() {
            starts.resize(starts.len().max(at + 1), Vec::new());
            starts[at].push(bare(part));
        }
    }
    Ok(starts)
}

/// At so many places of a text a link is looked for.
const MAX_STARTS: usize = 4;

const ENTITIES: [(&str, &str); 7] =
    [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&nbsp;", " ")];

/// Blanks, and what cannot be seen.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// Without quotation marks and the like around it: the end of a sentence, of a quotation, or of a link in Markdown.
fn bare(text: &str) -> String {
    text.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end_matches(|c: char| !is_letter(c) && c != '=').to_owned()
}

/// Percent-encoding undone once. What is none stays as it is.
fn without_percents(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        match (first, hex(tail)) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte that two digits stand for.
fn hex(text: &[u8]) -> Option<u8> {
    let digit = |at: usize| text.get(at).and_then(|&c| char::from(c).to_digit(16));
    Some((digit(0)? * 16 + digit(1)?) as u8)
}

/// Lines without the marks that replies put before them.
fn without_quoting(text: &str) -> String {
    let mark = |c: char| matches!(c, '>' | '|' | ' ' | '\t');
    let mut lines = text.split_inclusive('\n');
    let mut whole = lines.next().unwrap_or_default().to_owned();
    lines.for_each(|line| whole += line.trim_start_matches(mark));
    whole
}

/// A mail's own encoding (quoted-printable) undone: `=` at the end of a line joins it to the next, `=3D` is `=`.
fn without_soft_breaks(text: &str) -> String {
    let joined = ["=20\r\n", "=20\n", "=\r\n", "=\n"].iter().fold(text.to_owned(), |text, sign| text.replace(sign, ""));
    joined.replace("=3D", "=").replace("=3d", "=")
}

/// The payload of a code. Its end is known to the code itself, so whatever stands behind that, or is woven in and no letter of the
/// code, does no harm: the checksum says so. `characters`: of all that arrived, for messages.
fn inflate(code: &str, characters: usize) -> Result<String, LinkError> {
    let letters = |text: &str| -> String {
        let plain = text.chars().map(|c| {
            if c == '+' {
                '-'
            } else if c == '/' {
                '_'
            } else {
                c
            }
        });
        plain.filter(|&c| is_letter(c)).take(MAX_LINK - "1.".len()).collect()
    };
    let error = match read(&letters(code), characters) {
        Err(error) if characters > MAX_LINK && error != LinkError::NotText => return Err(LinkError::TooLong { characters }),
        Err(error) => error,
        payload => return payload,
    };
    // Of a code that is broken the first character that is none of it is to blame, unless it is broken before.
    let strange = |&(_, c): &(usize, char)| !is_letter(c) && !matches!(c, '+' | '/' | '=');
    let Some((at, found)) = code.char_indices().find(strange) else { return Err(error) };
    let arrived = code[..at].chars().count() + "1.".len();
    match read(&letters(&code[..at]), arrived) {
        // Programs put that behind whole links, so what stands before was cut off.
        Err(error) if matches!(found, '&' | '|') => Err(error),
        Err(LinkError::CutOff { .. } | LinkError::Empty) => Err(LinkError::BadCharacter { found, place: arrived + 1 }),
        other => other,
    }
}

/// The payload that these letters begin with.
fn read(letters: &str, characters: usize) -> Result<String, LinkError> {
    if letters.is_empty() {
        return Err(LinkError::Empty);
    }
    let cut_off = LinkError::CutOff { characters };
    // Six bits alone are no byte.
    let whole = letters.len() - usize::from(letters.len() % 4 == 1);
    let Ok(bytes) = BASE64.decode(&letters[..whole]) else { return Err(cut_off) };
    let Some((checksum, stream)) = bytes.split_first_chunk::<CHECKSUM>() else { return Err(cut_off) };
    let mut output = vec![0; MAX_PAYLOAD];
    let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF | TINFL_FLAG_HAS_MORE_INPUT;
    let (used, length) = match decompress(&mut DecompressorOxide::new(), stream, &mut output, 0, flags) {
        (TINFLStatus::Done, read, length) => (CHECKSUM + read, length),
        (TINFLStatus::NeedsMoreInput, ..) => return Err(cut_off),
        (TINFLStatus::HasMoreOutput, ..) => return Err(LinkError::TooLarge),
        _ => return Err(LinkError::Damaged),
    };
    output.truncate(length);
    // Bits after the last byte must be 0. Other spellings that deflate knows of the very same payload do no harm.
    if CRC_32.checksum(&output).to_le_bytes() != *checksum || !letters.starts_with(&BASE64.encode(&bytes[..used])) {
        return Err(LinkError::Damaged);
    }
    String::from_utf8(output).map_err(|_| LinkError::NotText)
}
