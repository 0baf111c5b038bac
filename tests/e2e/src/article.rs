//! The example of a site that embeds Wayward, built by Hugo as an author would.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::copy;

/// A copy of examples/hugo, and the site that Hugo makes of it; removed at the end.
pub struct Article(PathBuf);

impl Article {
    pub fn new(name: &str) -> Article {
        let folder = std::env::temp_dir().join(format!("wayward-hugo-{name}-{}", std::process::id()));
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/hugo"), &folder);
        Article(folder)
    }

    /// What Hugo says when it builds the site with Wayward at this address.
    pub fn build(&self, wayward: &str) -> Output {
        let hugo = std::env::var("WAYWARD_HUGO").unwrap_or("hugo".into());
        let mut hugo = Command::new(hugo);
        hugo.current_dir(&self.0).env("HUGO_PARAMS_WAYWARD", wayward);
        hugo.output().expect("hugo runs; `cargo xtask test` installs or names what is missing")
    }

    /// The folder of the site.
    pub fn built(&self, wayward: &str) -> PathBuf {
        let output = self.build(wayward);
        assert!(output.status.success(), "{output:?}");
        self.0.join("public")
    }

    /// Makes this the text of its first page.
    pub fn write(&self, text: &str) {
        fs::write(self.0.join("content/posts/corner/index.md"), format!("---\ntitle: T\n---\n{text}\n")).unwrap();
    }

    /// What Hugo made of that.
    pub fn page(&self) -> String {
        fs::read_to_string(self.0.join("public/posts/corner/index.html")).unwrap()
    }

    /// What it made for readers of feeds.
    pub fn feed(&self) -> String {
        fs::read_to_string(self.0.join("public/index.xml")).unwrap()
    }
}

impl Drop for Article {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
