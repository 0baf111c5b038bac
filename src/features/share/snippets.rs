//! A link in the forms that people paste elsewhere.
//!
//! `site` is the address of the folder in which Wayward lies, with a slash at its end; `fragment` what follows the `#` of a link.

use crate::ui::markup::escape;

/// Every form: its name in the menu, and what is pasted. `title` may be empty; `day` is today as `2026-01-31`.
pub fn all(site: &str, fragment: &str, title: &str, day: &str, json: String) -> [(&'static str, String); 7] {
    let link = format!("{site}#{fragment}");
    let name = if title.is_empty() { "Wayward" } else { title };
    let title_attribute = escape(name);
    let words = escape(&format!("{name}: an experiment for Wayward"));
    [
        ("Link", link.clone()),
        ("Markdown", format!("[{}]({link})", markdown(name))),
        (
            "Frame",
            format!(
                "<iframe src=\"{site}embed.html#{fragment}\" title=\"{title_attribute}\" width=\"100%\" height=\"720\" loading=\"lazy\" \
                 sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox\"></iframe>"
            ),
        ),
        (
            "Element",
            format!(
                "<script src=\"{site}embed.js\" defer></script>\n<wayward-playground link=\"{fragment}\">\n  <a href=\"{link}\">{words}</a>\n\
                 </wayward-playground>"
            ),
        ),
        ("Hugo", format!("{{{{< wayward link=\"{fragment}\" >}}}}{}{{{{< /wayward >}}}}", words.replace("{{", "{ {"))),
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

    #[test]
    fn titles_cannot_break_out() {
        let evil = "a]b\"><script>{{< x >}}\n'";
        let all = all("https://example.org/w/", "preset=lava", evil, "2026-01-31", "{}".into());
        for (name, text) in &all {
            if *name != "Citation" && *name != "Markdown" {
                assert!(!text.contains(evil) && !text.contains("\"><script>{"), "{name}: {text}");
            }
        }
        assert_eq!(all[1].1, "[a\\]b\"\\>\\<script\\>{{\\< x \\>}} '](https://example.org/w/#preset=lava)");
        assert!(!all[4].1[3..].contains("{{< x"), "{}", all[4].1);
    }
}
