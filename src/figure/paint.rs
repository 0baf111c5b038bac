//! Writes what the page's style sheet says of a drawing into its shapes, in the light theme: enough of CSS for the rules of boards
//! and verdicts, which are lists of classes and tags inside each other.

use std::collections::HashMap;
use std::sync::LazyLock;

const SHEET: &str = include_str!("../../www/wayward.css");

/// What shapes take as attributes; the rest of a rule is about boxes.
const PROPERTIES: [&str; 10] = [
    "fill",
    "stroke",
    "stroke-width",
    "fill-opacity",
    "stroke-opacity",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-dasharray",
    "opacity",
    "color",
];

/// A tag or none, and classes.
struct Compound {
    tag: String,
    classes: Vec<String>,
}

struct Rule {
    /// From the outside to the inside.
    path: Vec<Compound>,
    declarations: Vec<(String, String)>,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| rules(SHEET));

/// The rules of boards and verdict pictures, in their order, with the values of the light theme.
fn rules(sheet: &str) -> Vec<Rule> {
    let mut values: HashMap<&str, &str> = HashMap::new();
    for declaration in sheet.split([';', '{', '}']) {
        if let Some((name, value)) = declaration.split_once(':').map(|(name, value)| (name.trim(), value.trim()))
            && name.starts_with("--")
        {
            // Of two values, that of the light theme stands first.
            let light = value.strip_prefix("var(--L, ").and_then(|rest| rest.split_once(") var(--D, "));
            values.entry(name).or_insert(light.map_or(value, |(light, _)| light));
        }
    }
    let mut rules = Vec::new();
    for line in sheet.lines().filter(|line| line.starts_with(".board ") || line.starts_with(".verdict-icon ")) {
        let Some((selectors, body)) = line.trim_end().strip_suffix('}').and_then(|line| line.split_once('{')) else { continue };
        // What depends on the state of the page is not for paper.
        for selector in selectors.split(',').filter(|selector| !selector.contains([':', '[', '>', '+', '~'])) {
            let mut path: Vec<Compound> = selector.split_whitespace().map(compound).collect();
            // Every picture lies in one.
            path.retain(|part| part.classes != ["board"]);
            let declarations = body.split(';').filter_map(|declaration| declaration.split_once(':'));
            let declarations = declarations.map(|(name, value)| (name.trim().to_owned(), resolved(value.trim(), &values)));
            let declarations = declarations.filter(|(name, _)| PROPERTIES.contains(&name.as_str())).collect();
            rules.push(Rule { path, declarations });
        }
    }
    rules
}

fn compound(text: &str) -> Compound {
    let mut parts = text.split('.');
    Compound { tag: parts.next().unwrap_or_default().to_owned(), classes: parts.map(str::to_owned).collect() }
}

/// With every `var(…)` replaced by what it stands for.
fn resolved(value: &str, values: &HashMap<&str, &str>) -> String {
    let Some(inner) = value.strip_prefix("var(").and_then(|rest| rest.strip_suffix(')')) else { return value.to_owned() };
    let name = inner.split(',').next().unwrap_or_default().trim();
    values.get(name).map_or_else(|| panic!("wayward.css gives {name} no value"), |value| resolved(value, values))
}

impl Compound {
    fn fits(&self, (tag, classes): &(String, Vec<String>)) -> bool {
        (self.tag.is_empty() || self.tag == *tag) && self.classes.iter().all(|class| classes.contains(class))
    }
}

impl Rule {
    /// `open`: elements from the outside to the one that is asked about.
    fn fits(&self, open: &[(String, Vec<String>)]) -> bool {
        let (Some(last), Some(element)) = (self.path.last(), open.last()) else { return false };
        let mut outer = self.path[..self.path.len() - 1].iter().peekable();
        for element in &open[..open.len() - 1] {
            outer.next_if(|part| part.fits(element));
        }
        last.fits(element) && outer.peek().is_none()
    }
}

