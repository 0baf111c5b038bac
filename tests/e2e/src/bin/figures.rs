//! Trains in a browser and prints what the page says of it, a JSON object a run: `figures RUNS` one agent after another,
//! `figures population` many at once, `figures curve` the curve over disagreement. For `cargo xtask bench`.

use wayward_e2e::{Page, Value};

fn main() {
    let argument = std::env::args().nth(1).expect("figures RUNS, figures population or figures curve");
    if argument == "population" {
        // One worker, then as many as the machine has cores.
        for workers in [Some(1), None] {
            println!("{}", population(workers));
        }
        return;
    }
    if argument == "curve" {
        println!("{}", curve());
        return;
    }
    for _ in 0..argument.parse().expect("RUNS is a number") {
        let page = Page::new();
        page.open_ready();
        page.set_value("#seeds", "1");
        page.click("#train");
        page.wait_for_attribute("#run-figures", "data-steps-per-second", |value| !value.is_empty());
        println!("{}", figures(&page));
    }
}

/// The data attributes by their names in the command line's rows; numbers as numbers.
fn figures(page: &Page) -> Value {
    page.evaluate(
        "return Object.fromEntries([...document.querySelector('#run-figures').attributes]
             .filter(({name}) => name.startsWith('data-'))
             .map(({name, value}) => [name.slice(5).replaceAll('-', '_'), value === '' || isNaN(value) ? value : Number(value)]))",
    )
}

/// 16 agents at each share of disagreement, at the full shift: seconds from the press of Train until the last is judged.
fn curve() -> Value {
    let page = Page::new();
    page.open_ready();
    page.set_value("#shift", "100");
    page.click("#over > summary");
    page.click("[data-do=sweep]");
    page.wait_for("#sweep[open]");
    page.set_value("#sweep-each", "16");
    page.wait_for_text("[data-sweep=go]", |text| text == "Train 112 agents");
    page.evaluate(
        "const said = document.querySelector('#sweep-said');
         document.querySelector('[data-sweep=go]').addEventListener('click', () => { window.__pressed = performance.now(); });
         new MutationObserver(() => {
             if (said.textContent === 'Done: 112 agents.') window.__seconds = (performance.now() - __pressed) / 1000;
         }).observe(said, {childList: true, subtree: true, characterData: true});",
    );
    page.click("[data-sweep=go]");
    page.wait_until("window.__seconds");
    page.evaluate("return {agents: 112, workers: Math.min(8, navigator.hardwareConcurrency), seconds: Math.round(100 * __seconds) / 100}")
}

/// The page as it comes: 16 agents, at the full shift. Seconds from the press of Train until all are trained and judged; what
/// blocked the page for more than 50 ms from its start to the last verdict; the frames in between; and milliseconds from a press of
/// Pause or Resume until it is obeyed, median and most of 20.
fn population(workers: Option<u32>) -> Value {
    let page = Page::new();
    page.record_long_tasks();
    if let Some(workers) = workers {
        page.on_new_document(&format!("Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', {{value: {workers}}})"));
    }
    page.open_ready();
    page.set_value("#shift", "100");
    page.evaluate(
        "window.__frames = [];
         let last = 0;
         const figures = document.querySelector('#run-figures').dataset;
         const look = (now) => {
             if (last) __frames.push(now - last);
             last = now;
             if (figures.agents > 0 && figures.judged === figures.agents) [window.__agents, window.__seconds] = [+figures.agents, (performance.now() - __pressed) / 1000];
             else requestAnimationFrame(look);
         };
         document.querySelector('#train').addEventListener('click', () => {
             window.__pressed = performance.now();
             requestAnimationFrame(look);
         });",
    );
    page.click("#train");
    page.wait_until("window.__seconds");
    let long_tasks = page.long_tasks();
    // How long workers take to obey: the page is told to pause and to go on, in the middle of a long training.
    page.set_value("#agent-total_timesteps", "2000000");
    page.click("#train");
    page.wait_until("document.querySelector('#run-figures').dataset.step > 0");
    let answers = page.evaluate_async(
        "const figures = document.querySelector('#run-figures').dataset, times = [];
         const rest = () => new Promise((done) => setTimeout(done, 90));
         for (let i = 0; i < 20; i++) {
             const begun = performance.now();
             document.querySelector('#pause').click();
             while (figures.state !== ['paused', 'training'][i % 2]) await new Promise((done) => setTimeout(done));
             times.push(performance.now() - begun);
             await rest();
         }
         times.sort((a, b) => a - b);
         return [Math.round(times[10]), Math.round(times[19])]",
    );
    page.click("#reset");
    page.evaluate(&format!(
        "const frames = __frames.toSorted((a, b) => a - b), at = (share) => Math.round(10 * frames[Math.floor(share * (frames.length - 1))]) / 10;
         return {{workers: {}, agents: __agents, seconds: Math.round(100 * __seconds) / 100,
                 long_tasks_ms: {long_tasks:.0?}, answer_ms: {answers}, frame_ms_median: at(0.5), frame_ms_95: at(0.95)}}",
        workers.map_or("Math.min(8, navigator.hardwareConcurrency)".to_owned(), |workers| workers.to_string())
    ))
}
