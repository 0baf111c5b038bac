use super::*;

fn draft() -> Draft {
    Draft::new(Scenario::preset("cheese-corner").unwrap())
}

#[test]
fn a_bad_field_keeps_its_text_and_the_last_value() {
    let mut draft = draft();
    draft.type_field(Field::Seed, "7".into());
    draft.type_field(Field::Seed, "seven".into());
    assert_eq!((draft.text(Field::Seed).as_str(), draft.scenario.seed), ("seven", 7));
    assert!(draft.problem(Field::Seed).unwrap().contains("not a number"));
    assert_eq!(draft.blocker().unwrap().place, Place::Field(Field::Seed));
}

#[test]
fn fields_that_clash_are_named() {
    let mut draft = draft();
    draft.type_field(Field::Train("corner"), "9".into());
    draft.type_field(Field::Train("size"), "7".into());
    assert!(draft.problem(Field::Train("corner")).unwrap().contains("does not fit"));
    assert_eq!(draft.blocker().unwrap().place, Place::Field(Field::Train("corner")));
    draft.type_field(Field::Train("size"), "13".into());
    assert_eq!(draft.blocker(), None);
}

#[test]
fn goals_are_checked_and_frozen() {
    let mut draft = draft();
    assert_eq!(draft.frozen(), draft.scenario);
    draft.new_goal(None);
    let id = draft.goals[1].id.clone();
    assert_eq!(draft.blocker().unwrap().place, Place::Proxy { at: 1, name: "goal_1".into() }, "it is empty yet");
    draft.type_program(&id, "reached_corner".into());
    assert_eq!(draft.blocker(), None);
    assert!(draft.frozen().check().is_ok());
    for (name, wanted) in [("", "1 to 20"), ("two words", "letters"), ("corner", "another goal"), ("reward", "another goal")] {
        draft.name_goal(&id, name.into());
        assert!(draft.blocker().unwrap().message.contains(wanted), "{name:?}: {:?}", draft.blocker());
        assert!(draft.frozen().check().is_err(), "{name:?}");
    }
    draft.name_goal(&id, "upper_edge".into());
    assert_eq!(draft.frozen().check().unwrap().proxies[1].0, "upper_edge");
    draft.type_program("intended", "nothing_known".into());
    assert_eq!(draft.blocker().unwrap().place, Place::Field(Field::Intended));
    assert_eq!(draft.scenario.intended, "reached_cheese", "the last that compiled");
    draft.type_program("intended", "2 * reached_cheese".into());
    assert_eq!((draft.blocker(), draft.scenario.intended.as_str()), (None, "2 * reached_cheese"));
    draft.remove_goal("proxy-1");
    assert_eq!(draft.frozen().proxies.len(), 1);
    for _ in 0..MAX_PROXIES {
        draft.new_goal(None);
        let id = draft.goals.last().unwrap().id.clone();
        draft.type_program(&id, "x".into());
    }
    assert!(draft.blocker().unwrap().message.contains("at most") && draft.frozen().check().is_err());
    draft.restore_goals();
    assert_eq!((draft.blocker(), draft.goals.len()), (None, 1));
}

/// Its editor stays on the page with it, and what can be undone there.
#[test]
fn a_goal_that_was_there_before_keeps_its_id() {
    let ids = |draft: &Draft| draft.goals.iter().map(|goal| (goal.name.clone(), goal.id.clone())).collect::<Vec<_>>();
    let named = |pairs: &[(&str, &str)]| pairs.iter().map(|(name, id)| ((*name).to_owned(), (*id).to_owned())).collect::<Vec<_>>();
    let mut draft = draft();
    let first = draft.save(0.0);
    draft.new_goal(None);
    draft.new_goal(None);
    let three = draft.save(0.0);
    assert_eq!(ids(&draft), named(&[("corner", "proxy-1"), ("goal_1", "proxy-2"), ("goal_2", "proxy-3")]));
    // The one in the middle goes and comes back by another step.
    draft.remove_goal("proxy-2");
    draft.replace(Draft::restore(&three).unwrap().0);
    assert_eq!((ids(&draft)[0].1.as_str(), ids(&draft)[2].1.as_str()), ("proxy-1", "proxy-3"));
    assert!(!["proxy-1", "proxy-2", "proxy-3"].contains(&ids(&draft)[1].1.as_str()));
    // Another name, and the name of before.
    draft.name_goal("proxy-1", "edge".into());
    draft.replace(Draft::restore(&first).unwrap().0);
    assert_eq!(ids(&draft), named(&[("corner", "proxy-1")]));
    draft.type_program("proxy-1", "bumped".into());
    draft.restore_goals();
    assert_eq!((ids(&draft), &*draft.goals[0].reading.text), (named(&[("corner", "proxy-1")]), "reached_corner"));
}

