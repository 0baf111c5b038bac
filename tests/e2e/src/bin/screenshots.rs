//! Pictures of the page for people to look at: `screenshots FOLDER`. For `cargo xtask screenshots`. Every size in every theme:
//! at the start, trained, with the verdict at the full shift, and on phones the whole page; the question of a lesson and its answer;
//! on a projector both as a class sees them; and the articles of examples/hugo before and after their experiments are run.

use std::path::{Path, PathBuf};
use wayward_e2e::article::Article;
use wayward_e2e::server::{Server, Site};
use wayward_e2e::{Page, dist};

const WINDOWS: [(u32, u32); 5] = [(1440, 900), (1920, 1080), PROJECTOR, (390, 844), (360, 640)];
const PROJECTOR: (u32, u32) = (1024, 768);
const THEMES: [&str; 4] = ["light", "dark", "contrast", "projector"];
const BENCHES: [&str; 2] = ["simple", "full"];
const ARTICLES: [&str; 2] = ["corner", "words"];
const READERS: [(u32, u32); 2] = [(1200, 900), (390, 844)];

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("screenshots FOLDER"));
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    for window in WINDOWS {
        for theme in THEMES {
            let classes: &[bool] = if window == PROJECTOR { &[false, true] } else { &[false] };
            for &is_presented in classes {
                let look = Look { folder: &folder, window, theme, is_presented };
                for bench in BENCHES {
                    look.at_an_experiment(bench);
                }
                look.at_a_lesson();
            }
        }
    }
    at_articles(&folder);
}

/// Whole, however long: as high as the text, so that each figure is in sight.
fn at_articles(folder: &Path) {
    let (article, wayward) = (Article::new("looked-at"), Server::start(Site::new(&dist()), 0).expect("a server"));
    let public = article.built(&wayward.address());
    for name in ARTICLES {
        for (width, height) in READERS {
            for (theme, is_dark) in [("light", false), ("dark", true)] {
                let page = Page::of(Site { policy: false, ..Site::new(&public) }, &[]);
                page.resize(width, height);
                page.prefer(is_dark, true);
                page.open(&format!("posts/{name}/"));
                page.wait_until("customElements.get('wayward-playground')");
                let shoot = |moment: &str| {
                    let all = page.evaluate("return document.documentElement.scrollHeight").as_u64().unwrap_or(900);
                    page.resize(width, all as u32);
                    let file = folder.join(format!("article-{name}-{moment}-{width}-{theme}.png"));
                    page.screenshot(&file);
                    println!("{}", file.display());
                };
                shoot("read");
                page.evaluate(
                    "document.querySelector('details')?.setAttribute('open', '');
                     window.judged = 0;
                     (async () => {
                         for (const figure of document.querySelectorAll('wayward-playground')) {
                             await figure.train();
                             await figure.judge();
                             judged++;
                         }
                     })()",
                );
                page.wait_until("judged === document.querySelectorAll('wayward-playground').length");
                shoot("run");
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

    fn at_an_experiment(&self, bench: &str) {
        let page = self.open(&format!("&bench={bench}"));
        page.wait_for("#train:not([disabled])");
        self.shoot(&page, &format!("{bench}-start"));
        page.set_value("#speed", "live");
        train(&page);
        self.shoot(&page, &format!("{bench}-trained"));
        page.set_value("#shift", "100");
        page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "inner_misaligned");
        self.shoot(&page, &format!("{bench}-shifted"));
        // A phone shows more than one screen of it.
        if self.is_phone() {
            let height = page.evaluate("return document.documentElement.scrollHeight").as_u64().unwrap_or(900);
            page.resize(self.window.0, height as u32);
            self.shoot(&page, &format!("{bench}-whole"));
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
        page.wait_for("#train:not([disabled])");
        page.set_value("#speed", "live");
        page.click("#train");
        page.wait_for(".lesson-wait.is-met");
        go_on();
        reach("Your prediction");
        page.wait_for("#lesson-picker svg");
        self.shoot(&page, "lesson-question");
        page.set_value("#lesson-picker-column", "4");
        page.set_value("#lesson-picker-row", "4");
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
