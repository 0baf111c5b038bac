//! Markup as text, for what is drawn as one piece: charts, boards, icons, the editors. It is at once what an export saves, and the
//! command line writes it as well. Whatever a person may have typed goes through [`escape`].

/// Text that stands for itself in markup, inside and outside of attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Words such as an attribute, if they are to stand there.
pub fn when(stand: bool, words: &str) -> &str {
    if stand { words } else { "" }
}

/// Shows markup; equal markup is left alone.
#[cfg(feature = "page")]
pub fn show(markup: String) -> yew::Html {
    yew::Html::from_html_unchecked(markup.into())
}

/// A message for a person. What it has of programs stays as it is where a browser translates the page: what stands between backticks,
/// which is code, and names with `_`.
#[cfg(feature = "page")]
pub fn with_code(text: &str) -> yew::Html {
    use yew::html;
    let part = |(at, part): (usize, &str)| match at % 2 {
        0 => pieces(part)
            .into_iter()
            .map(|piece| {
                if is_program_name(piece) {
                    html! { <span translate="no">{ piece }</span> }
                } else {
                    html! { piece }
                }
            })
            .collect(),
        _ => html! { <code translate="no">{ part }</code> },
    };
    text.split('`').enumerate().map(part).collect()
}

/// The same for what is read out, as one piece: of several, Orca says each once more. And whether it is to be translated: with names of
/// programs in it, none of it is.
#[cfg(feature = "page")]
pub fn aloud(text: &str) -> (String, Option<&'static str>) {
    let has_names = text.contains('`') || pieces(text).into_iter().any(is_program_name);
    (text.replace('`', ""), has_names.then_some("no"))
}

/// Names of programs, and what stands between them.
#[cfg(any(feature = "page", test))]
fn pieces(text: &str) -> Vec<&str> {
    let is_in_name = |letter: char| letter == '_' || letter.is_ascii_alphanumeric();
    let (mut pieces, mut from, mut at) = (Vec::new(), 0, 0);
    while let Some(first) = text[at..].chars().next() {
        let end = text[at..].find(|letter| is_in_name(letter) != is_in_name(first)).map_or(text.len(), |length| at + length);
        if is_program_name(&text[at..end]) {
            pieces.extend([&text[from..at], &text[at..end]]);
            from = end;
        }
        at = end;
    }
    pieces.push(&text[from..]);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// A word that no human language has.
pub fn is_program_name(word: &str) -> bool {
    word.contains('_') && word.chars().all(|letter| letter == '_' || letter.is_ascii_alphanumeric())
}

/// Which part of shown markup was pressed: this attribute of the innermost element around it that has one.
#[cfg(feature = "page")]
pub fn pressed(event: &yew::MouseEvent, attribute: &str) -> Option<String> {
    use wasm_bindgen::JsCast as _;
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    target.closest(&format!("[{attribute}]")).ok()??.get_attribute(attribute)
}

#[cfg(test)]
mod tests {
    use super::{escape, pieces};

    #[test]
    fn names_of_programs_are_found_in_words() {
        let check = |text: &str, expected: &[&str]| assert_eq!(pieces(text), expected);
        check("Undone: total_timesteps.", &["Undone: ", "total_timesteps", "."]);
        check("reached_cheese", &["reached_cheese"]);
        check("“goal_1” é hidden_size, not this", &["“", "goal_1", "” é ", "hidden_size", ", not this"]);
        check("plain words – only", &["plain words – only"]);
        check("", &[]);
    }

    #[test]
    fn nothing_that_was_typed_becomes_markup() {
        let check = |text: &str, expected: &str| assert_eq!(escape(text), expected);
        check("a < b && \"c\" > 'd'", "a &lt; b &amp;&amp; &quot;c&quot; &gt; &#39;d&#39;");
        check("<script>", "&lt;script&gt;");
        check("é–", "é–");
    }
}
