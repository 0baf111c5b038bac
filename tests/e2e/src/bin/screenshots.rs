//! Pictures of the page for people to look at: `screenshots FOLDER`. For `cargo xtask screenshots`.

use std::path::Path;
use wayward_e2e::Page;

fn main() {
    let folder = std::env::args().nth(1).expect("screenshots FOLDER");
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    for (width, height) in [(1440, 900), (390, 844)] {
        for (dark, theme) in [(false, "light"), (true, "dark")] {
            let page = Page::new();
            page.resize(width, height);
            page.prefer(dark, true);
            let shoot = |moment: &str| {
                let file = Path::new(&folder).join(format!("{moment}-{width}x{height}-{theme}.png"));
                page.screenshot(&file);
                println!("{}", file.display());
            };
            page.open("");
            page.wait_started();
            shoot("start");
            page.wait_for("#train:not([disabled])");
            page.set_value("#speed", "live");
            page.click("#overlay");
            page.click("#train");
            page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "cannot_tell");
            shoot("trained");
            page.set_value("#shift", "100");
            page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "inner_misaligned");
            page.click("#overlay");
            shoot("verdict");
            // A phone shows more than one screen of it.
            let height = page.evaluate("return document.documentElement.scrollHeight").as_u64().unwrap_or(900);
            page.resize(width, height as u32);
            shoot("whole");
        }
    }
}
