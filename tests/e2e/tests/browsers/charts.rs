//! Charts: how the shown agent does where it is deployed, all along its training; the curve over disagreement, trained by workers of
//! its own.

use std::path::Path;
use std::time::Duration;

use engine::scenario::Scenario;
use thirtyfour::Key;
use wayward::table;
use wayward_e2e::downloads::Downloads;
use wayward_e2e::runs::{cheese_corner, natively};
use wayward_e2e::{Engine, Page, engines};

const STEPS: &str = "16384";

fn opened(engine: Engine, steps: &str) -> Page {
    let page = Page::in_engine(engine);
    if engine == Engine::Chromium {
        page.record_workers();
    }
    page.open("#preset=cheese-corner&seed=1003");
    page.wait_started();
    page.wait_for("#train:not([disabled])");
    page.set_value("#speed", "live");
    page.set_value("#seeds", "1");
    page.set_value("#agent-total_timesteps", steps);
    page
}

/// Where `WAYWARD_PICTURES` names a folder, what is on view is kept there, for people to look at.
fn picture(page: &Page, name: &str) {
    if let Some(folder) = std::env::var_os("WAYWARD_PICTURES") {
        page.screenshot(&Path::new(&folder).join(format!("charts-{name}.png")));
    }
}

/// The texts of the cells that this finds.
fn texts(page: &Page, css: &str) -> Vec<String> {
    let found = page.evaluate(&format!("return [...document.querySelectorAll({css:?})].map((it) => it.textContent.trim())"));
    found.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Eight moments and the verdict, once nothing else is left to do.
fn looked_back(page: &Page) {
    page.wait_until("document.querySelectorAll('.curves-chart .mark-shift').length === 9");
}

#[test]
fn learning_curves_show_the_deployed_agent() {
    let page = opened(Engine::Chromium, STEPS);
    page.set_value("#shift", "100");
    page.click("#train");
    page.wait_for("#verdict[data-verdict]");
    looked_back(&page);
    let said = page.text(".curves-frame ~ .curves-about");
    assert!(said.starts_with("What you meant, judged at 16,384: ○ ") && said.contains(" on new training levels, ◆ "), "{said}");
    picture(&page, "deployed");

    // By keyboard to the first point, and what it says follows.
    page.press(".curves-frame", Key::Home);
    page.wait_for_text(".curves-frame ~ .curves-about", |text| !text.contains("16,384"));
    // Beside the words stands what asks for the meaning of the marks.
    let first = page.evaluate("return document.querySelector('.curves-frame ~ .curves-about').firstChild.data.trim()");
    let first = first.as_str().expect("words");
    assert!(page.attribute(".curves-frame", "aria-valuetext").unwrap().ends_with(first), "what is read is heard");
    page.press(".curves-frame", Key::Escape);

    // All of it as a table, which agrees with the judge when the person asks for one of those moments.
    page.click("[data-fold=table] summary");
    page.wait_for(".curves-table table");
    let steps = texts(&page, ".curves-table table:first-child th[scope=row]");
    assert_eq!(steps, ["0", "2,048", "4,096", "6,144", "8,192", "10,240", "12,288", "14,336", "16,384"]);
    let cells = texts(&page, ".curves-table table:first-child tr:nth-child(5) td");
    page.set_value("#scrub", "8192");
    page.wait_until("document.querySelector('#verdict')?.textContent.includes('after 8,192 steps') && document.querySelector('#verdict').dataset.verdict");
    let meant = page.evaluate(
        "return [...document.querySelectorAll('.verdict-scores tr')].find((row) => row.textContent.startsWith('What you meant')).innerText
             .split('\\t').slice(1).map((cell) => cell.replace(/\\s+/g, ' ').trim())",
    );
    let meant: Vec<&str> = meant.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap()).collect();
    assert_eq!(cells.iter().map(String::as_str).collect::<Vec<_>>(), meant);
    // The replay has not come further than that by now.
    assert_eq!(page.count(".curves-chart .mark-shift"), 5);
    page.set_value("#scrub", STEPS);
    looked_back(&page);

    // As a file: a row for each of them, the verdict's last.
    page.click("[data-do=share]");
    page.wait_for("#share-menu[open] [data-save=moments]:not([disabled])");
    let rows = Downloads::of(&page, "moments").text(&page, "[data-save=moments]", ".csv");
    let rows: Vec<&str> = rows.lines().collect();
    assert_eq!(rows.len(), 10);
    assert_eq!(rows[9].rsplit(',').nth(3), page.attribute("#verdict", "data-digest").as_deref());
    page.click("#share-menu [aria-label=Close]");

    // Another amount is another world.
    page.set_value("#shift", "50");
    page.wait_until("document.querySelectorAll('.mark-shift').length < 9");
    looked_back(&page);
}

fn open_sweep(page: &Page, each: &str) {
    page.click("#over > summary");
    page.click("[data-do=sweep]");
    page.wait_for("#sweep[open]");
    page.set_value("#sweep-each", each);
}

