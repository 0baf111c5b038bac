use super::*;

fn hear(json: &str) -> Heard {
    Line::default().hear(json)
}

#[test]
fn requests_are_read() {
    let check = |rest: &str, expected: Request| assert_eq!(hear(&format!("{{\"wayward\":1,\"id\":7,{rest}}}")), Heard::Ask(7, expected));
    check("\"type\":\"play\"", Request::Call(Call::Play));
    check("\"type\":\"step\"", Request::Call(Call::Step(1)));
    check("\"type\":\"step\",\"n\":3", Request::Call(Call::Step(3)));
    check("\"type\":\"train\"", Request::Call(Call::Train(None)));
    check("\"type\":\"train\",\"steps\":60000", Request::Call(Call::Train(Some(60_000.0))));
    check("\"type\":\"shift\",\"knobs\":{\"disagree\":1}", Request::Call(Call::Shift(vec![("disagree".into(), 1.0)])));
    let load = |source, first| Request::Load { source, first };
    check("\"type\":\"load\",\"scenario\":\"#preset=lava\"", load(Source::Link("#preset=lava".into()), false));
    check("\"type\":\"load\",\"scenario\":{\"preset\":\"lava\"}", load(Source::Scenario("{\"preset\":\"lava\"}".into()), false));
    check("\"type\":\"load\",\"scenario\":\" {}\",\"first\":true", load(Source::Scenario(" {}".into()), true));
    check("\"type\":\"peers\",\"rank\":2", Request::Peers(2));
    check("\"type\":\"snapshot\",\"kind\":\"csv\"", Request::Call(Call::Snapshot(Picture::Csv)));
    check("\"type\":\"theme\",\"theme\":\"auto\"", Request::Theme(None));
}

#[test]
fn what_is_no_request_is_refused_or_dropped() {
    let check = |json: &str, id: Option<u64>, code: &str, place: &str| match (hear(json), id) {
        (Heard::Refuse(at, refusal), Some(id)) => assert_eq!((at, refusal.code, refusal.place.as_str()), (id, code, place), "{json}"),
        (Heard::Drop(refusal), None) => assert_eq!((refusal.code, refusal.place.as_str()), (code, place), "{json}"),
        (other, _) => panic!("{json}: {other:?}"),
    };
    for json in ["", "{", "null", "7", "[]", "\"play\""] {
        check(json, None, "malformed", "");
    }
    check("{\"id\":1,\"type\":\"play\"}", None, "malformed", "wayward");
    check("{\"wayward\":\"1\",\"id\":1,\"type\":\"play\"}", None, "malformed", "wayward");
    check("{\"wayward\":2,\"id\":1,\"type\":\"play\"}", None, "version", "wayward");
    for id in ["null", "0", "-1", "1.5", "\"1\"", "1e300", "[1]"] {
        check(&format!("{{\"wayward\":1,\"id\":{id},\"type\":\"play\"}}"), None, "malformed", "id");
    }
    check("{\"wayward\":1,\"type\":\"play\"}", None, "malformed", "id");
    check("{\"wayward\":1,\"id\":1}", Some(1), "malformed", "type");
    check("{\"wayward\":1,\"id\":1,\"type\":\"eval\"}", Some(1), "unknown_type", "type");
    check("{\"wayward\":1,\"id\":1,\"type\":\"__proto__\"}", Some(1), "unknown_type", "type");
    check("{\"wayward\":1,\"id\":1,\"type\":\"play\",\"extra\":1}", Some(1), "malformed", "extra");
    check("{\"wayward\":1,\"id\":1,\"type\":\"load\"}", Some(1), "malformed", "scenario");
    check("{\"wayward\":1,\"id\":1,\"type\":\"load\",\"scenario\":[1]}", Some(1), "malformed", "scenario");
    check("{\"wayward\":1,\"id\":1,\"type\":\"train\",\"steps\":\"9\"}", Some(1), "malformed", "steps");
    // What is no number in JavaScript is null in JSON.
    check("{\"wayward\":1,\"id\":1,\"type\":\"train\",\"steps\":null}", Some(1), "malformed", "steps");
    check("{\"wayward\":1,\"id\":1,\"type\":\"train\",\"stpes\":1}", Some(1), "malformed", "stpes");
    check("{\"wayward\":1,\"id\":1,\"type\":\"shift\",\"knobs\":{\"disagree\":null}}", Some(1), "malformed", "shift.disagree");
    check("{\"wayward\":1,\"id\":1,\"type\":\"shift\",\"knobs\":{\"disagree\":\"1\"}}", Some(1), "malformed", "shift.disagree");
    check("{\"wayward\":1,\"id\":1,\"type\":\"snapshot\",\"kind\":\"gif\"}", Some(1), "out_of_range", "kind");
    for n in ["0", "-1", "10001", "4294967297", "1.5", "null", "\"3\""] {
        check(&format!("{{\"wayward\":1,\"id\":1,\"type\":\"step\",\"n\":{n}}}"), Some(1), "out_of_range", "n");
    }
    let large = |length: usize| {
        let frame = "{\"wayward\":1,\"id\":1,\"type\":\"load\",\"scenario\":\"\"}".len();
        format!("{{\"wayward\":1,\"id\":1,\"type\":\"load\",\"scenario\":\"{}\"}}", "x".repeat(length - frame))
    };
    check(&large(MAX_MESSAGE + 1), None, "too_large", "");
    assert!(matches!(hear(&large(MAX_MESSAGE)), Heard::Ask(1, Request::Load { source: Source::Link(_), first: false })));
    check(&format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)), None, "malformed", "");
}

#[test]
fn a_number_is_answered_once() {
    let mut line = Line::default();
    let play = |id: u64| format!("{{\"wayward\":1,\"id\":{id},\"type\":\"play\"}}");
    assert_eq!(line.hear(&play(3)), Heard::Ask(3, Request::Call(Call::Play)));
    for id in [3, 1] {
        assert!(matches!(line.hear(&play(id)), Heard::Drop(Refusal { code: "replayed", .. })));
    }
    assert_eq!(line.hear(&play(4)), Heard::Ask(4, Request::Call(Call::Play)));
}

#[test]
fn a_shift_is_checked_as_a_link_is() {
    let scenario = Scenario::preset("cheese-corner").unwrap();
    let check = |knobs: &[(&str, f64)]| shifted(&scenario, &knobs.iter().map(|&(name, value)| (name.into(), value)).collect::<Vec<_>>());
    let knob = scenario.world.knob("disagree").unwrap();
    assert_eq!(check(&[("disagree", 0.25)]).unwrap().shift[knob], 0.25);
    for (name, value) in [("disagree", 1.5), ("disagree", f64::NAN), ("nothing", 1.0), ("size", 8.5)] {
        let refusal = check(&[("disagree", 0.5), (name, value)]).unwrap_err();
        assert_eq!((refusal.code, refusal.place), ("out_of_range", format!("shift.{name}")), "{name} {value}");
    }
    assert!(check(&[("size", 7.0), ("corner", 9.0)]).is_err(), "together they do not fit");
}
