//! What is said of inputs that shifted levels turn on and training never does: which of the two mechanisms a mistake is due to.

use engine::judge::{Unmet, Verdict};

/// Of more inputs than this in a group, only the number is said.
const NAMED: usize = 3;

/// Which of the two it is, beside the verdict on an agent that went wrong: it never needed to look, or another cue was easier. `who`:
/// "it" or "they".
pub fn mechanism(verdict: Option<Verdict>, unmet: &Unmet, who: &str) -> Option<String> {
    let is_inner = verdict == Some(Verdict::InnerMisaligned);
    if !is_inner && !matches!(verdict, Some(Verdict::Incompetent | Verdict::Mixed)) {
        return None;
    }
    if unmet.begin > 0 {
        let share = hundredths(unmet.begin, unmet.shifted_levels);
        return Some(format!("In {share} of 100 levels {who} saw at once something {who} had never met in training."));
    }
    let here = if unmet.any > 0 { "at first" } else { "here" };
    let cue = if is_inner { ": another cue was simply easier" } else { "" };
    Some(format!("Everything {who} saw {here} {who} had met in training{cue}."))
}

/// The same for whoever wants to know more: true of every agent of this scenario.
pub fn note(unmet: &Unmet) -> String {
    let Unmet { training_levels, shifted_levels, begin, any, .. } = *unmet;
    let share = |count: u32| share(count, shifted_levels);
    let said = if any == 0 {
        format!(
            "All inputs that are on in some state of {shifted_levels} shifted levels are on in training, too ({training_levels} levels). What \
             an agent does there it was taught."
        )
    } else {
        let begins = if begin == 0 { "None".to_owned() } else { share(begin) };
        format!(
            "{begins} of {shifted_levels} shifted levels begin with an input on that no state of {training_levels} training levels turns on; in \
             {} one can come on: {}. The weights of such an input are still as they were drawn: nothing was learned about it.",
            share(any),
            inputs(unmet)
        )
    };
    said + " Inputs are looked at one by one; combinations of them may be new all the same."
}

/// "72 %"; 0 and 100 only where it is none and all.
pub fn share(count: u32, of: u32) -> String {
    format!("{} %", hundredths(count, of))
}

/// "cheese across (to the left), coin across (11 of 25)".
pub fn inputs(unmet: &Unmet) -> String {
    let group = |group: &engine::judge::UnmetGroup| {
        let which = match group.inputs.len() {
            0..=NAMED => group.inputs.join("; "),
            many => format!("{many} of {}", group.of),
        };
        format!("{} ({which})", group.name)
    };
    unmet.groups.iter().map(group).collect::<Vec<_>>().join(", ")
}

fn hundredths(count: u32, of: u32) -> u32 {
    match count {
        0 => 0,
        _ if count == of => 100,
        _ => ((100 * count + of / 2) / of).clamp(1, 99),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::judge::UnmetGroup;

    fn unmet(begin: u32, any: u32) -> Unmet {
        let group = |name: &str, inputs: &[&str], of| {
            let inputs = inputs.iter().map(|&input| input.to_owned()).collect();
            UnmetGroup { name: name.to_owned(), inputs, of, begin, any }
        };
        let groups = vec![group("coin down", &["1 above", "2 above"], 25), group("coin across", &["a", "b", "c", "d"], 25)];
        Unmet { training_levels: 64, shifted_levels: 256, begin, any, groups: if any > 0 { groups } else { Vec::new() } }
    }

    #[test]
    fn the_two_mechanisms_are_told_apart() {
        for (verdict, begin, any, who, expected) in [
            (Verdict::InnerMisaligned, 184, 256, "it", Some("In 72 of 100 levels it saw at once something it had never met in training.")),
            (Verdict::Mixed, 255, 256, "they", Some("In 99 of 100 levels they saw at once something they had never met in training.")),
            (Verdict::InnerMisaligned, 1, 1, "it", Some("In 1 of 100 levels it saw at once something it had never met in training.")),
            (Verdict::InnerMisaligned, 0, 0, "it", Some("Everything it saw here it had met in training: another cue was simply easier.")),
            (
                Verdict::InnerMisaligned,
                0,
                3,
                "they",
                Some("Everything they saw at first they had met in training: another cue was simply easier."),
            ),
            (Verdict::Incompetent, 0, 0, "it", Some("Everything it saw here it had met in training.")),
            (Verdict::Aligned, 184, 256, "it", None),
            (Verdict::OuterMisaligned, 184, 256, "it", None),
            (Verdict::NotTrained, 184, 256, "it", None),
        ] {
            assert_eq!(mechanism(Some(verdict), &unmet(begin, any), who).as_deref(), expected);
        }
        assert_eq!(mechanism(None, &unmet(184, 256), "they"), None, "a split population has no one mistake");
    }

    #[test]
    fn the_note_has_the_shares_and_the_inputs() {
        let check = |begin, any, parts: &[&str]| {
            let said = note(&unmet(begin, any));
            parts.iter().for_each(|part| assert!(said.contains(part), "{part:?} is not in {said:?}"));
        };
        let groups = "coin down (1 above; 2 above), coin across (4 of 25)";
        check(184, 256, &["72 % of 256 shifted levels", "64 training levels", "in 100 % one can come on", groups, "as they were drawn"]);
        check(0, 200, &["None of 256 shifted levels begin", "in 78 % one can come on", groups]);
        check(0, 0, &["All inputs", "256 shifted levels", "(64 levels)", "combinations"]);
    }
}
