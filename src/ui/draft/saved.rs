//! A draft as it is saved: the payload of a link, and beside it what no link holds. What was saved before is read as well.

use super::*;

/// A scenario as the page saves what a person has typed, not shifted at all. The preset must be one of this build.
pub fn saved(scenario: &Scenario) -> String {
    Draft::of(scenario).map_or_else(String::new, |draft| draft.save(0.0))
}

/// What a saved draft has beside its scenario.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Page {
    pub(super) amount: f64,
    pub(super) typed: BTreeMap<String, String>,
    pub(super) goals: Option<Vec<Proxy>>,
}

/// A field as another scenario has it.
pub(super) fn set(scenario: &mut Scenario, field: Field, like: &Scenario) {
    if let Some(value) = field.get(like) {
        field.set(scenario, value).expect("it is allowed there");
    }
}

/// What pages saved before drafts were JSON: one `key=value` a line, a blank line, then the reward's text to the end.
pub(super) fn restore_older(saved: &str) -> Option<(Draft, f64)> {
    let (head, text) = saved.split_once("\n\n")?;
    let mut lines = head.lines();
    let mut draft = Draft::new(Scenario::preset(lines.next()?.strip_prefix("preset=")?)?);
    let amount = lines
        .next()?
        .strip_prefix("amount=")
        .and_then(|amount| amount.parse::<f64>().ok())
        .filter(|amount| (0.0..=1.0).contains(amount))?;
    let mut name = String::new();
    for (key, value) in lines.filter_map(|line| line.split_once('=')) {
        match key {
            "program.intended" => draft.type_program("intended", many_lines(value).into()),
            "program.proxies" => draft.goals.clear(),
            "program.name" => name = many_lines(value),
            "program.source" => draft.add_goal(std::mem::take(&mut name), many_lines(value).into()),
            _ => draft.restore_field(key, value.to_owned()),
        }
    }
    draft.type_reward(text.into());
    Some((draft, amount))
}

/// A text that was put into one line.
pub(super) fn many_lines(text: &str) -> String {
    let mut out = String::new();
    let mut escaped = false;
    for letter in text.chars() {
        match (escaped, letter) {
            (false, '\\') => {}
            (true, 'n') => out.push('\n'),
            (true, 'r') => out.push('\r'),
            (_, letter) => out.push(letter),
        }
        escaped = !escaped && letter == '\\';
    }
    out
}

impl Draft {
    /// For the browser's storage and for undo: the payload of a link, which is the scenario as JSON. What no link holds stands under
    /// `page`, so that nothing typed is lost: how far the world is shifted, texts that are no values, numbers that do not go
    /// together and goals that a link would mend.
    pub fn save(&self, amount: f64) -> String {
        let (mut scenario, mut page, mut typed) = (self.frozen(), Map::new(), Map::new());
        if amount != 0.0 {
            page.insert("amount".into(), amount.into());
        }
        for (field, Typed { text, .. }) in &self.fields {
            typed.insert(field.to_string(), text.as_str().into());
        }
        let preset = Scenario::preset(&scenario.preset).unwrap_or_else(|| self.scenario.clone());
        for group in Group::ALL.into_iter().filter(|group| group.check(&self.scenario).is_err()) {
            for field in group.fields(scenario.world).filter(|field| field.get(&self.scenario) != field.get(&preset)) {
                typed.insert(field.to_string(), self.text(field).into());
                set(&mut scenario, field, &preset);
            }
        }
        if self.goals.iter().any(|goal| self.name_problem(goal).is_some()) || self.goals.len() > MAX_PROXIES {
            page.insert("goals".into(), json!(scenario.proxies));
            scenario.proxies = preset.proxies;
        }
        if !typed.is_empty() {
            page.insert("typed".into(), typed.into());
        }
        let mut saved = share::to_value(&scenario.into());
        if !page.is_empty() {
            saved["page"] = page.into();
        }
        share::text(&saved)
    }

    /// The draft and the amount of the shift; None for what nobody has saved. Any scenario as JSON is a saved draft.
    pub fn restore(saved: &str) -> Option<(Draft, f64)> {
        if let Some(older) = saved.strip_prefix("wayward draft 1\n") {
            return restore_older(older);
        }
        let mut scenario: Map<String, Value> = serde_json::from_str(saved).ok()?;
        let page: Page = scenario.remove("page").and_then(|page| serde_json::from_value(page).ok()).unwrap_or_default();
        // What is remarked on is of another version; nobody is there to read it.
        let mut draft = Draft::of(&share::from_value(scenario).ok()?.shared.scenario)?;
        if let Some(goals) = &page.goals {
            draft.set_goals(goals);
        }
        for (key, text) in page.typed {
            draft.restore_field(&key, text);
        }
        Some((draft, page.amount.clamp(0.0, 1.0)))
    }

    /// What a link would hold of it, title and note, too. None: nobody has saved that.
    pub fn shared(saved: &str) -> Option<Opened> {
        let mut fields: Map<String, Value> = serde_json::from_str(saved).ok()?;
        fields.remove("page");
        share::from_value(fields).ok()
    }

    /// A field that this version lacks is dropped: it has no place to be shown.
    pub(super) fn restore_field(&mut self, key: &str, text: String) {
        if let Ok(field) = Field::named(self.scenario.world, key)
            && self.value(field).is_some()
        {
            self.type_field(field, text);
        }
    }
}
