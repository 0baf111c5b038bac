//! Trains in a browser and prints what the page says of it, a JSON object a run: `figures PRESET RUNS`. For `cargo xtask bench`.

use std::process::ExitCode;
use wayward_e2e::{Page, Value};

fn main() -> ExitCode {
    let [preset, runs] = <[String; 2]>::try_from(std::env::args().skip(1).collect::<Vec<_>>()).expect("figures PRESET RUNS");
    for _ in 0..runs.parse().expect("RUNS is a number") {
        let page = Page::new();
        page.open(&format!("#preset={preset}"));
        page.wait_started();
        if page.count("#train") == 0 {
            eprintln!("the page has nothing to train with yet (no #train)");
            return ExitCode::FAILURE;
        }
        page.click("#train");
        page.wait_for_attribute("#run-figures", "data-steps-per-second", |value| !value.is_empty());
        println!("{}", figures(&page));
    }
    ExitCode::SUCCESS
}

/// The data attributes by their names in the command line's rows; numbers as numbers.
fn figures(page: &Page) -> Value {
    page.evaluate(
        "return Object.fromEntries([...document.querySelector('#run-figures').attributes]
             .filter(({name}) => name.startsWith('data-'))
             .map(({name, value}) => [name.slice(5).replaceAll('-', '_'), value === '' || isNaN(value) ? value : Number(value)]))",
    )
}
