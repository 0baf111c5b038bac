//! The figure that stands still: what stands in it is what was measured, and nothing in it comes from elsewhere.

use engine::experiment::{Event, Experiment, Report};
use engine::learner::Net;
use engine::scenario::Scenario;
use wayward::figure;
use wayward::ui::words;

const LINK: &str = "https://example.org/#preset=lava&seed=1000";

fn trained(preset: &str, steps: &str) -> (Scenario, Net, Report) {
    let mut scenario = Scenario::preset(preset).unwrap();
    for (key, value) in [("seed", "1000"), ("agent.total_timesteps", steps), ("judge.levels", "64")] {
        scenario.set(key, value).unwrap();
    }
    let mut experiment = Experiment::new(scenario.clone(), 1.0).unwrap();
    let mut events = Vec::new();
    loop {
        experiment.advance(&mut events);
        for event in events.drain(..) {
            if let Event::Judged { report, .. } = event {
                return (scenario, experiment.net().clone(), *report);
            }
        }
    }
}

#[test]
fn a_figure_says_what_was_measured() {
    for preset in ["cheese-corner", "lava", "coin-strip"] {
        let (scenario, net, report) = trained(preset, "20000");
        let svg = figure::draw(&scenario, &net, &report, 1.0, LINK);
        assert_eq!(svg, figure::draw(&scenario, &net, &report, 1.0, LINK), "the same twice");
        let document = roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{preset}: {error}\n{svg}"));
        let root = document.root_element();
        assert!(root.has_tag_name(("http://www.w3.org/2000/svg", "svg")));
        let named =
            |name: &str| root.children().find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", name))).and_then(|node| node.text());
        assert!(named("title").unwrap().contains(&words::headline(&report.row)));
        assert_eq!(named("metadata"), Some(LINK));
        // Text is text: the words of the verdict, numbers, reward, digest and link, wherever lines are broken.
        let said: String = root
            .descendants()
            .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "text")))
            .filter_map(|node| node.text())
            .collect();
        let packed = |text: &str| text.split_whitespace().collect::<String>();
        let said = packed(&said);
        let score = report.row.sets.shift.reward.expect("a score");
        let numbers = format!("{} [{}, {}]", words::number(score.value), words::number(score.low), words::number(score.high));
        let wanted = [words::words(&report).says.as_str(), &scenario.reward, &report.row.digest, LINK, &numbers].map(packed);
        for words in wanted {
            assert!(said.contains(&words), "{preset}: {words} is missing in {said}");
        }
        for node in root.descendants() {
            assert!(!matches!(node.tag_name().name(), "script" | "image" | "use" | "a" | "style" | "foreignObject"), "{preset}: {node:?}");
            for attribute in node.attributes() {
                let (name, value) = (attribute.name(), attribute.value());
                assert!(!matches!(name, "class" | "href" | "style") && !name.starts_with("on"), "{preset}: {name}={value}");
                assert!(!value.contains("url(") || value.starts_with("url(#wayward-"), "{preset}: {name}={value}");
                assert!(!value.contains("NaN") && !value.contains("inf"), "{preset}: {name}={value}");
            }
        }
        assert!(svg.len() < 150_000, "{preset}: {} bytes", svg.len());
    }
}
