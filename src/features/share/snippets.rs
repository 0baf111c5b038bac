//! A link in the forms that people paste elsewhere.
//!
//! `site` is the address of the folder in which Wayward lies, with a slash at its end; `bench` the one on which a link opens, where it is
//! not the reader's own; `fragment` what follows its `#`.

use crate::ui::markup::escape;
use crate::ui::state::lead::Bench;
use engine::share::{Panel, Shared};

/// How an embed shows it.
pub struct Embed {
    /// Names with commas.
    pub panels: String,
    /// How far the shift goes when it opens.
    pub amount: f64,
}

impl Embed {
    /// What the experiment says itself, or else what an article has room for. Where nothing is shifted there is little to tell.
    pub fn of(shared: &Shared, amount: f64) -> Embed {
        let panels = if shared.panels.is_empty() { &ARTICLE } else { &*shared.panels };
        let panels = panels.iter().map(|panel| panel.name()).collect::<Vec<_>>().join(",");
        Embed { panels, amount: if amount > 0.0 { amount } else { 1.0 } }
    }
}

/// Two boards, the shift and the verdict, in one look.
const ARTICLE: [Panel; 3] = [Panel::Train, Panel::Shift, Panel::Verdict];

/// Every form: its name in the menu, and what is pasted. `title` may be empty; `day` is today as `2026-01-31`.
pub fn all(
    site: &str,
    bench: Option<Bench>,
    fragment: &str,
    title: &str,
    day: &str,
    json: String,
    embed: &Embed,
) -> [(&'static str, String); 7] {
    let Embed { panels, amount } = embed;
    let query = bench.map_or(String::new(), |bench| format!("?bench={}", bench.name()));
    let link = format!("{site}{query}#{fragment}");
    let name = if title.is_empty() { "Wayward" } else { title };
    let title_attribute = escape(name);
    let words = escape(&format!("{name}: an experiment for Wayward"));
    [
        ("Link", link.clone()),
        ("Markdown", format!("[{}]({link})", markdown(name))),
        (
            "Frame",
            format!(
                "<iframe src=\"{site}embed.html?panels={panels}&amp;amount={amount}#{fragment}\" title=\"{title_attribute}\" width=\"100%\" height=\"890\" loading=\"lazy\" \
                 sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox\"></iframe>"
            ),
        ),
        (
            "Element",
            format!(
                "<script src=\"{site}embed.js\" async></script>\n\
                 <wayward-playground link=\"{fragment}\" panels=\"{panels}\" amount=\"{amount}\" title=\"{title_attribute}\">\n  <a href=\"{link}\">{words}</a>\n\
                 </wayward-playground>"
            ),
        ),
        (
            "Hugo",
            format!(
                "{{{{< wayward link=\"{fragment}\" panels=\"{panels}\" amount=\"{amount}\" >}}}}{}{{{{< /wayward >}}}}",
                words.replace("{{", "{ {")
            ),
        ),
        ("Citation", format!("{name}. Wayward playground, engine {}, {link} (opened {day}).", engine::scenario::ENGINE)),
        ("JSON", json),
    ]
}

/// Letters that mean something between the brackets of a link.
fn markdown(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if matches!(letter, '[' | ']' | '\\' | '*' | '_' | '`' | '<' | '>' | '&' | '!') {
            out.push('\\');
        }
        out.push(if letter.is_control() { ' ' } else { letter });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::scenario::PRESETS;

    #[test]
    fn titles_cannot_break_out() {
        let evil = "a]b\"><script>{{< x >}}\n'";
        let embed = Embed::of(&Shared::from(PRESETS[0].scenario()), 0.0);
        let all = all("https://example.org/w/", Some(Bench::Full), "preset=lava", evil, "2026-01-31", "{}".into(), &embed);
        for (name, text) in &all {
            if *name != "Citation" && *name != "Markdown" {
                assert!(!text.contains(evil) && !text.contains("\"><script>{"), "{name}: {text}");
            }
        }
        assert_eq!(all[1].1, "[a\\]b\"\\>\\<script\\>{{\\< x \\>}} '](https://example.org/w/?bench=full#preset=lava)");
        assert!(!all[4].1[3..].contains("{{< x"), "{}", all[4].1);
        for form in [2, 3, 4] {
            assert!(all[form].1.contains("train,shift,verdict"), "{}", all[form].1);
        }
    }
}
