//! What the page gives to keep, as files on the disk.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::Page;

/// How long a file may take; an episode is drawn picture by picture.
const PATIENCE: Duration = Duration::from_secs(60);

/// The folder into which Chromium puts what is downloaded; gone with the test.
pub struct Downloads(PathBuf);

impl Downloads {
    /// From now on the files of this page come here; no other test may give the same name.
    pub fn of(page: &Page, name: &str) -> Downloads {
        let folder = std::env::temp_dir().join(format!("wayward-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        page.devtools("Browser.setDownloadBehavior", json!({"behavior": "allow", "downloadPath": folder.to_str().unwrap()}));
        Downloads(folder)
    }

    /// Presses the button, and waits for the file with this ending: its name and its bytes.
    #[track_caller]
    pub fn save(&self, page: &Page, button: &str, ending: &str) -> (String, Vec<u8>) {
        for old in self.files() {
            std::fs::remove_file(old).unwrap();
        }
        page.click(button);
        let start = Instant::now();
        loop {
            // A browser writes elsewhere and moves the whole file here.
            if let Some(file) = self.files().into_iter().find(|file| file.to_str().unwrap().ends_with(ending)) {
                return (file.file_name().unwrap().to_str().unwrap().into(), std::fs::read(&file).unwrap());
            }
            let said = || page.evaluate("return document.querySelector('#save-said')?.textContent");
            assert!(start.elapsed() < PATIENCE, "no file came from {button}; the Share menu says: {}", said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The same for a file that is a text.
    #[track_caller]
    pub fn text(&self, page: &Page, button: &str, ending: &str) -> String {
        String::from_utf8(self.save(page, button, ending).1).expect("a text")
    }

    fn files(&self) -> Vec<PathBuf> {
        std::fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path()).collect()
    }
}

impl Drop for Downloads {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
