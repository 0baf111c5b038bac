//! The example of a site that embeds Wayward: built by Hugo, as an author would, and read as a visitor would.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use wayward_e2e::json;

/// A copy of examples/hugo, and the site that Hugo makes of it; removed at the end.
struct Article(PathBuf);

impl Article {
    fn new(name: &str) -> Article {
        let folder = std::env::temp_dir().join(format!("wayward-hugo-{name}-{}", std::process::id()));
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/hugo"), &folder);
        Article(folder)
    }

    /// With Wayward at this address.
    fn build(&self, wayward: &str) -> Output {
        let hugo = std::env::var("WAYWARD_HUGO").unwrap_or("hugo".into());
        let mut hugo = Command::new(hugo);
        hugo.current_dir(&self.0).env("HUGO_PARAMS_WAYWARD", wayward);
        hugo.output().expect("hugo runs; `cargo xtask test` installs or names what is missing")
    }

    fn built(&self, wayward: &str) -> PathBuf {
        let output = self.build(wayward);
        assert!(output.status.success(), "{output:?}");
        self.0.join("public")
    }

    fn write(&self, text: &str) {
        fs::write(self.0.join("content/posts/corner/index.md"), format!("---\ntitle: T\n---\n{text}\n")).unwrap();
    }

    fn page(&self) -> String {
        fs::read_to_string(self.0.join("public/posts/corner/index.html")).unwrap()
    }
}

impl Drop for Article {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn the_shortcode_writes_what_the_author_said() {
    let article = Article::new("writes");
    article.built("https://example.org/w/");
    let page = article.page();
    assert_eq!(page.matches("<wayward-playground ").count(), 3);
    assert_eq!(page.matches("src=\"https://example.org/w/embed.js\"").count(), 1, "the script, once a page");
    assert!(page.contains(" preset=\"cheese-corner\"") && page.contains(" panels=\"train,shift,verdict\""), "{page}");
    assert!(page.contains(" poster=\"/posts/corner/corner.svg\"") && page.contains("<img src=\"/posts/corner/corner.svg\" alt=\"Measured"));
    assert!(page.contains("it runs to the <strong>corner</strong>"), "what is seen without scripts is Markdown: {page}");
    assert!(page.contains("href=\"https://example.org/w/#preset=cheese-corner&amp;seed=1011&amp;seeds=1\""), "{page}");
    let feed = fs::read_to_string(article.0.join("public/index.xml")).unwrap();
    assert!(feed.contains("it runs to the corner") && !feed.contains("disagree"), "a feed has the words and not the scenario: {feed}");
}

#[test]
fn the_shortcode_keeps_a_scenario_to_the_letter() {
    let article = Article::new("keeps");
    let scenario =
        r#"{"preset": "cheese-corner", "seed": 18446744073709551615, "reward": "if reached_cheese { 1 } else { \"</script>\" < 2 }"}"#;
    article.write(&format!("{{{{< wayward >}}}}\n{scenario}\n{{{{< /wayward >}}}}\n{{{{< wayward preset=\"a\\\"><b>\" />}}}}"));
    article.built("https://example.org/w/");
    let page = article.page();
    let (_, rest) = page.split_once("<script type=\"application/json\">").unwrap();
    let (kept, _) = rest.split_once("</script>").unwrap();
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(kept), value(scenario));
    assert_eq!(value(kept)["seed"], json!(u64::MAX));
    assert!(!page.contains("\"><b>"), "nothing in an attribute leads out of it: {page}");
}

#[test]
fn a_mistake_of_the_author_stops_the_build_with_its_place() {
    let article = Article::new("mistakes");
    for (text, words) in [
        ("{{< wayward prest=\"cheese-corner\" />}}", ["\"prest\"", "preset, link, theme", "index.md:4"]),
        ("{{< wayward >}}{\"preset\": \"cheese-corner\",}{{< /wayward >}}", ["unmarshal", "wayward", "index.md"]),
    ] {
        article.write(text);
        let output = article.build("https://example.org/w/");
        let said = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
        assert!(!output.status.success() && words.iter().all(|word| said.contains(word)), "{text}: {said}");
    }
}
