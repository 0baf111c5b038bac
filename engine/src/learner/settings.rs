//! The settings of a run under the names that every reader of PPO code greps for.

use crate::decimal::of_single;

/// One setting: its name, what it may be, and a line of help. Truths are 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SettingSpec {
    pub name: &'static str,
    /// Least and largest value, both inclusive.
    pub range: (f64, f64),
    pub whole: bool,
    pub doc: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub total_timesteps: u32,
    pub num_envs: usize,
    pub num_steps: usize,
    pub update_epochs: usize,
    pub num_minibatches: usize,
    pub learning_rate: f32,
    pub anneal_lr: bool,
    pub gamma: f32,
    pub gae_lambda: f32,
    pub clip_coef: f32,
    pub ent_coef: f32,
    pub vf_coef: f32,
    pub max_grad_norm: f32,
    pub norm_adv: bool,
    pub hidden_size: usize,
    pub absolute_position: bool,
    /// Distinct training levels; 0: every episode a new one.
    pub num_levels: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            total_timesteps: 98_304,
            num_envs: 64,
            num_steps: 16,
            update_epochs: 4,
            num_minibatches: 2,
            learning_rate: 3e-3,
            anneal_lr: true,
            gamma: 0.95,
            gae_lambda: 0.95,
            clip_coef: 0.2,
            ent_coef: 0.03,
            vf_coef: 0.5,
            max_grad_norm: 1.0,
            norm_adv: true,
            hidden_size: 64,
            absolute_position: true,
            num_levels: 0,
        }
    }
}

const fn whole(name: &'static str, least: f64, largest: f64, doc: &'static str) -> SettingSpec {
    SettingSpec { name, range: (least, largest), whole: true, doc }
}

const fn real(name: &'static str, least: f64, largest: f64, doc: &'static str) -> SettingSpec {
    SettingSpec { name, range: (least, largest), whole: false, doc }
}

/// In the order of [`Settings::values`].
pub const SETTINGS: [SettingSpec; 17] = [
    whole("total_timesteps", 1_024.0, 5_000_000.0, "Steps of experience in the whole run."),
    whole("num_envs", 1.0, 256.0, "Levels played side by side."),
    whole("num_steps", 2.0, 256.0, "Steps in each level between two updates."),
    whole("update_epochs", 1.0, 16.0, "Passes over the experience of an update."),
    whole("num_minibatches", 1.0, 32.0, "Parts into which the experience is cut; one gradient step each."),
    real("learning_rate", 1e-6, 0.1, "Size of the steps of Adam."),
    whole("anneal_lr", 0.0, 1.0, "1: the learning rate falls linearly to a tenth."),
    real("gamma", 0.0, 0.999, "Discount: what a reward is worth one step later."),
    real("gae_lambda", 0.0, 1.0, "How far advantages look ahead before they trust the critic."),
    real("clip_coef", 0.01, 1.0, "How far an update may move the probability of an action."),
    real("ent_coef", 0.0, 1.0, "Bonus for staying undecided."),
    real("vf_coef", 0.0, 10.0, "Weight of the critic's error."),
    real("max_grad_norm", 0.01, 100.0, "Gradients longer than this are shortened."),
    whole("norm_adv", 0.0, 1.0, "1: advantages are normalized in each minibatch."),
    whole("hidden_size", 8.0, 256.0, "Units in each of the two hidden layers, a multiple of 8."),
    whole("absolute_position", 0.0, 1.0, "1: the agent sees its own row and column."),
    whole("num_levels", 0.0, 1_000_000.0, "Distinct training levels; 0: every episode is a new one."),
];

impl Settings {
    /// As numbers, in the order of [`SETTINGS`].
    pub fn values(&self) -> [f64; SETTINGS.len()] {
        let truth = |it: bool| if it { 1.0 } else { 0.0 };
        [
            f64::from(self.total_timesteps),
            self.num_envs as f64,
            self.num_steps as f64,
            self.update_epochs as f64,
            self.num_minibatches as f64,
            of_single(self.learning_rate),
            truth(self.anneal_lr),
            of_single(self.gamma),
            of_single(self.gae_lambda),
            of_single(self.clip_coef),
            of_single(self.ent_coef),
            of_single(self.vf_coef),
            of_single(self.max_grad_norm),
            truth(self.norm_adv),
            self.hidden_size as f64,
            truth(self.absolute_position),
            f64::from(self.num_levels),
        ]
    }

    /// The inverse of [`Settings::values`]; out of range values are the scenario's to refuse.
    pub fn from_values(values: &[f64; SETTINGS.len()]) -> Settings {
        let v = values;
        Settings {
            total_timesteps: v[0] as u32,
            num_envs: v[1] as usize,
            num_steps: v[2] as usize,
            update_epochs: v[3] as usize,
            num_minibatches: v[4] as usize,
            learning_rate: v[5] as f32,
            anneal_lr: v[6] != 0.0,
            gamma: v[7] as f32,
            gae_lambda: v[8] as f32,
            clip_coef: v[9] as f32,
            ent_coef: v[10] as f32,
            vf_coef: v[11] as f32,
            max_grad_norm: v[12] as f32,
            norm_adv: v[13] != 0.0,
            hidden_size: v[14] as usize,
            absolute_position: v[15] != 0.0,
            num_levels: v[16] as u32,
        }
    }

    /// What no single range can say: the setting at fault and why.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        if !self.hidden_size.is_multiple_of(8) {
            return Err(("hidden_size", format!("must be a multiple of 8, found {}", self.hidden_size)));
        }
        let batch = self.num_envs * self.num_steps;
        if !batch.is_multiple_of(self.num_minibatches) || batch / self.num_minibatches < 2 {
            return Err(("num_minibatches", format!("must divide num_envs * num_steps = {batch} into equal parts of at least 2")));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_settings_are_one() {
        let settings = Settings::default();
        assert_eq!(Settings::from_values(&settings.values()), settings);
        for (value, spec) in settings.values().iter().zip(&SETTINGS) {
            assert!(spec.range.0 <= *value && *value <= spec.range.1, "{}", spec.name);
        }
        assert_eq!(settings.values()[9], 0.2);
    }
}
