//! A scenario as a person would have typed it, and back.

use super::draft::Draft;
use engine::scenario::Scenario;

/// As the page saves it, not shifted at all.
pub fn saved(scenario: &Scenario) -> String {
    Draft::of(scenario).map_or_else(String::new, |draft| draft.save(0.0))
}

/// The scenario that was saved, as a run would get it.
pub fn scenario(saved: &str) -> Option<Scenario> {
    Draft::restore(saved).map(|(draft, _)| draft.frozen())
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::scenario::PRESETS;

    fn check(scenario_here: &Scenario) {
        assert_eq!(scenario(&saved(scenario_here)).as_ref(), Some(scenario_here));
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
