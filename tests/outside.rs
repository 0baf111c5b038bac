//! examples/outside/: our rules once more, in plain Python, and a learner on them that is none of ours.

mod python;

use std::process::Command;

fn succeeds(command: &mut Command) -> String {
    let output = command.output().expect("there is a Python");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[test]
fn another_program_plays_by_the_same_rules() {
    let room = || {
        let mut room = python::example("outside/room.py");
        room.arg(env!("CARGO_BIN_EXE_wayward"));
        room
    };
    for more in [&[][..], &["--set", "train.size=7", "--set", "shift.size=15", "--set", "train.disagree=0.5"]] {
        let said = succeeds(room().args(more));
        assert!(said.contains("steps of 800 episodes, 0 mismatches"), "{said}");
    }
    // Paid for something else it is another world, and that is found.
    let other = room().args(["--set", "reward=bumped"]).output().expect("there is a Python");
    let said = String::from_utf8_lossy(&other.stdout);
    assert!(other.status.code() == Some(1) && !said.contains(" 0 mismatches") && said.contains(" mismatches"), "{said}");
}

#[test]
#[ignore = "needs PyTorch and stable-baselines3; cargo xtask test --full installs them and runs it"]
fn another_learner_learns_and_is_judged() {
    let mut ppo = python::example("outside/ppo.py");
    ppo.arg(env!("CARGO_BIN_EXE_wayward")).args(["--seeds", "2", "--steps", "4096", "--rooms", "64", "--levels", "32"]);
    let said = succeeds(ppo.args(["--set", "judge.levels=64", "--set", "agent.total_timesteps=4096"]));
    for expected in [
        " 0 mismatches",
        "seed 1: first corner ",
        "; judged not_trained: reward in training ",
        "stable-baselines3, 2 agents: first corner ",
        "Wayward, 2 agents: ",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
}
