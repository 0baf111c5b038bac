// The same gradient step in TensorFlow.js, as people write it.
"use strict";

const tensorflow = (backend) => ({
    name: `TensorFlow.js, ${backend === "cpu" ? "plain JS" : backend}`,
    async make(m) {
        if (!await tf.setBackend(backend)) throw new Error(`the backend ${backend} does not start`);
        await tf.ready();
        const x = tf.tensor2d(m.x, [m.n, m.inputs]);
        const chosen = tf.oneHot(tf.tensor1d(m.action, "int32"), m.actions).toFloat();
        const old = tf.tensor1d(m.log_probability);
        const against = tf.tensor1d(m.advantage).neg();
        const target = tf.tensor1d(m.target);
        const outputs = m.actions + 1;
        const variables = [
            tf.variable(tf.tensor2d(m.w1, [m.inputs, m.hidden])),
            tf.variable(tf.tensor1d(m.b1)),
            tf.variable(tf.tensor2d(m.w2, [m.hidden, m.hidden])),
            tf.variable(tf.tensor1d(m.b2)),
            tf.variable(tf.tensor2d(m.head, [m.hidden, outputs])),
            tf.variable(tf.tensor1d(m.head_bias)),
        ];
        const [w1, b1, w2, b2, head, headBias] = variables;
        const adam = tf.train.adam(m.learning_rate, 0.9, 0.999, 1e-5);

        const loss = () => {
            const first = x.matMul(w1).add(b1).relu();
            const second = first.matMul(w2).add(b2).relu();
            const out = second.matMul(head).add(headBias);
            const logP = out.slice([0, 0], [-1, m.actions]).logSoftmax();
            const ratio = logP.mul(chosen).sum(1).sub(old).exp();
            const cut = ratio.clipByValue(1 - m.clip_coef, 1 + m.clip_coef);
            const policy = against.mul(ratio).maximum(against.mul(cut)).mean();
            const entropy = logP.exp().mul(logP).sum(1).mean().neg();
            const value = out.slice([0, m.actions], [-1, 1]).reshape([m.n]).sub(target).square().mean().mul(0.5);
            return policy.sub(entropy.mul(m.ent_coef)).add(value.mul(m.vf_coef));
        };
        const step = () => tf.tidy(() => {
            const {value, grads} = tf.variableGrads(loss, variables);
            const squares = Object.values(grads).map((gradient) => gradient.square().sum());
            const norm = tf.addN(squares).sqrt().dataSync()[0];
            if (norm > m.max_grad_norm) {
                for (const name of Object.keys(grads)) grads[name] = grads[name].mul(m.max_grad_norm / norm);
            }
            adam.applyGradients(grads);
            return value.dataSync()[0];
        });
        return {activate: () => tf.setBackend(backend), step};
    },
});
