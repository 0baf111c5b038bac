//! Weights as a file that other programs read: safetensors, float32, a tensor for each layer.
//!
//! `hidden1.weight [inputs, hidden]`, `hidden1.bias [hidden]`, `hidden2.weight [hidden, hidden]`, `hidden2.bias [hidden]`,
//! `policy.weight [hidden, actions]`, `policy.bias [actions]`, `value.weight [hidden, 1]`, `value.bias [1]`. A layer is
//! `x @ weight + bias`, after the hidden ones ReLU; `x` has a 1 for each input that is on. The softmax of the policy is the probability
//! of each action. docs/verdict.md tells people the same.

use std::collections::HashMap;
use std::fmt;

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use engine::env::World;
use engine::learner::Net;
use engine::learner::net::{HEAD, Shape};
use engine::scenario::ENGINE;

/// Why a file is not the weights of such a net.
#[derive(Debug, PartialEq)]
pub struct NotWeights(String);

impl fmt::Display for NotWeights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands in the file beside the tensors.
pub type About = HashMap<String, String>;

const NAMES: [&str; 8] =
    ["hidden1.weight", "hidden1.bias", "hidden2.weight", "hidden2.bias", "policy.weight", "policy.bias", "value.weight", "value.bias"];

/// The shape of each tensor, in the order of [`NAMES`].
fn shapes(shape: &Shape) -> [Vec<usize>; 8] {
    let Shape { inputs, hidden, actions } = *shape;
    [vec![inputs, hidden], vec![hidden], vec![hidden, hidden], vec![hidden], vec![hidden, actions], vec![actions], vec![hidden, 1], vec![1]]
}

/// Where each number of a tensor stands in the weights, by tensor.
fn places(shape: &Shape) -> [Vec<usize>; 8] {
    let layout = shape.layout();
    let head = |columns: std::ops::Range<usize>, rows: std::ops::Range<usize>| {
        rows.step_by(HEAD).flat_map(|row| columns.clone().map(move |column| row + column)).collect::<Vec<_>>()
    };
    let (policy, value) = (0..shape.actions, shape.actions..shape.actions + 1);
    [
        (layout.w1..layout.b1).collect(),
        (layout.b1..layout.w2).collect(),
        (layout.w2..layout.b2).collect(),
        (layout.b2..layout.head).collect(),
        head(policy.clone(), layout.head..layout.head_bias),
        head(policy, layout.head_bias..layout.len),
        head(value.clone(), layout.head..layout.head_bias),
        head(value, layout.head_bias..layout.len),
    ]
}

/// What everybody wants to know of an agent: the link that makes it again, its seed, steps that it learned from, and its digest.
pub fn about(link: &str, seed: u32, steps: u32, digest: &str) -> About {
    let about = [("link", link.to_owned()), ("engine", ENGINE.to_string()), ("seed", seed.to_string()), ("steps", steps.to_string())];
    about.into_iter().chain([("digest", digest.to_owned())]).map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The file of this net.
pub fn to_file(net: &Net, about: About) -> Vec<u8> {
    let bytes = places(&net.shape).map(|places| places.iter().flat_map(|&place| net.weights[place].to_le_bytes()).collect::<Vec<u8>>());
    let shapes = shapes(&net.shape);
    let tensors = NAMES
        .iter()
        .zip(shapes)
        .zip(&bytes)
        .map(|((name, shape), bytes)| (*name, TensorView::new(Dtype::F32, shape, bytes).expect("as many numbers as the shape says")));
    safetensors::serialize(tensors, Some(about.into_iter().collect())).expect("names and shapes are plain")
}

/// The net of a file, for a world and a width that the scenario says; and what else stands in the file.
pub fn from_file(bytes: &[u8], world: World, hidden: usize, absolute_position: bool) -> Result<(Net, About), NotWeights> {
    let damaged = |error| NotWeights(format!("is no whole safetensors file: {error}"));
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
    let tensors = SafeTensors::deserialize(bytes).map_err(damaged)?;
    let shape = Shape::of(world, hidden);
    let mut weights = vec![0.0; shape.layout().len];
    for ((name, wanted), places) in NAMES.iter().zip(shapes(&shape)).zip(places(&shape)) {
        let tensor = tensors
            .tensor(name)
            .map_err(|_| NotWeights(format!("has no tensor `{name}`; a net of this scenario has {}", NAMES.join(", "))))?;
        if tensor.dtype() != Dtype::F32 || tensor.shape() != wanted {
            let found = format!("{:?} {:?}", tensor.dtype(), tensor.shape());
            return Err(NotWeights(format!("`{name}` is {found}, and in a net of this scenario F32 {wanted:?}")));
        }
        for (place, number) in places.into_iter().zip(tensor.data().chunks_exact(4)) {
            weights[place] = f32::from_le_bytes([number[0], number[1], number[2], number[3]]);
            if !weights[place].is_finite() {
                return Err(NotWeights(format!("`{name}` holds {}, which is no number to go on with", weights[place])));
            }
        }
    }
    let net = Net::from_weights(world, hidden, absolute_position, weights).expect("made to this shape");
    Ok((net, metadata.metadata().iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::scenario::{PRESETS, Scenario};

    #[test]
    fn every_net_comes_back_to_the_bit() {
        for preset in &PRESETS {
            let Scenario { world, agent, .. } = Scenario::preset(preset.name).unwrap();
            let net = Net::new(world, agent.hidden_size, agent.absolute_position, 5);
            let about = About::from([("link".to_owned(), "#1.abc".to_owned())]);
            let file = to_file(&net, about.clone());
            let (back, said) = from_file(&file, world, agent.hidden_size, agent.absolute_position).unwrap();
            assert_eq!((back.digest(), said), (net.digest(), about), "{}", preset.name);
        }
    }

    #[test]
    fn what_is_no_such_net_is_named() {
        let Scenario { world, agent, .. } = Scenario::preset("cheese-corner").unwrap();
        let hidden = agent.hidden_size;
        let net = Net::new(world, hidden, true, 5);
        let file = to_file(&net, About::new());
        let refused = |bytes: &[u8], hidden: usize| from_file(bytes, world, hidden, true).unwrap_err().to_string();
        for end in [0, 4, 8, 100, file.len() - 1] {
            assert!(refused(&file[..end], hidden).starts_with("is no whole safetensors file"), "{end}");
        }
        assert!(refused(&file, hidden * 2).starts_with("`hidden1.weight` is F32 ["), "{}", refused(&file, hidden * 2));
        let mut odd = net.clone();
        odd.weights[3] = f32::NAN;
        assert_eq!(refused(&to_file(&odd, About::new()), hidden), "`hidden1.weight` holds NaN, which is no number to go on with");
        let other = safetensors::serialize([("w", TensorView::new(Dtype::F32, vec![1], &[0; 4]).unwrap())], None).unwrap();
        assert!(refused(&other, hidden).starts_with("has no tensor `hidden1.weight`"));
    }
}
