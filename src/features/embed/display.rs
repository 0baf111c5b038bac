//! How a host page wants an embedded page to look and behave: the keys of its query. No browser.

use engine::scenario::{FieldError, Place};
use engine::share::{Framing, Panel};

/// What stands in the query; a key that is not there is the first of its choices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Display {
    /// None: as the person's system has it.
    pub theme: Option<&'static str>,
    /// None: what the link says, or else all.
    pub panels: Option<Vec<Panel>>,
    pub lock: Vec<Panel>,
    pub controls: Controls,
    pub autoplay: Autoplay,
    /// How far the shift goes when something opens, 0 to 1. None: what the link says.
    pub amount: Option<f64>,
    /// The same for what opens first: where it stood when the element had to let it go.
    pub at: Option<f64>,
    /// In which way the agent is read. None: as the link says, and where it says nothing there is only the verdict.
    pub framing: Option<Framing>,
    /// Which keys the host wants to hear of, where the page has no use for them.
    pub keys: Vec<&'static str>,
    pub reduced_motion: bool,
    /// As red, green and blue.
    pub accent: Option<[u8; 3]>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Controls {
    #[default]
    Full,
    /// What it takes to train, to hold and to shift.
    Min,
    /// Nothing to press: a figure that a host moves. All is locked.
    None,
}

impl Controls {
    pub fn name(self) -> &'static str {
        match self {
            Controls::Full => "full",
            Controls::Min => "min",
            Controls::None => "none",
        }
    }
}

/// Whether it begins to train by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Autoplay {
    #[default]
    No,
    Yes,
    /// Once it is seen.
    Visible,
}

/// Keys that a host may ask for.
const KEYS: [&str; 9] = ["PageUp", "PageDown", "Escape", "Home", "End", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

/// The query of an embedded page (with or without its `?`): how it shall look, the scenario in the short form of a link if it
/// names one, and what in it is off. Keys of others, such as a host's marks, are not looked at.
pub fn read(query: &str) -> (Display, Option<String>, Vec<FieldError>) {
    let (mut display, mut short, mut remarks) = (Display::default(), Vec::new(), Vec::new());
    for pair in query.trim_start_matches('?').split('&') {
        let (key, raw) = pair.split_once('=').unwrap_or((pair, ""));
        let value = raw.replace("%2C", ",").replace("%2c", ",").replace("%23", "#").replace('+', " ");
        let mut choose = |choices: &[&'static str]| {
            let chosen = choices.iter().find(|choice| **choice == value).copied();
            if chosen.is_none() {
                remarks.push(FieldError::new(Place::Other(key.to_owned()), format!("must be one of {}", choices.join(", "))));
            }
            chosen.unwrap_or(choices[0])
        };
        match key {
            "theme" => display.theme = Some(choose(&["auto", "light", "dark"])).filter(|theme| *theme != "auto"),
            "controls" => {
                display.controls = match choose(&["full", "min", "none"]) {
                    "min" => Controls::Min,
                    "none" => Controls::None,
                    _ => Controls::Full,
                }
            }
            "autoplay" => {
                display.autoplay = match choose(&["0", "1", "visible"]) {
                    "1" => Autoplay::Yes,
                    "visible" => Autoplay::Visible,
                    _ => Autoplay::No,
                }
            }
            "framing" => {
                display.framing = Framing::named(&value);
                if display.framing.is_none() {
                    let known = Framing::ALL.map(Framing::name).join(", ");
                    remarks.push(FieldError::new(Place::Other(key.to_owned()), format!("must be one of {known}")));
                }
            }
            "motion" => display.reduced_motion = choose(&["auto", "reduce"]) == "reduce",
            "amount" | "at" => match value.parse() {
                Ok(amount) if (0.0..=1.0).contains(&amount) && key == "at" => display.at = Some(amount),
                Ok(amount) if (0.0..=1.0).contains(&amount) => display.amount = Some(amount),
                _ => remarks.push(FieldError::new(Place::Other(key.to_owned()), "must be a number from 0 to 1")),
            },
            "keys" => {
                for name in value.split([',', ' ']).filter(|name| !name.is_empty()) {
                    match KEYS.into_iter().find(|key| *key == name) {
                        Some(key) => display.keys.push(key),
                        None => {
                            let words = format!("there are {}, and no other keys", KEYS.join(", "));
                            remarks.push(FieldError::new(Place::Other(key.to_owned()), words));
                        }
                    }
                }
            }
            "accent" => {
                display.accent = color(&value);
                if display.accent.is_none() {
                    remarks.push(FieldError::new(Place::Other(key.to_owned()), "must be a color such as 3b4cc4"));
                }
            }
            "panels" | "lock" => {
                let mut panels = Vec::new();
                for name in value.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                    match Panel::named(name) {
                        Some(panel) if panels.contains(&panel) => {}
                        Some(panel) => panels.push(panel),
                        None => {
                            let known = Panel::ALL.map(Panel::name).join(", ");
                            remarks.push(FieldError::new(Place::Other(key.to_owned()), format!("there are {known}, and no other panels")));
                        }
                    }
                }
                if key == "lock" {
                    display.lock = panels;
                } else if !panels.is_empty() {
                    display.panels = Some(panels);
                }
            }
            "preset" | "seed" | "seeds" => short.push(pair),
            _ if key.starts_with("train.") || key.starts_with("shift.") => short.push(pair),
            _ => {}
        }
    }
    (display, (!short.is_empty()).then(|| short.join("&")), remarks)
}

