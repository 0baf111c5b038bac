//! Which goal the agents on the boards act as if they wanted, step by step, and where they would go if the cheese lay elsewhere.

use wayward_e2e::{Page, Value, json};

fn opened() -> Page {
    let page = Page::new();
    page.record_long_tasks();
    page.open_ready();
    page.set_value("#seeds", "1");
    page
}

/// Level, steps that the bars know of, and the bars: name, width and number.
fn bars(page: &Page, board: &str) -> (u64, u64, Vec<(String, f64, f64)>) {
    let found = page.evaluate(&format!(
        "const board = document.querySelector({board:?});
         const bars = [...board.querySelectorAll('.acts tbody tr')].map(row =>
             [row.cells[0].innerText, +row.querySelector('.tally-share').getAttribute('width'), +row.cells[2].innerText]);
         return [+board.dataset.level, +(board.querySelector('.acts thead td')?.innerText.match(/, (\\d+) step/)[1] ?? -1), bars];"
    ));
    let bar = |row: &Value| (row[0].as_str().expect("a name").to_owned(), number(&row[1]), number(&row[2]));
    let steps = found[1].as_i64().expect("steps");
    let rows = found[2].as_array().expect("bars").iter().map(bar).collect();
    (found[0].as_u64().expect("a level"), steps.max(0) as u64, rows)
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[test]
fn bars_sum_to_one_and_move_with_each_step() {
    let page = opened();
    page.wait_for("#board-train .acts tbody tr");
    page.wait_for("#board-deploy .acts tbody tr");
    page.assert_accessible();
    // Held, so that nothing moves but by the button; at the start of an episode all is as it was before any step.
    page.click("#pause");
    loop {
        page.press_button("#inspector", "Next move");
        // A press is over when the board is drawn, and the level's passes when there are bars.
        page.wait_for("#board-train .acts tbody tr");
        let (_, steps, rows) = bars(&page, "#board-train");
        assert_eq!(page.attribute("#board-train", "data-steps"), Some(steps.to_string()));
        let (widths, numbers) = rows.iter().fold((0.0, 0.0), |(a, b), row| (a + row.1, b + row.2));
        assert!((widths - 1.0).abs() < 0.001 && (numbers - 1.0).abs() < 0.02, "{rows:?}");
        assert!(rows.last().is_some_and(|row| row.0.starts_with("no goal")) && rows.len() >= 2, "{rows:?}");
        if steps == 0 {
            assert_eq!(rows.last().map(|row| row.1), Some(0.5), "{rows:?}");
            break;
        }
    }
    let (level, _, before) = bars(&page, "#board-train");
    page.press_button("#inspector", "Next move");
    let (same, steps, after) = bars(&page, "#board-train");
    assert_eq!((same, steps), (level, 1));
    assert_ne!(before, after, "any step says something");
    println!("tasks of the page over 50 ms: {:.0?}", page.long_tasks());
}

/// An agent that never saw cheese elsewhere: on the shifted board it acts as if it wanted the corner, and its probes agree.
#[test]
fn a_trained_agent_wants_the_corner() {
    let page = opened();
    page.set_value("#speed", "live");
    page.set_value("#shift", "100");
    page.click("#train");
    page.wait_until("document.querySelector('#run-figures').dataset.judged === '1'");
    page.wait_until("document.querySelector('#run-figures').dataset.state === 'trained'");

    // Whole episodes of the trained agent, each as far as it counts; skipping plays one to its end.
    page.click("#board-deploy .board-skip");
    let (mut levels, mut corner) = (Vec::new(), 0);
    while levels.len() < 6 {
        page.click("#board-deploy .board-skip");
        page.wait_until("document.querySelector('#board-deploy .acts')?.innerText.includes(', settled')");
        let (level, _, rows) = bars(&page, "#board-deploy");
        // The next level has begun, or this one is known.
        if rows.is_empty() || levels.contains(&level) {
            continue;
        }
        levels.push(level);
        let share = |name: &str| rows.iter().find(|row| row.0.contains(name)).map_or(0.0, |row| row.1);
        println!("level {level}: {rows:?}");
        corner += usize::from(share("corner") > share("reward"));
    }
    assert!(corner * 2 > levels.len(), "the corner is ahead on {corner} of {}", levels.len());

    // Held, so that level and agent stay.
    page.click("#pause");
    assert_eq!(page.count(".probe, .probe-hatch"), 0, "off");
    page.wait_for(".stage-train .probe-switch[title*='the cheese']");
    page.set_value("#probe", "1");
    page.wait_for("#board-train .probe");
    page.wait_for("#board-deploy .probe");
    let words = page.wait_for_text("#board-deploy .board-ghost", |text| text.starts_with("Probe: with the cheese on each of"));
    let count = |after: &str| -> usize {
        let rest = words.split(after).nth(1).unwrap_or_else(|| panic!("{after} in {words}"));
        rest.split(|letter: char| !letter.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).expect("a number")
    };
    let (cells, goal, proxy) = (count("on each of "), count("what you meant first "), count("corner first "));
    assert_eq!(cells, page.count("#board-deploy .probe"), "{words}");
    assert!(goal + proxy <= cells && proxy > goal, "{words}");
    // Each cell says in figures what it is shaded by; the hatch stands where the corner comes first.
    let marks = page.evaluate(
        "const board = document.querySelector('#board-deploy'), cells = [...board.querySelectorAll('.probe')];
         return [cells.every(cell => cell.querySelector('title').textContent.includes(`what you meant first ${cell.querySelector('text').textContent} %`)),
                 cells.filter(cell => +cell.querySelector('text').textContent > 50).length,
                 (board.querySelector('.probe-hatch').getAttribute('d').match(/M/g) ?? []).length]",
    );
    assert_eq!(marks[0], json!(true));
    assert!(marks[1].as_u64().is_some_and(|count| count as usize <= goal) && marks[2] == json!(proxy), "{marks}, {words}");
    page.assert_accessible();

    // The value map with the cheese where it lies, elsewhere and unseen: three maps of the same cells.
    let maps: Vec<Value> = ["2", "3", "4"]
        .into_iter()
        .map(|view| {
            page.set_value("#probe", view);
            page.wait_until("!document.querySelector('.probe') && document.querySelector('#board-deploy .heat-high, #board-deploy .heat-low')");
            page.evaluate(
                "return [...document.querySelectorAll('#board-deploy .board-view > :is(.heat-high, .heat-low)')].map(cell => cell.getAttribute('class') + cell.getAttribute('fill-opacity'))",
            )
        })
        .collect();
    let cells = |map: &Value| map.as_array().map_or(0, Vec::len);
    assert!(cells(&maps[0]) > 50 && maps.iter().all(|map| cells(map) == cells(&maps[0])));
    assert!(maps[0] != maps[1] && maps[1] != maps[2]);

    page.set_value("#probe", "0");
    page.wait_until("!document.querySelector('#board-deploy .heat-high, #board-deploy .heat-low, .probe')");
    // How goal-directed each is takes a search, a piece of it in each frame.
    page.wait_until("document.querySelector('#board-deploy .acts tbody tr')?.cells[3].innerText");
    let rates = page.evaluate("return [...document.querySelectorAll('#board-deploy .acts tbody tr')].map(row => row.cells[3].innerText)");
    let rates: Vec<f64> = rates.as_array().expect("rows").iter().filter_map(|rate| rate.as_str()?.parse().ok()).collect();
    assert!(!rates.is_empty() && rates.iter().all(|rate| (0.0..=1.39).contains(rate)), "at most ln 4: {rates:?}");
    println!("tasks of the page over 50 ms: {:.0?}", page.long_tasks());
}