/// No name that a person gives is taken for one of ours.
#[test]
fn a_goal_called_like_a_field_is_still_a_goal() {
    let mut names: Vec<String> = Field::all(draft().scenario.world).map(|field| field.to_string()).collect();
    names.extend(["proxies", "what you meant", "proxy goals", "earned", "corner", ""].map(str::to_owned));
    for name in names {
        let mut draft = draft();
        draft.new_goal(None);
        let id = draft.goals[1].id.clone();
        draft.name_goal(&id, name.clone());
        draft.type_program(&id, "1 +".into());
        let blocker = draft.blocker().expect("it does not compile");
        assert_eq!(blocker.place, Place::Proxy { at: 1, name: name.clone() });
        assert!(blocker.place.label().starts_with("proxy goal ") && draft.is_broken_program(&blocker.place), "{blocker:?}");
        // Nor does typing into the field of that name concern the goal.
        for field in Field::all(draft.scenario.world) {
            assert_eq!(draft.problem(field), None, "{name}: {field}");
        }
        draft.type_program(&id, "x".into());
        match (draft.blocker(), draft.name_problem(&draft.goals[1])) {
            (None, None) => {}
            (Some(error), Some(words)) => {
                assert!(error.message == words && matches!(&error.place, Place::Proxy { name: own, .. } if *own == name), "{error:?}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn what_nothing_in_training_tells_apart_is_marked() {
    let mut draft = draft();
    let scenario = &draft.scenario;
    let mut survey = engine::judge::Survey::new(scenario.levels(0.0), 0);
    while !survey.advance() {}
    draft.learn(survey.evidence());
    let warned = |draft: &Draft| draft.reading.diagnostics.iter().any(|it| it.message.contains("`reached_corner` apart"));
    assert!(warned(&draft) && draft.blocker().is_none());
    draft.type_reward("x".into());
    assert!(!warned(&draft), "it speaks of neither");
    draft.type_reward("2 * reached_corner".into());
    assert!(warned(&draft));
}

fn check_saved(draft: &Draft, amount: f64) {
    let saved = draft.save(amount);
    let (back, shifted) = Draft::restore(&saved).unwrap_or_else(|| panic!("{saved}"));
    let goals = |draft: &Draft| draft.goals.iter().map(|goal| (goal.name.clone(), goal.reading.clone())).collect::<Vec<_>>();
    assert_eq!((&back.scenario, &back.fields, &back.reading), (&draft.scenario, &draft.fields, &draft.reading), "{saved}");
    assert_eq!((&back.intended, goals(&back), shifted), (&draft.intended, goals(draft), amount), "{saved}");
    assert_eq!(back.save(amount), saved, "one text for one draft");
}

#[test]
fn what_was_saved_comes_back() {
    for preset in &engine::scenario::PRESETS {
        let draft = Draft::new(preset.scenario());
        check_saved(&draft, 0.0);
        assert_eq!(draft.save(0.0), share::to_json(&preset.scenario().into()), "the payload of a link, and nothing else");
    }
    let mut draft = draft();
    draft.type_reward("reached_cheese\n\n// two\r\nlines é".into());
    draft.type_field(Field::Seed, "12".into());
    check_saved(&draft, 0.5);
    assert_eq!(share::from_json(&draft.save(0.0)).unwrap().shared.scenario, draft.frozen());
    // Half typed, and not as a number is written.
    draft.type_field(Field::Seed, "12 and".into());
    draft.type_field(Field::Train("disagree"), "0.250".into());
    draft.type_field(Field::Agent("gamma"), "\n1e".into());
    check_saved(&draft, 0.125);
    assert_eq!((draft.scenario.seed, draft.text(Field::Train("disagree")).as_str()), (12, "0.250"));
    // Each is in its range; together they are not.
    draft.type_field(Field::Shift("size"), "7".into());
    draft.type_field(Field::Shift("corner"), "9".into());
    draft.type_field(Field::Agent("num_minibatches"), "7".into());
    check_saved(&draft, 1.0);
    draft.type_program("intended", "let a = 1;\n\na * reached_cheese // \\not n\\\n\\r\r".into());
    check_saved(&draft, 0.0);
    draft.type_program("intended", "does not compile".into());
    draft.new_goal(None);
    let id = draft.goals[1].id.clone();
    draft.type_program(&id, "bumped\n".into());
    for name in ["goal", "no = name\n", "corner", "seed", "typed", ""] {
        draft.name_goal(&id, name.into());
        check_saved(&draft, 0.0);
    }
    for _ in 0..MAX_PROXIES {
        draft.new_goal(None);
    }
    check_saved(&draft, 0.0);
    draft.goals.clear();
    check_saved(&draft, 0.0);
    // More than a link may hold.
    draft.type_reward("1 + ".repeat(share::MAX_PAYLOAD).into());
    check_saved(&draft, 0.0);
    for broken in [
        "",
        "{",
        "[]",
        "{\"preset\":\"nothing\"}",
        "wayward draft 2\n\n",
        "wayward draft 1\npreset=nothing\namount=0\n\nx",
        "wayward draft 1\n",
    ] {
        assert!(Draft::restore(broken).is_none(), "{broken:?}");
    }
    // Of another version: what is known of it is taken.
    let other = r#"{"preset":"lava","seed":3,"page":{"amount":7,"typed":{"train.unheard":"1","seeds":"x"},"more":1},"unheard":{}}"#;
    let (back, amount) = Draft::restore(other).unwrap();
    assert_eq!((back.scenario.seed, back.text(Field::Seeds).as_str(), amount), (3, "x", 1.0));
}

/// As pages saved them before drafts were JSON.
#[test]
fn older_drafts_are_read() {
    let (draft, amount) = Draft::restore("wayward draft 1\npreset=lava\namount=0\n\nreached_goal").unwrap();
    assert_eq!((draft.scenario.preset.as_str(), &*draft.reading.text, amount), ("lava", "reached_goal", 0.0));
    let older = "wayward draft 1\npreset=cheese-corner\namount=0.5\nagent.gamma=0.9\nseed=no number\ntrain.disagree=0.25\n\
                 unheard.of=1\nprogram.intended=let a = 1;\\n\\na * reached_cheese // \\\\not n\\r\n\
                 program.proxies=\nprogram.name=corner\nprogram.source=reached_corner\nprogram.name=no = name\\n\nprogram.source=bumped\\n\n\n\
                 reached_cheese\n\n// two\r\nlines é";
    let (draft, amount) = Draft::restore(older).unwrap();
    assert_eq!((&*draft.reading.text, amount), ("reached_cheese\n\n// two\r\nlines é", 0.5));
    assert_eq!((draft.text(Field::Seed).as_str(), draft.value(Field::Train("disagree"))), ("no number", Some(0.25)));
    assert_eq!(&*draft.intended.text, "let a = 1;\n\na * reached_cheese // \\not n\r");
    let goals: Vec<_> = draft.goals.iter().map(|goal| (goal.name.as_str(), &*goal.reading.text)).collect();
    assert_eq!(goals, [("corner", "reached_corner"), ("no = name\n", "bumped\n")]);
    check_saved(&draft, amount);
    let (draft, _) = Draft::restore("wayward draft 1\npreset=cheese-corner\namount=1\nprogram.proxies=\n\nx").unwrap();
    assert_eq!(draft.goals, []);
}

fn check_scenario(scenario_here: &Scenario) {
    let (draft, amount) = Draft::restore(&saved(scenario_here)).expect("saved");
    assert_eq!((&draft.frozen(), amount), (scenario_here, 0.0));
}

#[test]
fn a_scenario_comes_back_from_what_was_saved() {
    for preset in &engine::scenario::PRESETS {
        check_scenario(&preset.scenario());
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
        check_scenario(&other);
    }
    other.proxies.clear();
    check_scenario(&other);
}

#[test]
fn a_goal_of_the_world_comes_with_its_name() {
    let mut draft = Draft::new(Scenario::preset("cheese-corner").unwrap());
    let goal = draft.scenario.world.automatic_goals()[0];
    for expected in [goal.name.replace(' ', "_").as_str(), "goal_1"] {
        draft.new_goal(Some(goal));
        let new = draft.goals.last().expect("it is there");
        assert_eq!((new.name.as_str(), &*new.reading.text), (expected, goal.source));
        assert_eq!(draft.name_problem(new), None);
    }
}
