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

/// Which part of shown markup was pressed: this attribute of the innermost element around it that has one.
#[cfg(feature = "page")]
pub fn pressed(event: &yew::MouseEvent, attribute: &str) -> Option<String> {
    use wasm_bindgen::JsCast as _;
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    target.closest(&format!("[{attribute}]")).ok()??.get_attribute(attribute)
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_that_was_typed_becomes_markup() {
        let check = |text: &str, expected: &str| assert_eq!(escape(text), expected);
        check("a < b && \"c\" > 'd'", "a &lt; b &amp;&amp; &quot;c&quot; &gt; &#39;d&#39;");
        check("<script>", "&lt;script&gt;");
        check("é–", "é–");
    }
}
