//! A scenario as the page saves what a person has typed.

use super::draft::Draft;
use engine::scenario::Scenario;

/// As the page saves it, not shifted at all.
pub fn saved(scenario: &Scenario) -> String {
    Draft::of(scenario).map_or_else(String::new, |draft| draft.save(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::scenario::PRESETS;

    fn check(scenario_here: &Scenario) {
        let (draft, amount) = Draft::restore(&saved(scenario_here)).expect("saved");
        assert_eq!((&draft.frozen(), amount), (scenario_here, 0.0));
    }

    #[test]
    fn a_scenario_comes_back_from_paper() {
        for preset in &PRESETS {
            check(&preset.scenario());
        }
        let mut other = Scenario::preset("cheese-corner").unwrap();
        let changes = [
            ("seed", "4294967295"),
            ("seeds", "3"),
            ("judge.levels", "64"),
            ("train.disagree", "0.125"),
            ("shift.size", "9"),
            ("agent.gamma", "0.9"),
            ("agent.learning_rate", "0.000123"),
            ("agent.absolute_position", "0"),
            ("reward", "let a = 1;\n\na * bumped // no number = this \\n\r\n"),
            ("intended", "this does not\ncompile"),
            ("proxies.corner", "bumped"),
            ("proxies.mine", ""),
        ];
        for (key, value) in changes {
            other.set(key, value).unwrap();
            check(&other);
        }
        other.proxies.clear();
        check(&other);
    }
}