#[test]
fn the_curve_over_disagreement_is_that_of_the_command_line() {
    for &engine in engines() {
        let page = opened(engine, "2048");
        open_sweep(&page, "2");
        page.wait_for_text("[data-sweep=go]", |text| text == "Train 14 agents");
        page.click("[data-sweep=go]");
        page.wait_for_text("#sweep-said", |text| text == "Done: 14 agents.");
        assert_eq!(page.count(".sweep-chart .sweep-meant.sweep-mark"), 7);
        assert_eq!(page.count(".sweep-chart .verdict-icon"), 14);
        assert!(page.text(".sweep-figure figcaption").starts_with("Trained where a share of 0 "));

        // By keyboard and by pointer: the values at one share.
        page.press(".sweep-frame", Key::Home);
        page.wait_for_attribute(".sweep-frame", "aria-valuenow", |now| now == "0");
        page.press(".sweep-frame", Key::Right);
        page.wait_for_attribute(".sweep-frame", "aria-valuetext", |text| text.starts_with("0.003: What you meant "));
        page.evaluate(
            "const frame = document.querySelector('.sweep-frame'), {right, top} = frame.getBoundingClientRect();
             frame.dispatchEvent(new PointerEvent('pointermove', {bubbles: true, clientX: right - 9, clientY: top + 9}))",
        );
        page.wait_for_attribute(".sweep-frame", "aria-valuenow", |now| now == "6");
        page.click("#sweep details summary");
        assert_eq!(page.count("#sweep tbody tr"), 7);

        if engine == Engine::Chromium {
            assert!(page.evaluate("return __workers.length").as_u64() > Some(1), "workers of its own");
            page.assert_accessible();
            picture(&page, "sweep");
            let downloads = Downloads::of(&page, "sweep");
            let csv = downloads.text(&page, "[data-sweep=csv]", ".csv");
            let rows: Vec<&str> = csv.lines().collect();
            assert!(rows[0].starts_with("train.disagree,seed,") && rows[1].contains("Made with Wayward, engine "));
            assert_eq!(rows.len(), 15);
            // The second seed at 0.1: what `wayward sweep` writes for it.
            let scenario = cheese_corner(&[("seed", "1004"), ("agent.total_timesteps", "2048"), ("train.disagree", "0.1")]);
            let row = natively(&Scenario { seeds: 1, ..scenario.clone() }).report.row;
            let fields = table::row_fields(&row, &["corner".to_owned()], &table::setup(&scenario, 1.0));
            assert_eq!(rows[10], format!("0.1,{},", table::line(&fields).trim_end()));
            let svg = downloads.text(&page, "[data-sweep=svg]", ".svg");
            assert!(svg.contains("Over disagreement, Wayward") && svg.contains("train.disagree takes the values 0, 0.003"));
        }
        // It is still there, as long as the experiment is the same.
        page.click("#sweep [aria-label=Close]");
        page.wait_until("!document.querySelector('#sweep[open]')");
        page.click("[data-do=sweep]");
        page.wait_for("#sweep[open] .sweep-figure");
    }
}

#[test]
fn it_can_be_stopped_and_outlives_a_worker() {
    let page = opened(Engine::Chromium, STEPS);
    open_sweep(&page, "8");
    page.click("[data-sweep=go]");
    page.wait_for_text("#sweep-progress", |text| text.contains("of 56 agents, about ") && !text.starts_with("0 of"));
    page.click("[data-sweep=stop]");
    page.wait_for_text("#sweep-said", |text| text.starts_with("Stopped."));
    let done = page.text("#sweep-progress");
    assert!(page.count(".sweep-mark.sweep-meant") > 0, "what is finished stays");
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(page.text("#sweep-progress"), done, "nobody works on");

    // It goes on; a worker that dies is said and replaced, another one ends it.
    page.click("[data-sweep=go]");
    page.wait_until("document.querySelector('#sweep-progress').textContent.includes('left')");
    page.evaluate("__workers.at(-1).terminate()");
    page.wait_for_text("#sweep-said", |text| text.starts_with("A worker died") && text.contains("started anew"));
    page.evaluate("__workers.at(-1).terminate()");
    page.wait_for_text("#sweep-said", |text| text.starts_with("Stopped: a worker died again"));

    // Closing it ends it as well.
    page.click("[data-sweep=go]");
    page.wait_for_text("#sweep-said", |text| text == "Training.");
    page.click("#sweep [aria-label=Close]");
    page.click("[data-do=sweep]");
    page.wait_for("#sweep[open] [data-sweep=go]:not([disabled])");
    page.click("#sweep [aria-label=Close]");

    // Without a program there is nothing to train.
    page.type_into("#reward", "1 +");
    page.wait_for("#train[disabled]");
    page.click("[data-do=sweep]");
    page.wait_for_text("#sweep-said", |text| text.starts_with("Nothing can be trained as the page stands: reward"));
    assert_eq!(page.count("#sweep [data-sweep=go]:not([disabled])"), 0);
}

#[test]
fn all_agents_stand_in_a_table() {
    let page = opened(Engine::Chromium, "2048");
    page.set_value("#seeds", "3");
    page.click("#train");
    page.wait_until("document.querySelector('#run-figures').dataset.judged === '3'");
    page.click("[data-do=agents]");
    page.wait_for("#agents-table[open]");
    assert_eq!(texts(&page, "#agents-table tbody th"), ["1003", "1004", "1005"]);
    assert!(texts(&page, "#agents-table thead th").iter().any(|name| name == "Goes for"));
    let close = page.evaluate("const {width, height} = document.querySelector('#agents-table [aria-label=Close]').getBoundingClientRect(); return Math.min(width, height)");
    assert!(close.as_f64().is_some_and(|size| size >= 24.0), "{close}");
    assert!(page.text("#agents-table p:not(.sr-only)").starts_with("3 of 3 agents are judged: "));
    page.assert_accessible();
}
