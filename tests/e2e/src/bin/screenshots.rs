//! Pictures of the page for people to look at: `screenshots FOLDER`. For `cargo xtask screenshots`. Every size in every theme:
//! at the start, trained, with the verdict at the full shift, and on phones the whole page; the question of a lesson and its answer;
//! and on a projector both as a class sees them.

use std::path::{Path, PathBuf};
use wayward_e2e::Page;

const WINDOWS: [(u32, u32); 5] = [(1440, 900), (1920, 1080), PROJECTOR, (390, 844), (360, 640)];
const PROJECTOR: (u32, u32) = (1024, 768);
const THEMES: [&str; 4] = ["light", "dark", "contrast", "projector"];

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("screenshots FOLDER"));
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    for window in WINDOWS {
        for theme in THEMES {
            let classes: &[bool] = if window == PROJECTOR { &[false, true] } else { &[false] };
            for &is_presented in classes {
                let look = Look { folder: &folder, window, theme, is_presented };
                look.at_an_experiment();
                look.at_a_lesson();
            }
        }
    }
}

struct Look<'a> {
    folder: &'a Path,
    /// Width and height.
    window: (u32, u32),
    theme: &'a str,
    is_presented: bool,
}

impl Look<'_> {
    fn open(&self, query: &str) -> Page {
        let page = Page::new();
        if self.is_phone() {
            page.be_a_phone(self.window.0, self.window.1);
        } else {
            page.resize(self.window.0, self.window.1);
        }
        page.prefer(false, true);
        page.open(&format!("?theme={}{query}", self.theme));
        page.wait_started();
        page.wait_for("#board-deploy .board-view");
        page.wait_for("#train:not([disabled])");
        page.wait_until("[...document.styleSheets].every(sheet => sheet.cssRules.length)");
        if self.is_presented {
            page.click("[data-do=view]");
            page.click("#view[open] #view-present");
            page.wait_for("html[data-presenter] #presenter");
        }
        page
    }

    fn is_phone(&self) -> bool {
        self.window.0 < 500
    }

    fn shoot(&self, page: &Page, moment: &str) {
        page.evaluate("scrollTo(0, 0)");
        let (width, height) = self.window;
        let view = if self.is_presented { "-presented" } else { "" };
        let file = self.folder.join(format!("{moment}{view}-{width}x{height}-{}.png", self.theme));
        page.screenshot(&file);
        println!("{}", file.display());
    }

    fn at_an_experiment(&self) {
        let page = self.open("");
        self.shoot(&page, "start");
        page.set_value("#speed", "live");
        train(&page);
        self.shoot(&page, "trained");
        page.set_value("#shift", "100");
        page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "inner_misaligned");
        self.shoot(&page, "shifted");
        // A phone shows more than one screen of it.
        if self.is_phone() {
            let height = page.evaluate("return document.documentElement.scrollHeight").as_u64().unwrap_or(900);
            page.resize(self.window.0, height as u32);
            self.shoot(&page, "whole");
        }
    }

    fn at_a_lesson(&self) {
        let page = self.open("&lesson=cheese");
        let reach = |heading: &str| {
            page.wait_for_text("#lesson-heading", |text| text == heading);
        };
        let go_on = || page.click("#lesson-next");
        reach("Asked and meant are the same");
        go_on();
        reach("Let it learn");
        page.set_value("#speed", "live");
        page.click("#train");
        page.wait_for(".lesson-wait.is-met");
        go_on();
        reach("Your prediction");
        page.wait_for("#lesson-picker svg");
        self.shoot(&page, "lesson-question");
        page.set_value("#lesson-picker-column", "3");
        page.set_value("#lesson-picker-row", "3");
        page.wait_for("#lesson-picker .predict-pick");
        page.click("#lesson-answer");
        page.wait_for_text("#lesson-answer", |text| text == "Noted");
        go_on();
        reach("Where they go");
        page.set_value("#shift", "100");
        page.wait_for(".lesson-wait.is-met");
        page.wait_for_text("#lesson-said", |text| text.contains("You predicted"));
        self.shoot(&page, "lesson-reveal");
    }
}

fn train(page: &Page) {
    page.click("#train");
    page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "cannot_tell");
}
