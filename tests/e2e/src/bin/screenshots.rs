//! Pictures of the page for people to look at: `screenshots FOLDER`. For `cargo xtask screenshots`. Every size in every theme:
//! at the start, trained, with the verdict at the full shift, and on phones the whole page.

use std::path::Path;
use wayward_e2e::Page;

const SIZES: [(u32, u32); 3] = [(1440, 900), (1024, 768), (390, 844)];

fn main() {
    let folder = std::env::args().nth(1).expect("screenshots FOLDER");
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    for (width, height) in SIZES {
        for theme in ["light", "dark", "contrast", "projector"] {
            let page = Page::new();
            page.resize(width, height);
            page.prefer(false, true);
            let shoot = |moment: &str| {
                let file = Path::new(&folder).join(format!("{moment}-{width}x{height}-{theme}.png"));
                page.screenshot(&file);
                println!("{}", file.display());
            };
            page.open(&format!("?theme={theme}"));
            page.wait_started();
            page.wait_for("#board-deploy .board-view");
            page.wait_for("#train:not([disabled])");
            page.wait_until("[...document.styleSheets].every(sheet => sheet.cssRules.length)");
            shoot("start");
            page.set_value("#speed", "live");
            let overlay = || {
                // Clear of what stays at the bottom of a phone.
                page.evaluate("document.querySelector('#overlay').scrollIntoView({block: 'center'})");
                page.click("#overlay");
            };
            overlay();
            page.click("#train");
            page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "cannot_tell");
            page.evaluate("scrollTo(0, 0)");
            shoot("trained");
            page.set_value("#shift", "100");
            page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "inner_misaligned");
            overlay();
            page.evaluate("scrollTo(0, 0)");
            shoot("verdict");
            // A phone shows more than one screen of it.
            if width < 500 {
                let height = page.evaluate("return document.documentElement.scrollHeight").as_u64().unwrap_or(900);
                page.resize(width, height as u32);
                shoot("whole");
            }
        }
    }
}
