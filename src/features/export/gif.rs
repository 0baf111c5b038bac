//! A film of drawn pictures as GIF: one palette for all of it, each frame only the part that has changed.
//!
//! Questionable decision: the palette is made of the first few pictures by median cut, and all later ones take the nearest of its
//! colors. Drawings of a board have the same few dozen colors throughout.

use gif::{AnyExtension, DisposalMethod, Encoder, Frame, Repeat};

/// Colors of a palette.
const COLORS: usize = 256;
/// Colors are told apart by so many bits of each of red, green and blue.
const BITS: u32 = 5;
const CELLS: usize = 1 << (3 * BITS);
/// The number of the comment extension.
const COMMENT: u8 = 0xfe;

/// Counts the colors of pictures.
pub struct Histogram {
    /// By cell: how many pixels, and the sums of their red, green and blue.
    cells: Vec<(u32, [u32; 3])>,
}

/// `[red, green, blue]`, and for every cell the nearest of them.
struct Palette {
    colors: Vec<[u8; 3]>,
    nearest: Vec<u8>,
}

pub struct Film {
    encoder: Encoder<Vec<u8>>,
    palette: Palette,
    width: usize,
    height: usize,
    /// What is shown so far, by number in the palette.
    shown: Vec<u8>,
    /// The frame that is not written yet, since it may stay longer: pixels, place and hundredths of a second.
    waiting: Option<(Frame<'static>, u16)>,
}

fn cell(pixel: &[u8]) -> usize {
    pixel[..3].iter().fold(0, |cell, part| cell << BITS | usize::from(part >> (8 - BITS)))
}

/// The middle of a cell.
fn middle(cell: usize) -> [i32; 3] {
    [2 * BITS, BITS, 0].map(|shift| ((cell >> shift & ((1 << BITS) - 1)) << (8 - BITS)) as i32 + (1 << (7 - BITS)))
}

impl Histogram {
    pub fn empty() -> Histogram {
        Histogram { cells: vec![(0, [0; 3]); CELLS] }
    }

    /// `rgba`: four bytes a pixel, opaque.
    pub fn add(&mut self, rgba: &[u8]) {
        for pixel in rgba.chunks_exact(4) {
            let (count, sums) = &mut self.cells[cell(pixel)];
            // Beyond this a color is known well enough.
            if *count < 1 << 20 {
                *count += 1;
                for (sum, part) in sums.iter_mut().zip(pixel) {
                    *sum += u32::from(*part);
                }
            }
        }
    }

    /// By median cut: the box of most colors is parted where half of its pixels lie, along its longest side.
    fn palette(&self) -> Palette {
        let mut boxes: Vec<Vec<usize>> = vec![(0..CELLS).filter(|&cell| self.cells[cell].0 > 0).collect()];
        while boxes.len() < COLORS {
            let mut widest = (0, 0, 0);
            for (at, cells) in boxes.iter().enumerate() {
                for side in 0..3 {
                    let (low, high) =
                        cells.iter().map(|&cell| middle(cell)[side]).fold((255, 0), |(low, high), part| (low.min(part), high.max(part)));
                    widest = widest.max((high - low, at, side));
                }
            }
            let (extent, at, side) = widest;
            if extent <= 0 {
                break;
            }
            let mut cells = boxes.swap_remove(at);
            cells.sort_by_key(|&cell| middle(cell)[side]);
            // Weighed by the root: a floor of one color must not leave all others a single entry.
            let weight = |cell: usize| f64::from(self.cells[cell].0).sqrt();
            let half: f64 = cells.iter().map(|&cell| weight(cell)).sum::<f64>() / 2.0;
            let (mut sum, mut cut) = (0.0, 0);
            while cut + 1 < cells.len() && (sum < half || middle(cells[cut])[side] == middle(cells[0])[side]) {
                sum += weight(cells[cut]);
                cut += 1;
            }
            let rest = cells.split_off(cut.max(1));
            boxes.push(cells);
            boxes.push(rest);
        }
        let mut colors = Vec::new();
        for cells in &boxes {
            let (mut count, mut sums) = (0u64, [0u64; 3]);
            for &cell in cells {
                count += u64::from(self.cells[cell].0);
                for (sum, part) in sums.iter_mut().zip(self.cells[cell].1) {
                    *sum += u64::from(part);
                }
            }
            colors.push(sums.map(|sum| (sum / count.max(1)) as u8));
        }
        let mut nearest = vec![0; CELLS];
        for (cell, nearest) in nearest.iter_mut().enumerate() {
            let wanted = middle(cell);
            let distance = |color: &[u8; 3]| -> i32 { (0..3).map(|side| (i32::from(color[side]) - wanted[side]).pow(2)).sum() };
            *nearest = (0..colors.len()).min_by_key(|&color| distance(&colors[color])).unwrap_or(0) as u8;
        }
        Palette { colors, nearest }
    }
}

impl Film {
    /// It repeats without end. `words` become its comment. None: no GIF has this size.
    pub fn new(width: usize, height: usize, colors: &Histogram, words: &str) -> Option<Film> {
        let palette = colors.palette();
        let (wide, high) = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
        let mut encoder = Encoder::new(Vec::new(), wide, high, &palette.colors.concat()).ok()?;
        encoder.set_repeat(Repeat::Infinite).ok()?;
        let blocks: Vec<&[u8]> = words.as_bytes().chunks(255).collect();
        encoder.write_raw_extension(AnyExtension(COMMENT), &blocks).ok()?;
        Some(Film { encoder, palette, width, height, shown: Vec::new(), waiting: None })
    }

