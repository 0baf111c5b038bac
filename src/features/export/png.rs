//! Words in a PNG: a `tEXt` chunk behind its header, which any reader of such files shows.

use crc::{CRC_32_ISO_HDLC, Crc};

static CRC_32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Length, name and checksum around the content of a chunk.
const AROUND: usize = 12;
/// What a file begins with: eight bytes and the header.
const START: usize = 8 + AROUND + 13;

/// The same picture with these words under this name (ASCII, 1 to 79 characters). None: it is no PNG. Letters that the format
/// cannot hold become `?`.
pub fn with_text(png: &[u8], name: &str, words: &str) -> Option<Vec<u8>> {
    if png.len() < START || png[1..4] != *b"PNG" || png[12..16] != *b"IHDR" {
        return None;
    }
    let mut chunk = b"tEXt".to_vec();
    chunk.extend_from_slice(name.as_bytes());
    chunk.push(0);
    for letter in words.chars() {
        chunk.push(if (' '..='~').contains(&letter) { letter as u8 } else { b'?' });
    }
    let mut out = png[..START].to_vec();
    out.extend((chunk.len() as u32 - 4).to_be_bytes());
    out.extend_from_slice(&chunk);
    out.extend(CRC_32.checksum(&chunk).to_be_bytes());
    out.extend_from_slice(&png[START..]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One gray pixel.
    const PNG: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\
        \x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\x54\x78\x9c\x63\x68\x00\x00\x00\x82\x00\x81\x77\xcd\x72\xb6\x00\
        \x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

    #[test]
    fn the_chunk_stands_behind_the_header_with_its_checksum() {
        let out = with_text(PNG, "Source", "https://example.org/#1.é").unwrap();
        assert_eq!(out[..START], PNG[..START]);
        let chunk = &out[START..out.len() - (PNG.len() - START)];
        assert_eq!(chunk[..4], 31u32.to_be_bytes());
        assert_eq!(chunk[4..chunk.len() - 4], *b"tEXtSource\0https://example.org/#1.?");
        assert_eq!(chunk[chunk.len() - 4..], CRC_32.checksum(&chunk[4..chunk.len() - 4]).to_be_bytes());
        assert!(out.ends_with(&PNG[START..]));
        assert_eq!(with_text(b"GIF89a", "Source", ""), None);
    }
}
