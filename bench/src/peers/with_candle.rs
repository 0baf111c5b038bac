//! candle, on the processor.

use crate::native::Step;
use crate::work::Minibatch;
use candle_core::{DType, Device, Result, Tensor, Var};
use candle_nn::ops::log_softmax;
use candle_nn::{AdamW, Optimizer as _, ParamsAdamW};

pub fn make(m: &Minibatch) -> std::result::Result<Step, String> {
    let mut agent = Agent::new(m).map_err(|error| error.to_string())?;
    Ok(Box::new(move || agent.step().map_err(|error| error.to_string())))
}

struct Agent {
    /// Weights and biases in turns, layer by layer.
    variables: Vec<Var>,
    adam: AdamW,
    x: Tensor,
    action: Tensor,
    old: Tensor,
    advantage: Tensor,
    target: Tensor,
    actions: usize,
    clip: f32,
    entropy_coef: f64,
    value_coef: f64,
    max_norm: f32,
}

impl Agent {
    fn new(m: &Minibatch) -> Result<Agent> {
        let cpu = &Device::Cpu;
        let outputs = m.actions + 1;
        let column = |values: &[f32]| Tensor::from_slice(values, (m.n, 1), cpu);
        let action: Vec<u32> = m.action.iter().map(|&action| action.into()).collect();
        let variables = vec![
            Var::from_slice(&m.w1, (m.inputs, m.hidden), cpu)?,
            Var::from_slice(&m.b1, m.hidden, cpu)?,
            Var::from_slice(&m.w2, (m.hidden, m.hidden), cpu)?,
            Var::from_slice(&m.b2, m.hidden, cpu)?,
            Var::from_slice(&m.head, (m.hidden, outputs), cpu)?,
            Var::from_slice(&m.head_bias, outputs, cpu)?,
        ];
        let adam = ParamsAdamW { lr: f64::from(m.learning_rate), beta1: 0.9, beta2: 0.999, eps: 1e-5, weight_decay: 0.0 };
        Ok(Agent {
            adam: AdamW::new(variables.clone(), adam)?,
            variables,
            x: Tensor::from_slice(&m.x, (m.n, m.inputs), cpu)?,
            action: Tensor::from_slice(&action, (m.n, 1), cpu)?,
            old: column(&m.log_probability)?,
            advantage: column(&m.advantage)?,
            target: column(&m.target)?,
            actions: m.actions,
            clip: m.clip_coef,
            entropy_coef: f64::from(m.ent_coef),
            value_coef: f64::from(m.vf_coef),
            max_norm: m.max_grad_norm,
        })
    }

    fn step(&mut self) -> Result<f32> {
        let layer = |x: &Tensor, at: usize| x.matmul(&self.variables[at])?.broadcast_add(&self.variables[at + 1]);
        let out = layer(&layer(&layer(&self.x, 0)?.relu()?, 2)?.relu()?, 4)?;
        let log_p = log_softmax(&out.narrow(1, 0, self.actions)?, 1)?;
        let ratio = (log_p.gather(&self.action, 1)? - &self.old)?.exp()?;
        let against = self.advantage.neg()?;
        let (plain, cut) = ((&against * &ratio)?, (&against * ratio.clamp(1.0 - self.clip, 1.0 + self.clip)?)?);
        let entropy = (log_p.exp()? * &log_p)?.sum(1)?.mean_all()?.neg()?;
        let value = ((out.narrow(1, self.actions, 1)? - &self.target)?.sqr()?.mean_all()? * 0.5)?;
        let loss = ((plain.maximum(&cut)?.mean_all()? - (entropy * self.entropy_coef)?)? + (value * self.value_coef)?)?;
        let mut gradients = loss.backward()?;
        // It has no clipping of its own.
        let mut squares = 0.0;
        for variable in &self.variables {
            squares += gradients.get(variable).expect("each is used").sqr()?.sum_all()?.to_scalar::<f32>()?;
        }
        let norm = squares.sqrt();
        if norm > self.max_norm {
            for variable in &self.variables {
                let shortened = (gradients.get(variable).expect("each is used") * f64::from(self.max_norm / norm))?;
                gradients.insert(variable, shortened);
            }
        }
        self.adam.step(&gradients)?;
        loss.to_dtype(DType::F32)?.to_scalar()
    }
}
