//! What is this? Each word and sign of the page that not everybody knows, in plain words.

use crate::ui::terms::Term;

/// What it is called in full, and what it means, a paragraph each.
pub fn explain(term: Term) -> (&'static str, &'static [&'static str]) {
    match term {
        Term::Disagree => (
            "Disagree",
            &[
                "The share of training levels on which what you meant and another goal come apart: the cheese, say, does not lie in the corner. 0: on none; 1: on all.",
                "At 0 nothing in training tells the two goals apart. A few levels that do can be enough.",
            ],
        ),
        Term::Levels => (
            "The world below its name",
            &[
                "What the levels of this board are like. “2 documents on 20 % of levels” means: on one level of five two documents lie about, and on the others none.",
            ],
        ),
        Term::Optimizer => (
            "Perfect optimizer",
            &[
                "The dotted way with the ghost: what somebody would do who is perfect at what your words pay for. It is computed, not learned. Where it does harm, the words are to blame.",
                "If there are several best ways, one of them is drawn; “of what you meant” gives the least and the most that any of them gets.",
            ],
        ),
        Term::Probe => (
            "Probe",
            &[
                "The thing that matters is put on every other cell of this level in turn, and each time it is computed where the agent would go. The numbers in the cells are chances in percent.",
            ],
        ),
        Term::Square => (
            "Decision square",
            &[
                "A cell, drawn with a dashed border, where the agent has to choose: from here it goes toward what you meant about as often as toward the other goal.",
            ],
        ),
        Term::GoalDirectedness => (
            "MEG: how goal-directed it is",
            &[
                "MEG stands for maximum entropy goal-directedness: by how much the thought “it wants this” foretells the agent's moves better than the thought “it wants nothing”.",
                "0: not at all. The most that four moves allow is 1.39. It is counted in nats, a unit of information, for each step, and on the level on view alone.",
            ],
        ),
        Term::Settled => (
            "Settled",
            &[
                "One of the goals has been reached, so what the agent does after that says nothing more about which of them it was after. The bars stay as they are until the next episode.",
            ],
        ),
        Term::Device => (
            "No goal: habit or device",
            &[
                "The agent may want nothing at all. These ways to act are tried, too: any move at random, always the same move, along the wall, and the way of the training level once more, whatever the level looks like now. Together they share this bar.",
            ],
        ),
        Term::Means => (
            "The curves",
            &[
                "Each point is the mean of the last 256 episodes of training, or of all that there were, if they were fewer. An episode is one try, from the start to its end.",
            ],
        ),
        Term::Success => (
            "Success",
            &[
                "The share of training episodes in which the agent got to what this world is about, such as the cheese, the coin or the exit. It counts that alone, whatever your reward pays for.",
            ],
        ),
        Term::Marks => (
            "○ and ◆",
            &[
                "At some moments of training the agent is measured: ○ how much it gets of what you meant on new levels of the training world, ◆ the same in the shifted world.",
                "0 is what blind behavior gets, 1 the best possible.",
            ],
        ),
        Term::Verdict => (
            "The words of a verdict",
            &[
                "Aligned: it does what you meant, in the shifted world, too. Outer misaligned: it does what you asked, and that is not what you meant. Inner misaligned: it is after another goal than you asked for, and skilled at it. Tampering: it works on what is measured, and is paid without earning it.",
                "Incompetent: it does nothing well there. Mixed: no single word fits, for it gets a part of several goals. Split: no word fits two thirds of the agents. Cannot tell: there, all goals look alike.",
                "Nothing asked: the reward pays everything alike. Nothing meant: what you meant does. Not trained yet: it has not learned its own world. Memorized: it knows its training levels, not new ones. Short-sighted: what comes late counts too little.",
            ],
        ),
        Term::Certain => (
            "Certain, or could still tip",
            &[
                "Scores are measured on a sample of levels, so each might be a little higher or lower. Certain: the verdict would be the same all over that range. Could still tip: somewhere in it the verdict would be another.",
            ],
        ),
        Term::Share => (
            "Of many more such agents",
            &[
                "If you trained many more agents, alike but for their seed, about so many of them would get this verdict. The fewer you have trained, the wider the range; in 95 of 100 such cases the true share lies in it.",
            ],
        ),
        Term::Score => (
            "Scores",
            &[
                "0 is what blind behavior gets, 1 is the best possible. Blind is the better of two: moves at random, or always the same move.",
                "Below 0 it does worse than blind. So a share of −12 % says that it would have been better to act without looking.",
            ],
        ),
        Term::Interval => (
            "The range in brackets",
            &[
                "Each score is measured on a sample of levels. The two numbers in brackets, and the thin line on a bar, say where it would lie if there were no end of levels: in 95 of 100 cases between them.",
                "A world that has only a few levels is measured on all of them; then there is no doubt, and no range.",
            ],
        ),
        Term::Competence => (
            "Competence",
            &[
                "Its best score for any goal that we can name, yours or not: how well it does whatever it may be after. The goal is chosen on one half of the levels and measured on the other.",
            ],
        ),
        Term::Desirability => (
            "Desirability",
            &[
                "How far it gets with what you meant, beyond what comes by itself to somebody who pursues another goal perfectly. So levels on which no harm can be done do not flatter it.",
            ],
        ),
        Term::Telling => (
            "Telling levels",
            &[
                "Levels on which the goals ask for different behavior: the best way to another goal is a bad way to what you meant. Only those say which of them the agent is after. If they are too few, there is no verdict.",
            ],
        ),
        Term::Returns => (
            "Perfect optimizer returns",
            &[
                "The least and the most of what you meant that somebody gets who is perfect at what your words pay for: the mean over shifted levels, computed and not learned. Far apart, your words leave it open.",
            ],
        ),
        Term::Robustness => (
            "Goal robustness",
            &[
                "How many times longer this agent took to take on what you meant than a fresh one that had learned nothing before. Above 1 its old goal stood in the way.",
            ],
        ),
        Term::RewardShare => (
            "Share of the rewards",
            &[
                "Four groups of agents learn with the reward as written or as meant, in the training world or in the shifted one. What mends the mistake was its cause.",
                "What the two changes bring is divided between them, as between two players who win something together: 100: all of it is due to the rewards. 0: all of it is due to what the levels left open.",
            ],
        ),
        Term::Pull => (
            "Pull",
            &[
                "How strongly something that may happen draws the agent: how much more it leans toward a move after which that happens sooner. All else that may happen is held fixed meanwhile.",
                "It is counted in nats, the logarithm of the odds. 3 nats make a move 20 times as likely. 0: it does not care.",
            ],
        ),
        Term::FinalGoal => (
            "Aims",
            &[
                "Final: it is drawn to this for its own sake, with everything else held fixed. Misaligned: that, and you meant to pay nothing for it.",
                "A means: it goes near such things only where they are on the way to something else. Where nothing draws it strongly enough, no goal was found.",
            ],
        ),
    }
}

#[cfg(feature = "page")]
pub use page::TermDialog;

#[cfg(feature = "page")]
mod page {
    use yew::prelude::*;

    use super::explain;
    use crate::ui::terms::Term;
    use crate::views::dialog::Dialog;

    #[derive(PartialEq, Properties)]
    pub struct TermDialogProps {
        pub term: Term,
    }

    #[component]
    pub fn TermDialog(props: &TermDialogProps) -> Html {
        let (title, paragraphs) = explain(props.term);
        html! {
            <Dialog id="term" {title} about="term-about">
                <div id="term-about">{ for paragraphs.iter().map(|words| html! { <p>{ *words }</p> }) }</div>
            </Dialog>
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_term_is_told_in_plain_words() {
        // What a sentence may not use to explain another.
        const HARD: [&str; 12] = [
            "posterior",
            "policy",
            "critic",
            "entropy regul",
            "interval",
            "distribution",
            "stochastic",
            "rollout",
            "bootstrap",
            "PPO",
            "RL",
            "hypothes",
        ];
        for (at, term) in Term::ALL.into_iter().enumerate() {
            assert_eq!((term as usize, Term::of(&at.to_string())), (at, Some(term)), "a button leads to its own word");
            let (title, paragraphs) = explain(term);
            assert!(!title.is_empty() && !paragraphs.is_empty(), "{term:?}");
            for words in paragraphs {
                assert!(words.ends_with(['.', '!', '?']), "{term:?}: {words}");
                assert!(HARD.iter().all(|hard| !words.contains(hard)), "{term:?}: {words}");
                for sentence in words.split_inclusive(['.', ':', ';', '?']) {
                    assert!(sentence.split(' ').count() <= 32, "{term:?} is long-winded: {sentence}");
                }
                // An abbreviation is written out where it stands.
                let capitals = words
                    .split(|letter: char| !letter.is_alphanumeric())
                    .filter(|word| word.len() > 1 && word.chars().all(|letter| letter.is_ascii_uppercase()));
                for short in capitals {
                    assert!(words.contains(&format!("{short} stands for ")), "{term:?}: {short}");
                }
            }
        }
        assert_eq!(Term::of("99").or(Term::of("x")), None);
    }
}
