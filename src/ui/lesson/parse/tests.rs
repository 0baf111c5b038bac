use super::*;

const GOOD: &str = "@title A title\n@about What it is.\n@claim One.\n@source A paper https://example.org/a\n\n\
    # First\n@preset cheese-corner\n@set seeds 4\n@look reward\n@lock reward seed\n@hide curves\nSome\ntext.\n\nMore.\n\
    # Second\n@ask Where?\n@cell 100\nThink.\n# Third\n@shift 100 %\n@until shifted 100\n@reveal\n@check meant >= 50\n@yes It went {meant}.\n\
    @no It did not.\nLook.\n# Fourth\n@set train.disagree 0.5\n@reward reached_cheese\n@reward - 0.01\n@until trained\nTrain.\n";

#[test]
fn a_lesson_is_read() {
    let lesson = parse(GOOD).unwrap();
    assert_eq!((lesson.title.as_str(), lesson.steps.len()), ("A title", 4));
    assert_eq!(lesson.sources, [("A paper".to_owned(), "https://example.org/a".to_owned())]);
    let [first, second, third, fourth] = &lesson.steps[..] else { unreachable!() };
    assert_eq!(first.text, ["Some text.", "More."]);
    assert_eq!((first.scenario.seeds, first.look, &first.changes), (4, Some("reward"), &None));
    assert_eq!(first.lock, [Panel::Reward, Panel::Seed]);
    assert_eq!(second.ask.as_ref().unwrap().answers, Answers::Cell(100.0));
    assert_eq!((third.until, third.shift, third.checks.len()), (Some(Until::Shifted(100.0)), Some(100.0), 1));
    assert_eq!(third.scenario, first.scenario);
    assert_eq!(fourth.scenario.reward, "reached_cheese\n- 0.01");
    let changes = [("train.disagree", "0.5"), ("reward", "reached_cheese\n- 0.01")];
    assert_eq!(fourth.changes.as_ref().unwrap(), &changes.map(|(key, value)| (key.to_owned(), value.to_owned())));
}

#[test]
fn an_answer_may_be_a_matter_of_opinion() {
    let lesson = parse(&GOOD.replace("@cell 100", "@choice | Left\n@choice meant >= 50 | Right\n@choice Neither")).unwrap();
    let Answers::Choices(choices) = &lesson.steps[1].ask.as_ref().unwrap().answers else { panic!("{:?}", lesson.steps[1]) };
    let found: Vec<(&str, bool)> = choices.iter().map(|(words, condition)| (words.as_str(), condition.is_some())).collect();
    assert_eq!(found, [("Left", false), ("Right", true), ("Neither", false)]);
}

#[test]
fn a_step_opens_at_a_framing_and_waits_for_its_answer() {
    let lesson =
        parse(&GOOD.replace("@until shifted 100", "@framing aim\n@until aim").replace("meant >= 50", "aim.final.corner >= 50")).unwrap();
    let third = &lesson.steps[2];
    assert_eq!((third.framing, third.until), (Some(Framing::Aim), Some(Until::Answered(Framing::Aim))));
    assert_eq!((lesson.steps[0].framing, lesson.steps[3].framing), (None, None));
}

#[test]
fn a_mistake_names_its_line_and_what_is_wanted() {
    let check = |old: &str, new: &str, line: usize, wanted: &str| {
        assert!(GOOD.contains(old), "{old}");
        let mistakes = parse(&GOOD.replacen(old, new, 1)).unwrap_err();
        assert!(mistakes.iter().any(|mistake| mistake.line == line && mistake.message.contains(wanted)), "{new}: {mistakes:?}");
    };
    check("@title A title", "@tilte A title", 1, "title, about, claim and source");
    check("@title A title\n", "", 1, "`@title …`");
    check("@claim One.", "@claim", 3, "words are wanted");
    check("https://example.org/a", "example.org", 4, "https://");
    check("\n\n# First", "\nToo early\n# First", 5, "a line `# …`");
    check("cheese-corner", "cheese-cellar", 7, "no preset `cheese-cellar`");
    check("@preset cheese-corner\n", "", 6, "the first step needs");
    check("@set seeds 4", "@set seeds 65", 8, "from 1 to 64");
    check("@set seeds 4", "@set sedes 4", 8, "cannot be set");
    check("@set seeds 4", "@set seeds", 8, "KEY VALUE");
    check("@look reward", "@look rewards", 9, "no part of the page");
    check("@lock reward seed", "@lock reward sea", 10, "`sea` cannot be locked");
    check("@hide curves", "@hide train", 11, "`train` is no part");
    check("@cell 100", "@cell 101", 18, "percentage");
    check("@cell 100", "", 16, "at least two lines `@choice");
    check("@ask Where?\n", "", 16, "a question is");
    check("@ask Where?", "@ask", 17, "a question is wanted");
    check("Think.", "", 16, "needs text");
    check("@until shifted 100", "@until 100", 22, "nothing to wait for");
    check("@until shifted 100\n", "", 20, "a check needs");
    check("@until shifted 100", "@until aim", 20, "`@framing …` is needed");
    check("@until shifted 100", "@until behavior", 22, "`online`");
    check("@look reward", "@framing online offline", 9, "no framing; there are behavior, cause");
    check("@check meant >= 50", "@check aim.final >= 50", 24, "`aim.final` is measured");
    check("@check meant >= 50", "@check meant", 24, "wanted is one such as");
    check("{meant}", "{mend}", 25, "{mend} says nothing");
    check("@no It did not.\n", "", 24, "`@no …`");
    check("@check meant >= 50\n", "", 24, "`@check …` before it");
    check("@reward reached_cheese\n", "@reward reached_chese\n", 28, "cannot be trained");
    check("@ask Where?\n@cell 100\n", "", 18, "needs a question in an earlier step");
    check("@reveal", "@rewind", 23, "not known in a step");
    let all = parse("@title\n# One\n@preset x\n@until y\n").unwrap_err();
    assert!(all.len() >= 4, "{all:?}");
    assert!(parse("").is_err() && parse(&"x".repeat(LONGEST + 1)).is_err());
}
