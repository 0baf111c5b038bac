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
            if page.count("#train") > 0 {
                page.click("#train");
                page.wait_for_attribute("#run-figures", "data-steps-per-second", |value| !value.is_empty());
                shoot("trained");
            }
        }
    }
}