/// `3b4cc4` or `34c`, with or without `#`.
fn color(text: &str) -> Option<[u8; 3]> {
    let digits = text.trim().trim_start_matches('#');
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let part = |at: usize, width: usize| u8::from_str_radix(&digits[at * width..][..width].repeat(3 - width), 16).ok();
    match digits.len() {
        3 => Some([part(0, 1)?, part(1, 1)?, part(2, 1)?]),
        6 => Some([part(0, 2)?, part(1, 2)?, part(2, 2)?]),
        _ => None,
    }
}

/// The accent as it can be read on a light and on a dark page, each with a color for the text on it. Contrast is 4.5 at least,
/// as WCAG wants it: a color that has less is brought nearer to black, or to white.
pub fn accents(accent: [u8; 3]) -> [(String, &'static str); 2] {
    // The lightest ground of the light page that accents stand on, and that of the dark one.
    [([0xe6, 0xe6, 0xe0], [0, 0, 0]), ([0x2a, 0x31, 0x3b], [255, 255, 255])].map(|(ground, toward)| {
        let mut color = accent;
        for _ in 0..20 {
            if contrast(color, ground) >= 4.6 {
                break;
            }
            color = std::array::from_fn(|at| ((f64::from(color[at]) * 9.0 + f64::from(toward[at])) / 10.0).round() as u8);
        }
        let on = if contrast(color, [255; 3]) >= contrast(color, [0x10, 0x14, 0x2c]) { "#ffffff" } else { "#10142c" };
        (format!("#{:02x}{:02x}{:02x}", color[0], color[1], color[2]), on)
    })
}

fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance of sRGB, by WCAG.
fn luminance(color: [u8; 3]) -> f64 {
    let linear = color.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read() {
        let (display, short, remarks) = read(
            "?theme=dark&preset=lava&panels=shift,verdict%2Cshift&lock=reward&controls=min&autoplay=visible&amount=0.5&at=0.25&keys=PageUp,Escape&framing=aim&motion=reduce&accent=%23b3261e\
             &seed=7&train.disagree=0.1&utm_source=x",
        );
        let expected = Display {
            theme: Some("dark"),
            panels: Some(vec![Panel::Shift, Panel::Verdict]),
            lock: vec![Panel::Reward],
            controls: Controls::Min,
            autoplay: Autoplay::Visible,
            amount: Some(0.5),
            at: Some(0.25),
            framing: Some(Framing::Aim),
            keys: vec!["PageUp", "Escape"],
            reduced_motion: true,
            accent: Some([0xb3, 0x26, 0x1e]),
        };
        assert_eq!((display, short.as_deref(), remarks), (expected, Some("preset=lava&seed=7&train.disagree=0.1"), vec![]));
        for query in ["", "?", "?theme=auto&controls=full&autoplay=0&motion=auto&panels=&lock=&keys="] {
            assert_eq!(read(query), (Display::default(), None, vec![]), "{query}");
        }
    }

    #[test]
    fn what_is_off_is_named_and_not_used() {
        for query in [
            "theme=purple",
            "controls=",
            "autoplay=yes",
            "amount=2",
            "at=2",
            "amount=half",
            "keys=Enter",
            "framing=all",
            "motion=none",
            "panels=everything",
            "lock=a",
            "accent=red",
            "accent=12345",
        ] {
            let (display, short, remarks) = read(query);
            assert_eq!((display, short), (Display::default(), None), "{query}");
            assert_eq!(remarks.len(), 1, "{query}");
        }
    }

    #[test]
    fn an_accent_can_be_read_on_either_page() {
        assert_eq!((color("#34c"), color("3b4cc4"), color("é12")), (Some([0x33, 0x44, 0xcc]), Some([0x3b, 0x4c, 0xc4]), None));
        for red in (0..=255).step_by(51) {
            for green in (0..=255).step_by(51) {
                for blue in (0..=255).step_by(51) {
                    let [light, dark] = accents([red, green, blue]);
                    for ((text, on), ground) in [(light, [0xff; 3]), (dark, [0x1a, 0x1f, 0x26])] {
                        let (color, on) = (color(&text).unwrap(), color(on).unwrap());
                        assert!(contrast(color, ground) >= 4.5 && contrast(color, on) >= 4.5, "{red} {green} {blue}: {text}");
                    }
                }
            }
        }
    }
}
