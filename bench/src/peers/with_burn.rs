//! burn: autodiff over one of its backends for the processor.

use crate::native::Step;
use crate::work::Minibatch;
use burn::grad_clipping::GradientClippingConfig;
use burn::module::{Module, Param};
use burn::nn::{Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::activation::{log_softmax, relu};
use burn::tensor::{Device, Int, Tensor, TensorData};

pub fn flex(m: &Minibatch) -> Result<Step, String> {
    make(m, Device::flex().autodiff())
}

#[expect(deprecated, reason = "many still use it")]
pub fn ndarray(m: &Minibatch) -> Result<Step, String> {
    make(m, Device::ndarray().autodiff())
}

#[derive(Module, Debug)]
struct Agent {
    first: Linear,
    second: Linear,
    head: Linear,
}

impl Agent {
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.head.forward(relu(self.second.forward(relu(self.first.forward(x)))))
    }
}

fn make(m: &Minibatch, device: Device) -> Result<Step, String> {
    let layer = |inputs: usize, outputs: usize, weight: &[f32], bias: &[f32]| {
        let mut layer = LinearConfig::new(inputs, outputs).init(&device);
        layer.weight = Param::from_tensor(Tensor::<2>::from_data(TensorData::new(weight.to_vec(), [inputs, outputs]), &device));
        layer.bias = Some(Param::from_tensor(Tensor::<1>::from_data(TensorData::new(bias.to_vec(), [outputs]), &device)));
        layer
    };
    let (n, actions) = (m.n, m.actions);
    let mut agent = Agent {
        first: layer(m.inputs, m.hidden, &m.w1, &m.b1),
        second: layer(m.hidden, m.hidden, &m.w2, &m.b2),
        head: layer(m.hidden, actions + 1, &m.head, &m.head_bias),
    };
    let column = |values: &[f32]| Tensor::<2>::from_data(TensorData::new(values.to_vec(), [n, 1]), &device);
    let x = Tensor::<2>::from_data(TensorData::new(m.x.clone(), [n, m.inputs]), &device);
    let action: Vec<i64> = m.action.iter().map(|&action| action.into()).collect();
    let action = Tensor::<2, Int>::from_data(TensorData::new(action, [n, 1]), &device);
    let (old, advantage, target) = (column(&m.log_probability), column(&m.advantage), column(&m.target));
    let (clip, entropy_coef, value_coef, rate) = (m.clip_coef, m.ent_coef, m.vf_coef, f64::from(m.learning_rate));
    // Its clipping is by tensor, not by the whole gradient.
    let mut adam = AdamConfig::new().with_epsilon(1e-5).with_grad_clipping(Some(GradientClippingConfig::Norm(m.max_grad_norm))).init();
    Ok(Box::new(move || {
        let out = agent.forward(x.clone());
        let log_p = log_softmax(out.clone().narrow(1, 0, actions), 1);
        let ratio = (log_p.clone().gather(1, action.clone()) - old.clone()).exp();
        let plain = -advantage.clone() * ratio.clone();
        let cut = -advantage.clone() * ratio.clamp(1.0 - clip, 1.0 + clip);
        let entropy = -(log_p.clone().exp() * log_p).sum_dim(1).mean();
        let error = out.narrow(1, actions, 1) - target.clone();
        let value = (error.clone() * error).mean().mul_scalar(0.5);
        let loss = plain.max_pair(cut).mean() - entropy.mul_scalar(entropy_coef) + value.mul_scalar(value_coef);
        let gradients = GradientsParams::from_grads(loss.backward(), &agent);
        agent = adam.step(rate, agent.clone(), gradients);
        Ok(loss.into_scalar::<f32>())
    }))
}