/// The same drawing with attributes in place of classes.
pub fn painted(markup: &str) -> String {
    let (mut out, mut open) = (String::new(), Vec::new());
    for piece in markup.split_inclusive('>') {
        let Some((before, tag)) = piece.split_once('<') else {
            out += piece;
            continue;
        };
        out += before;
        if tag.starts_with('/') {
            open.pop();
            out.push('<');
            out += tag;
            continue;
        }
        let closed = tag.ends_with("/>");
        let inner = tag.trim_end_matches('>').trim_end_matches('/');
        let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
        let (mut kept, mut classes) = (Vec::new(), Vec::new());
        for (attribute, value) in parts(attributes) {
            match attribute {
                "class" => classes = value.split(' ').map(str::to_owned).collect(),
                "aria-describedby" | "aria-hidden" | "focusable" => {}
                _ => kept.push((attribute.to_owned(), value.to_owned())),
            }
        }
        open.push((name.to_owned(), classes));
        // The last that speaks wins, and over an attribute any rule does.
        for (property, value) in RULES.iter().filter(|rule| rule.fits(&open)).flat_map(|rule| &rule.declarations) {
            let (value, opacity) = plain_color(value);
            kept.retain(|(name, _)| name != property);
            kept.push((property.clone(), value));
            if let Some(opacity) = opacity {
                kept.push((format!("{property}-opacity"), opacity));
            }
        }
        // A way that nobody has gone yet.
        if name != "polyline" || kept.iter().any(|(name, _)| name == "points") {
            out += &format!("<{name}");
            for (attribute, value) in kept {
                out += &format!(" {attribute}='{value}'");
            }
            out += if closed { "/>" } else { ">" };
        }
        if closed {
            open.pop();
        }
    }
    out
}

/// Attributes in single quotes, as all of this project's markup has them.
fn parts(attributes: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = attributes;
    std::iter::from_fn(move || {
        let (name, after) = rest.trim_start().split_once("='")?;
        let (value, after) = after.split_once('\'')?;
        rest = after;
        Some((name, value))
    })
}

/// `rgb(35 45 70 / 14%)` as a color and an opacity, which all readers of SVG know; `transparent` as none.
fn plain_color(value: &str) -> (String, Option<String>) {
    if value == "transparent" {
        return ("none".into(), None);
    }
    let Some(inner) = value.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) else {
        return (value.replace("currentcolor", "currentColor"), None);
    };
    let numbers: Vec<f64> = inner.split([' ', '/', ',']).filter_map(|part| part.trim_end_matches('%').parse().ok()).collect();
    let [red, green, blue, ref opacity @ ..] = numbers[..] else { return (value.to_owned(), None) };
    let color = format!("#{:02x}{:02x}{:02x}", red as u8, green as u8, blue as u8);
    (color, opacity.first().map(|percent| (percent / 100.0).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::env::World;

    #[test]
    fn rules_become_attributes() {
        let check = |markup: &str, expected: &str| assert_eq!(painted(markup), expected);
        check("<path class='floor' d='M0 0'/>", "<path d='M0 0' fill='#eef1ea'/>");
        check("<ellipse class='cast' rx='.3'/>", "<ellipse rx='.3' fill='#232d46' fill-opacity='0.14'/>");
        check(
            "<g class='corner'><rect x='1'/></g>",
            "<g><rect x='1' fill='none' stroke='#5b4bb3' stroke-width='0.05' stroke-dasharray='0.14 0.1'/></g>",
        );
        check("<polyline class='trail'/>", "");
        let touched = painted("<g class='corner touched'><rect/><path class='flag-cloth'/></g>");
        assert!(
            touched.contains("stroke-dasharray='none'")
                && touched.contains("<path stroke='#5b4bb3' stroke-width='0.07' stroke-linejoin='round' fill='#5b4bb3'/>"),
            "{touched}"
        );
    }

    #[test]
    fn every_class_of_every_sprite_has_a_color() {
        let sprites = World::ALL.into_iter().flat_map(|world| {
            let spec = world.spec();
            let drawn = spec.letters.iter().map(|letter| letter.mark.sprite());
            let marked = spec.markers.iter().flat_map(|marker| [Some(marker.thing.sprite), marker.thing.remains]).flatten();
            drawn.chain(marked).chain([spec.sprite])
        });
        for sprite in sprites {
            let drawn = painted(sprite);
            for shape in drawn.split('<').filter(|shape| shape.contains(" d='") || shape.contains(" r='")) {
                assert!(shape.contains("fill=") || drawn.starts_with("<g fill"), "black by default: {shape} in {sprite}");
            }
            assert!(!drawn.contains("class=") && !drawn.contains("var("), "{drawn}");
        }
    }
}