    /// Shows this picture for so many hundredths of a second. `rgba`: four bytes a pixel, opaque. None: it cannot be written.
    pub fn show(&mut self, rgba: &[u8], delay: u16) -> Option<()> {
        let mut pixels = Vec::with_capacity(self.width * self.height);
        for pixel in rgba.chunks_exact(4) {
            pixels.push(self.palette.nearest[cell(pixel)]);
        }
        if pixels.len() != self.width * self.height {
            return None;
        }
        let (mut top, mut bottom, mut left, mut right) = (self.height, 0, self.width, 0);
        for y in 0..self.height {
            for x in 0..self.width {
                let at = y * self.width + x;
                if self.shown.get(at) != Some(&pixels[at]) {
                    (top, bottom, left, right) = (top.min(y), bottom.max(y + 1), left.min(x), right.max(x + 1));
                }
            }
        }
        if top >= bottom {
            // Nothing has changed.
            if let Some((_, old)) = &mut self.waiting {
                *old = old.saturating_add(delay);
            }
            return Some(());
        }
        self.flush()?;
        let mut part = Vec::with_capacity((bottom - top) * (right - left));
        for y in top..bottom {
            part.extend_from_slice(&pixels[y * self.width + left..y * self.width + right]);
        }
        let frame = Frame {
            top: top as u16,
            left: left as u16,
            width: (right - left) as u16,
            height: (bottom - top) as u16,
            dispose: DisposalMethod::Keep,
            buffer: part.into(),
            ..Frame::default()
        };
        self.waiting = Some((frame, delay));
        self.shown = pixels;
        Some(())
    }

    /// Bytes so far.
    pub fn size(&self) -> usize {
        self.encoder.get_ref().len()
    }

    pub fn finish(mut self) -> Option<Vec<u8>> {
        self.flush()?;
        self.encoder.into_inner().ok()
    }

    fn flush(&mut self) -> Option<()> {
        let Some((mut frame, delay)) = self.waiting.take() else { return Some(()) };
        frame.delay = delay;
        self.encoder.write_frame(&frame).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gif::{ColorOutput, DecodeOptions};

    fn picture(width: usize, height: usize, color: impl Fn(usize, usize) -> [u8; 3]) -> Vec<u8> {
        let mut out = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let [red, green, blue] = color(x, y);
                out.extend([red, green, blue, 255]);
            }
        }
        out
    }

    #[test]
    fn a_film_is_read_back_as_it_was_shown() {
        const FLOOR: [u8; 3] = [238, 241, 234];
        const MOUSE: [u8; 3] = [111, 118, 136];
        let frame = |place: usize| picture(40, 30, |x, y| if x / 4 == place && y / 4 == 3 { MOUSE } else { FLOOR });
        let mut colors = Histogram::empty();
        colors.add(&frame(0));
        let words = "Made with Wayward: ".to_owned() + &"https://example.org/".repeat(30);
        let mut film = Film::new(40, 30, &colors, &words).unwrap();
        for (place, delay) in [(0, 5), (1, 5), (1, 4), (2, 150)] {
            film.show(&frame(place), delay).unwrap();
        }
        assert!(film.show(&[0; 8], 1).is_none(), "a picture of another size");
        let bytes = film.finish().unwrap();
        let comment = words.as_bytes().chunks(255).next().unwrap();
        assert!(bytes.windows(255).any(|part| part == comment));
        let mut options = DecodeOptions::new();
        options.set_color_output(ColorOutput::RGBA);
        let mut decoder = options.read_info(&bytes[..]).unwrap();
        assert_eq!((decoder.width(), decoder.height(), decoder.repeat()), (40, 30, Repeat::Infinite));
        let (mut canvas, mut delays) = (vec![0; 40 * 30 * 4], Vec::new());
        for place in 0..3 {
            let part = decoder.read_next_frame().unwrap().expect("a frame");
            delays.push(part.delay);
            for y in 0..part.height as usize {
                for x in 0..part.width as usize {
                    let (from, to) = (y * part.width as usize + x, (y + part.top as usize) * 40 + x + part.left as usize);
                    canvas[4 * to..4 * to + 4].copy_from_slice(&part.buffer[4 * from..4 * from + 4]);
                }
            }
            assert_eq!(canvas, frame(place), "frame {place}");
        }
        assert_eq!(delays, [5, 9, 150], "what does not change stays longer");
        assert!(decoder.read_next_frame().unwrap().is_none());
    }

    #[test]
    fn many_colors_become_near_ones() {
        let rainbow = picture(256, 64, |x, y| [x as u8, (4 * y) as u8, (255 - x) as u8]);
        let mut colors = Histogram::empty();
        colors.add(&rainbow);
        let palette = colors.palette();
        assert!((200..=COLORS).contains(&palette.colors.len()), "{}", palette.colors.len());
        for pixel in rainbow.chunks_exact(4) {
            let found = palette.colors[palette.nearest[cell(pixel)] as usize];
            let off = (0..3).map(|side| found[side].abs_diff(pixel[side])).max();
            assert!(off <= Some(40), "{pixel:?} became {found:?}");
        }
    }
}
