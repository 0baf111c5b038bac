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

pub enum Unpacked {
    /// The JSON of a link in format 1.
    Payload(String),
    /// Keys and values of the short form, in its order.
    Short(Vec<(String, String)>),
}

pub fn pack(payload: &str) -> String {
    let mut bytes = CRC_32.checksum(payload.as_bytes()).to_le_bytes().to_vec();
    bytes.extend(miniz_oxide::deflate::compress_to_vec(payload.as_bytes(), LEVEL));
    format!("1.{}", BASE64.encode(bytes))
}

pub fn unpack(text: &str) -> Result<Unpacked, LinkError> {
    let fragment = fragment(text)?;
    let characters = fragment.chars().count();
    if characters > MAX_LINK {
        return Err(LinkError::TooLong { characters });
    }
    let digits = fragment.len() - fragment.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match (&fragment[..digits], &fragment[digits..]) {
        ("", "") | ("1", "") => Err(LinkError::Empty),
        ("1", rest) if rest.starts_with('.') => inflate(&rest[1..], characters).map(Unpacked::Payload),
        (number, rest) if digits > 0 && !number.starts_with('0') && (rest.is_empty() || rest.starts_with('.')) => {
            Err(LinkError::NewerFormat(number.parse().unwrap_or(u32::MAX)))
        }
        _ if fragment.contains('=') => Ok(Unpacked::Short(fragment.split('&').filter(|pair| !pair.is_empty()).map(pair).collect())),
        _ => Err(LinkError::WrongStart),
    }
}

fn pair(text: &str) -> (String, String) {
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    (key.to_owned(), value.to_owned())
}

/// What stands after the `#`, without what got into it on its way.
fn fragment(text: &str) -> Result<String, LinkError> {
    if text.len() > MAX_TEXT {
        return Err(LinkError::TooLong { characters: text.chars().count() });
    }
    let mut text = text.to_owned();
    for _ in 0..2 {
        if text.contains('%') {
            text = without_percents(&text);
        }
    }
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}');
    let text: String = text.chars().filter(|&c| !blank(c)).collect();
    let fragment = match text.split_once('#') {
        Some((_, fragment)) => fragment,
        None if text.contains("://") => return Err(LinkError::WrongStart),
        None => &text,
    };
    // The end of a sentence, of a quotation, or of a link in Markdown.
    Ok(fragment.trim_end_matches([')', '.', '>', '…', ',', ';', '"', '\'', ']', '*']).to_owned())
}

/// Percent-encoding undone once. What is none stays as it is.
fn without_percents(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digit = |at: usize| tail.get(at).and_then(|&c| char::from(c).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The payload of a code. `characters`: of the whole link, for messages.
fn inflate(code: &str, characters: usize) -> Result<String, LinkError> {
    let code: String = code.trim_end_matches('=').replace('+', "-").replace('/', "_");
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if let Some((at, found)) = code.chars().enumerate().find(|&(_, c)| !letter(c)) {
        return Err(LinkError::BadCharacter { found, place: at + 3 });
    }
    if code.is_empty() {
        return Err(LinkError::Empty);
    }
    let cut_off = LinkError::CutOff { characters };
    // All letters are good, so only their number can be wrong: six bits that are no byte.
    let Ok(bytes) = BASE64.decode(&code) else { return Err(cut_off) };
    let Some((checksum, stream)) = bytes.split_first_chunk::<CHECKSUM>() else { return Err(cut_off) };
    let mut output = vec![0; MAX_PAYLOAD];
    let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF | TINFL_FLAG_HAS_MORE_INPUT;
    let length = match decompress(&mut DecompressorOxide::new(), stream, &mut output, 0, flags) {
        (TINFLStatus::Done, read, length) if read == stream.len() => length,
        (TINFLStatus::NeedsMoreInput, ..) => return Err(cut_off),
        (TINFLStatus::HasMoreOutput, ..) => return Err(LinkError::TooLarge),
        _ => return Err(LinkError::Damaged),
    };
    output.truncate(length);
    // Bits after the last byte must be 0. Other spellings that deflate knows of the very same payload do no harm.
    if CRC_32.checksum(&output).to_le_bytes() != *checksum || BASE64.encode(&bytes) != code {
        return Err(LinkError::Damaged);
    }
    String::from_utf8(output).map_err(|_| LinkError::NotText)
}
