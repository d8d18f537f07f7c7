// Not written by hand: scripts/generate.mjs makes it from the book.
import type { Named } from "./core.js";

export * from "./core.js";

/**
 * σ(x) = 1 / (1 + e^(−x))
 *
 * σ′(x) = σ(x)·(1 − σ(x)) = e^(−x) / (1 + e^(−x))²
 *
 * Good at: squeezes any score into (0, 1), a probability for binary classification.
 * Bad at: its slope is at most 1/4 and dies on both sides, so gradients vanish through many layers; costly to compute.
 */
export declare const sigmoid: Named<{}>;

/**
 * tanh(x) = (e^x − e^(−x)) / (e^x + e^(−x))
 *
 * tanh′(x) = 1 − tanh²(x) = 4e^(−2|x|) / (1 + e^(−2|x|))²
 *
 * Good at: odd and centred on 0, with slope 1 there: a layer keeps the mean of its input.
 * Bad at: its slope dies on both sides, as the sigmoid's does.
 */
export declare const tanh: Named<{}>;

/**
 * relu(x) = max(0, x)
 *
 * relu′(x) = 1 for x > 0, 0 for x ≤ 0
 *
 * Good at: the gradient passes whole where the unit is active, and it costs next to nothing: the most used activation of convolutional networks.
 * Bad at: a unit that is negative for every input has no gradient and stays dead.
 */
export declare const relu: Named<{}>;

/**
 * leaky_relu(x) = x for x > 0, negative_slope·x for x ≤ 0
 *
 * leaky_relu′(x) = 1 for x > 0, negative_slope for x ≤ 0
 *
 * Good at: no dead units: a little of the gradient passes on the negative side.
 * Bad at: in many experiments no better than ReLU, though theory says it should be.
 */
export declare const leaky_relu: Named<{
  /** the slope for x ≤ 0, any finite number; the textbook's 1/a; 0.01 if not given */
  negative_slope: number;
}>;

/**
 * prelu(x) = x for x > 0, w·x for x ≤ 0
 *
 * ∂/∂x = 1 for x > 0, w for x ≤ 0; ∂/∂w = 0 for x > 0, x for x ≤ 0
 *
 * Good at: each channel learns how much of the negative side it lets through.
 * Bad at: one more parameter per channel, and weight decay draws it back to ReLU.
 */
export declare const prelu: Named<{
  /** the number of channels, at least 1; or the weights themselves; 1 if not given */
  num_parameters: number;
  /** the weight that each channel begins with, finite; 0.25 if not given */
  init: number;
  /** instead: one finite number, or one for each channel, as [0.1, 0.2] */
  weight: number;
}>;

/**
 * rrelu(x) = x for x > 0, r·x for x ≤ 0; training: r ~ U(lower, upper) for each element; evaluation: r = (lower + upper)/2
 *
 * rrelu′(x) = 1 for x > 0, r for x ≤ 0
 *
 * Good at: the noise of the slope regularises small data sets.
 * Bad at: training and evaluation differ, and a run must keep its seeds to be repeatable.
 */
export declare const rrelu: Named<{
  /** the lower limit of the slope, finite, at most upper; 1/8 if not given */
  lower: number;
  /** the upper limit of the slope, finite; 1/3 if not given */
  upper: number;
  /** draw a slope for each element, or take the mean of the limits; false if not given */
  training: boolean;
  /** what the slopes are drawn from in training, a whole number; 0 if not given */
  seed: number;
}>;

/**
 * relu6(x) = min(max(0, x), 6)
 *
 * relu6′(x) = 1 for 0 < x < 6, 0 elsewhere
 *
 * Good at: its results lie between 0 and 6, which a few bits hold well: made for quantised networks on phones.
 * Bad at: no gradient passes below 0, and none above 6 either.
 */
export declare const relu6: Named<{}>;

/**
 * threshold(x) = x for x > threshold, value for x ≤ threshold
 *
 * threshold′(x) = 1 for x > threshold, 0 for x ≤ threshold
 *
 * Good at: drops what is too weak to matter, and leaves the rest as it is.
 * Bad at: unless value is threshold, it jumps, and the gradient knows nothing of the jump.
 */
export declare const threshold: Named<{
  /** any finite number; x above it stays as it is; PyTorch requires it; 0 if not given */
  threshold: number;
  /** any finite number; what takes the place of x elsewhere; PyTorch requires it; 0 if not given */
  value: number;
}>;

/**
 * thresholded_relu(x) = x for x > alpha, 0 for x ≤ alpha
 *
 * thresholded_relu′(x) = 1 for x > alpha, 0 for x ≤ alpha
 *
 * Good at: sparse codes without a bias: what is at most α is noise, and what is above stays whole.
 * Bad at: it jumps at α, and the gradient knows nothing of the jump.
 */
export declare const thresholded_relu: Named<{
  /** the threshold, any finite number; 1 if not given */
  alpha: number;
}>;

/**
 * relu_squared(x) = max(0, x)²
 *
 * relu_squared′(x) = 2·max(0, x)
 *
 * Good at: found by a search over transformers: better than ReLU and GELU at the same cost, and sparse.
 * Bad at: it grows as x² does, beyond the largest f16 from 256 on.
 */
export declare const relu_squared: Named<{}>;

/**
 * hardtanh(x) = min_val for x ≤ min_val, x between, max_val for x ≥ max_val
 *
 * hardtanh′(x) = 1 for min_val < x < max_val, 0 elsewhere
 *
 * Good at: the shape of tanh in three straight lines, for next to no work.
 * Bad at: no gradient at all passes outside of the ends.
 */
export declare const hardtanh: Named<{
  /** the lowest value, any finite number below max_val; -1 if not given */
  min_val: number;
  /** the highest value, any finite number above min_val; 1 if not given */
  max_val: number;
}>;

/**
 * hardsigmoid(x) = 0 for x ≤ −3, (x + 3)/6 between, 1 for x ≥ 3
 *
 * hardsigmoid′(x) = 1/6 for −3 < x < 3, 0 elsewhere
 *
 * Good at: in [0, 1] like the sigmoid, without an exponential.
 * Bad at: no gradient at all passes outside of −3 to 3.
 */
export declare const hardsigmoid: Named<{}>;

/**
 * onnx_hardsigmoid(x) = max(0, min(1, alpha·x + beta))
 *
 * onnx_hardsigmoid′(x) = alpha where 0 < alpha·x + beta < 1, 0 elsewhere
 *
 * Good at: in [0, 1] like the sigmoid, without an exponential, and as steep as wanted.
 * Bad at: no gradient at all passes where the line is cut off.
 */
export declare const onnx_hardsigmoid: Named<{
  /** the slope of the line, any finite number; a negative one makes the function fall; 0.2 if not given */
  alpha: number;
  /** the value of the line at 0, any finite number; 0.5 if not given */
  beta: number;
}>;

/**
 * hardswish(x) = 0 for x ≤ −3, x·(x + 3)/6 between, x for x ≥ 3
 *
 * hardswish′(x) = 0 for x ≤ −3, (2x + 3)/6 between, 1 for x ≥ 3
 *
 * Good at: close to swish, and cheap: made for networks on phones.
 * Bad at: no gradient passes below −3, and the slope jumps at both ends.
 */
export declare const hardswish: Named<{}>;

/**
 * hardshrink(x) = x for |x| > lambd, 0 elsewhere
 *
 * hardshrink′(x) = 1 for |x| > lambd, 0 elsewhere
 *
 * Good at: sparse codes: what is small is noise, and what is not stays whole.
 * Bad at: it jumps at −λ and λ, and the gradient knows nothing of the jumps.
 */
export declare const hardshrink: Named<{
  /** the threshold λ, any finite number; nothing is cut off below 0; 0.5 if not given */
  lambd: number;
}>;

/**
 * softshrink(x) = x − lambd for x > lambd, x + lambd for x < −lambd, 0 between
 *
 * softshrink′(x) = 1 for |x| > lambd, 0 elsewhere
 *
 * Good at: sparse codes without a jump: the step that makes weights exactly 0 in the lasso.
 * Bad at: what it keeps is too small by λ.
 */
export declare const softshrink: Named<{
  /** the threshold λ, a finite number, 0 or above; 0.5 if not given */
  lambd: number;
}>;

/**
 * shrink(x) = x − bias for x > lambd, x + bias for x < −lambd, 0 between
 *
 * shrink′(x) = 1 for |x| > lambd, 0 elsewhere
 *
 * Good at: hard and soft shrinkage, and all between, in one.
 * Bad at: it jumps at −λ and λ, unless the bias is λ.
 */
export declare const shrink: Named<{
  /** the threshold λ, a finite number, 0 or above; 0.5 if not given */
  lambd: number;
  /** what is taken off on the right and added on the left, any finite number; above λ the function falls at the threshold; 0 if not given */
  bias: number;
}>;

/**
 * softsign(x) = x / (1 + |x|)
 *
 * softsign′(x) = 1 / (1 + |x|)²
 *
 * Good at: like tanh, but it comes to its ends slowly, so that a little gradient is left far out; no exponential.
 * Bad at: its slope has a sharp peak at 0, and it is hardly used any more.
 */
export declare const softsign: Named<{}>;

/**
 * squareplus(x) = (x + √(x² + b)) / 2
 *
 * squareplus′(x) = (1 + x/√(x² + b)) / 2
 *
 * Good at: smooth as softplus is, with no exponential and no logarithm.
 * Bad at: on the left it falls off as −b/(4x) only, far slower than softplus.
 */
export declare const squareplus: Named<{
  /** the size of the bend at 0, a finite number, 0 or above; 0 is ReLU; 4 if not given */
  b: number;
}>;

/**
 * sparse_plus(x) = 0 for x ≤ −1, (x + 1)²/4 between, x for x ≥ 1
 *
 * sparse_plus′(x) = 0 for x ≤ −1, (x + 1)/2 between, 1 for x ≥ 1
 *
 * Good at: smooth as softplus is, but exactly 0 on the left and exactly x on the right, without an exponential.
 * Bad at: no gradient passes below −1.
 */
export declare const sparse_plus: Named<{}>;

/**
 * sparse_sigmoid(x) = 0 for x ≤ −1, (x + 1)/2 between, 1 for x ≥ 1
 *
 * sparse_sigmoid′(x) = 1/2 for −1 < x < 1, 0 elsewhere
 *
 * Good at: a probability that can be exactly 0 or 1.
 * Bad at: no gradient at all passes outside of −1 to 1.
 */
export declare const sparse_sigmoid: Named<{}>;

/**
 * linear(x) = x
 *
 * linear′(x) = 1
 *
 * Good at: the output of a regression, or a place where a network has no activation.
 * Bad at: layers with nothing else between them are one layer.
 */
export declare const linear: Named<{}>;

/**
 * silu(x) = x·σ(beta·x) = x / (1 + e^(−beta·x))
 *
 * silu′(x) = σ(z)·(1 + z·σ(−z)) with z = beta·x
 *
 * Good at: smooth, not bounded above, and in deep networks often better than ReLU; the gate of SwiGLU in most language models.
 * Bad at: an exponential for each element; not monotone, so two inputs may share a value.
 */
export declare const silu: Named<{
  /** the factor inside of the sigmoid, any finite number; with 0 the function is x/2, and the larger it is, the more it is like ReLU; 1 if not given */
  beta: number;
}>;

/**
 * quick_gelu(x) = x·σ(1.702·x)
 *
 * quick_gelu′(x) = σ(z)·(1 + z·σ(−z)) with z = 1.702·x
 *
 * Good at: near to GELU (within 0.021) at the price of a sigmoid; what CLIP was trained with.
 * Bad at: not GELU: a model trained with one and run with the other is off in every layer.
 */
export declare const quick_gelu: Named<{}>;

/**
 * mish(x) = x·tanh(ln(1 + e^x)) = x·n/(n + 2) with n = e^x·(e^x + 2)
 *
 * mish′(x) = e^x·(4(1 + x) + e^x·(6 + 4x) + 4e^(2x) + e^(3x)) / (2 + 2e^x + e^(2x))²
 *
 * Good at: smooth, not bounded above, a little gradient on the left; well liked in object detection.
 * Bad at: three functions in a row as it is usually written; not monotone.
 */
export declare const mish: Named<{}>;

/**
 * lisht(x) = x·tanh(x)
 *
 * lisht′(x) = tanh(x) + x·(1 − tanh²(x))
 *
 * Good at: never negative, smooth, and its slope does not die on the left.
 * Bad at: even: x and −x give the same, so the sign of the input is lost.
 */
export declare const lisht: Named<{}>;

/**
 * tanhshrink(x) = x − tanh(x)
 *
 * tanhshrink′(x) = tanh²(x)
 *
 * Good at: shrinks small inputs almost to 0, smoothly, and keeps large ones: made for sparse codes.
 * Bad at: nearly no gradient passes near 0, where most inputs are.
 */
export declare const tanhshrink: Named<{}>;

/**
 * exponential(x) = e^x
 *
 * exponential′(x) = e^x
 *
 * Good at: makes any score a positive rate, as in Poisson regression or for a scale.
 * Bad at: grows without bound and so does its slope: one large input overflows.
 */
export declare const exponential: Named<{}>;

/**
 * softplus(x) = ln(1 + e^(beta·x)) / beta
 *
 * softplus′(x) = σ(beta·x) = 1 / (1 + e^(−beta·x))
 *
 * Good at: a ReLU without a kink, always positive: for scales, variances and rates.
 * Bad at: costlier than ReLU, never 0, and seldom better in hidden layers.
 */
export declare const softplus: Named<{
  /** how sharply it bends; 1e-30 to 1e30, or the negative of such a number, which turns the curve upside down and all its values negative; 1 if not given */
  beta: number;
  /** where beta·x is above it, x itself is returned and the slope is 1; 1 or more, or inf for never; 20 in PyTorch; inf if not given */
  threshold: number;
}>;

/**
 * log_sigmoid(x) = ln σ(x) = −ln(1 + e^(−x))
 *
 * log_sigmoid′(x) = σ(−x) = 1 / (1 + e^x)
 *
 * Good at: the log-probability of a yes: losses for yes or no and for preferences come from it.
 * Bad at: as a hidden layer it has no use: all its values are negative.
 */
export declare const log_sigmoid: Named<{}>;

/**
 * sqrt_softplus(x) = √ln(1 + e^x)
 *
 * sqrt_softplus′(x) = σ(x) / (2√ln(1 + e^x))
 *
 * Good at: scores experts in a router: positive, and unlike a sigmoid never level on the right.
 * Bad at: as a hidden layer nobody has shown a use for it.
 */
export declare const sqrt_softplus: Named<{}>;

/**
 * elu(x) = x for x > 0, alpha·(e^x − 1) for x ≤ 0
 *
 * elu′(x) = 1 for x > 0, alpha·e^x for x ≤ 0
 *
 * Good at: negative values bring the mean near 0, and the left side levels off under noise.
 * Bad at: costs an exponential, and its slope jumps at 0 unless alpha is 1.
 */
export declare const elu: Named<{
  /** minus the value at −∞ and the slope at 0, any finite number; if negative, the left side lies above 0 and falls; 1 if not given */
  alpha: number;
}>;

/**
 * celu(x) = max(0, x) + min(0, alpha·(e^(x/alpha) − 1))
 *
 * celu′(x) = 1 for x > 0, e^(x/alpha) for x ≤ 0
 *
 * Good at: as ELU, but the slope is continuous and at most 1 for every alpha above 0.
 * Bad at: costs an exponential, and a division by alpha.
 */
export declare const celu: Named<{
  /** minus the value at −∞; 1e-30 to 1e30, or the negative of such a number, with which the left side falls exponentially to −∞; 1 if not given */
  alpha: number;
}>;

/**
 * selu(x) = λx for x > 0, λα(e^x − 1) for x ≤ 0, with λ = 1.0507009873554804934 and α = 1.6732632423543772848
 *
 * selu′(x) = λ for x > 0, λα·e^x for x ≤ 0
 *
 * Good at: keeps the layers of a plain deep network near mean 0 and variance 1 without normalisation.
 * Bad at: does so only with the matching initialisation (LeCun's) and dropout (alpha dropout).
 */
export declare const selu: Named<{}>;

/**
 * gelu(x) = x·Φ(x) = ½·x·erfc(−x/√2)
 *
 * gelu′(x) = Φ(x) + x·φ(x), φ(x) = e^(−x²/2)/√(2π)
 *
 * Good at: smooth, and lets a little of a negative input pass: the usual choice in transformers such as BERT and GPT-2.
 * Bad at: not monotone: it falls to −0.17 at −0.75; costs more than ReLU.
 */
export declare const gelu: Named<{}>;

/**
 * gelu_tanh(x) = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))
 *
 * gelu_tanh′(x) = σ(v) + x·σ(v)·σ(−v)·v′, v = 2√(2/π)·(x + 0.044715·x³)
 *
 * Good at: within 0.0005 of GELU and without erf; what GPT-2 and many models after it were trained with.
 * Bad at: not monotone, like GELU; its slope is that of this form, not GELU's.
 */
export declare const gelu_tanh: Named<{}>;

/**
 * laplace(x) = ½·(1 + erf((x − mu)/(sigma·√2)))
 *
 * laplace′(x) = e^(−½·((x − mu)/sigma)²) / (sigma·√(2π))
 *
 * Good at: near to relu(x)², for which it stands in attention without softmax, but bounded, with a bounded slope.
 * Bad at: its slope dies on both sides faster than the sigmoid's; costly to compute.
 */
export declare const laplace: Named<{
  /** the middle of the step, any finite number; √½; 0.7071067811865476 if not given */
  mu: number;
  /** the width of the step, from 1e-36 to 1e36; √(1/(4π)); 0.28209479177387814 if not given */
  sigma: number;
}>;

/**
 * xielu(x) = alpha_p·x² + beta·x for x > 0, alpha_n·(e^x − 1 − x) + beta·x for x ≤ 0
 *
 * xielu′(x) = 2·alpha_p·x + beta for x > 0, alpha_n·(e^x − 1) + beta for x ≤ 0
 *
 * Good at: its slope, not its value, is an activation function of its own; both sides learn how steep they are, and language models trained with it keep up with SwiGLU ones.
 * Bad at: grows with the square of its input, so that half precision overflows early.
 */
export declare const xielu: Named<{
  /** the coefficient of x² on the right: 0, or from 2^-20 to 2^20; 0.8 if not given */
  alpha_p: number;
  /** the coefficient of e^x − 1 − x on the left, from 2^-20 to 2^20 and at least beta; 0.8 if not given */
  alpha_n: number;
  /** the slope at 0: 0, or from 2^-20 to 2^20; above 0, the left side falls below 0 and comes back; 0.5 if not given */
  beta: number;
}>;

/**
 * snake(x) = x + sin²(a·x)/a
 *
 * snake′(x) = 1 + sin(2a·x)
 *
 * Good at: lets a network learn what repeats, as in vocoders for speech and music, and goes on repeating it beyond the data.
 * Bad at: a sine for each element; its slope is 0 once in each period.
 */
export declare const snake: Named<{
  /** the frequency, any finite number but 0: the wave has the period π/a and the height 1/a; 1 if not given */
  a: number;
}>;

/**
 * log1mexp(x) = ln(1 − e^(−x)) for x > 0, NaN for x < 0
 *
 * log1mexp′(x) = e^(−x) / (1 − e^(−x)) = 1 / (e^x − 1)
 *
 * Good at: from the log-probability −x of an event to that of its opposite.
 * Bad at: defined for x > 0 only, and its slope has no bound near 0.
 */
export declare const log1mexp: Named<{}>;

/**
 * S_i = e^(x_i/temperature) / (e^(x_1/temperature) + … + e^(x_C/temperature))
 *
 * ∂S_i/∂x_j = S_i·(δ_ij − S_j)/temperature; backward: dx_i = S_i·(g_i − Σ_j g_j·S_j)/temperature
 *
 * Good at: the head of a classifier of many classes: each output is in (0, 1), all sum to 1.
 * Bad at: one class must win even if none fits; scores far apart give 0 and 1, and no gradient.
 */
export declare const softmax: Named<{
  /** the axis to normalise over; -1 is the last */
  axis: number;
  /** what the scores are divided by, above 0: a high one makes the results more alike; 1 if not given */
  temperature: number;
  /** is a row of nothing but −∞ one whose elements are all masked, with results, rather than one without any (NaN)?; false if not given */
  masked: number;
}>;

/**
 * L_i = x_i/temperature − log(e^(x_1/temperature) + … + e^(x_C/temperature))
 *
 * ∂L_i/∂x_j = (δ_ij − e^(L_j))/temperature; backward: dx_i = (g_i − e^(L_i)·Σ_j g_j)/temperature
 *
 * Good at: log-likelihoods of classes, finite where the probability itself would round to 0.
 * Bad at: not a probability: take the exponential, or softmax, for one.
 */
export declare const log_softmax: Named<{
  /** the axis to normalise over; -1 is the last */
  axis: number;
  /** what the scores are divided by, above 0: a high one makes the results more alike; 1 if not given */
  temperature: number;
  /** is a row of nothing but −∞ one whose elements are all masked, with results, rather than one without any (NaN)?; false if not given */
  masked: number;
}>;

/**
 * S_i = e^(−x_i/temperature) / (e^(−x_1/temperature) + … + e^(−x_C/temperature))
 *
 * ∂S_i/∂x_j = −S_i·(δ_ij − S_j)/temperature; backward: dx_i = −S_i·(g_i − Σ_j g_j·S_j)/temperature
 *
 * Good at: turns costs or distances into probabilities.
 * Bad at: the same as softmax of the negated scores, which is better known.
 */
export declare const softmin: Named<{
  /** the axis to normalise over; -1 is the last */
  axis: number;
  /** what the scores are divided by, above 0: a high one makes the results more alike; 1 if not given */
  temperature: number;
}>;

/**
 * S_i = e^(x_i) / (1 + e^(x_1) + … + e^(x_C))
 *
 * ∂S_i/∂x_j = S_i·(δ_ij − S_j); backward: dx_i = S_i·(g_i − Σ_j g_j·S_j)
 *
 * Good at: an attention head may attend to nothing, instead of to something of no use.
 * Bad at: not a distribution: the results sum to less than 1.
 */
export declare const quiet_softmax: Named<{
  /** the axis to normalise over; -1 is the last */
  axis: number;
}>;

/**
 * S_chw = e^(x_chw) / (e^(x_1hw) + … + e^(x_Chw))
 *
 * backward: dx_chw = S_chw·(g_chw − Σ_k g_khw·S_khw)
 *
 * Good at: class probabilities for each pixel.
 * Bad at: the same as softmax over axis −3.
 */
export declare const softmax2d: Named<{}>;

/**
 * L = log(e^(x_1) + … + e^(x_C)), one for each row
 *
 * ∂L/∂x_i = e^(x_i − L), softmax; backward: dx_i = g·softmax(x)_i
 *
 * Good at: adds probabilities that are known by their logarithms.
 * Bad at: between max(x) and max(x) + log C: hardly more than the maximum for scores far apart.
 */
export declare const logsumexp: Named<{
  /** the axis to normalise over; -1 is the last */
  axis: number;
}>;

/**
 * S = softmax((x + G)/temperature), G = −log(−log U), U ~ U(0, 1) for each element; hard: 1 at the largest, 0 elsewhere
 *
 * that of softmax at x + G, hard or not
 *
 * Good at: learning through a choice: draws of a class with a gradient.
 * Bad at: biased unless the temperature is low, and then the gradient is noisy.
 */
export declare const gumbel_softmax: Named<{
  /** the axis to normalise over; -1 is the last */
  axis: number;
  /** what the scores are divided by, above 0: a high one makes the results more alike; 1 if not given */
  temperature: number;
  /** give a one-hot draw, with the gradient of the soft one; false if not given */
  hard: boolean;
  /** what the noise is drawn from, a whole number; 0 if not given */
  seed: number;
}>;

/**
 * H_i = 1 for the first i at which x_i is the maximum, 0 elsewhere
 *
 * none: 0 wherever it exists
 *
 * Good at: a decision, in the form that the probabilities had.
 * Bad at: nothing can be learned through it.
 */
export declare const hardmax: Named<{
  /** the axis to normalise over; -1 is the last */
  axis: number;
}>;

/**
 * P_i = max(0, x_i − τ), with τ such that P_1 + … + P_C = 1
 *
 * backward: dx_i = g_i − (mean of g over the support) where P_i > 0, 0 elsewhere
 *
 * Good at: probabilities that are exactly 0 for what does not matter.
 * Bad at: no gradient reaches what got 0; each row has to be sorted.
 */
export declare const sparsemax: Named<{
  /** the axis to normalise over; -1 is the last */
  axis: number;
}>;

/**
 * glu(a, b) = a·σ(b)
 *
 * ∂/∂a = σ(b); ∂/∂b = a·σ′(b)
 *
 * Good at: a gradient path through a that does not vanish, beside the gate.
 * Bad at: half of what was computed only gates.
 */
export declare const glu: Named<{
  /** the axis along which one array holds both halves, of even length; -1 is the last; -1 if not given */
  axis: number;
}>;

/**
 * swiglu(a, b) = a·σ(a)·b
 *
 * ∂/∂a = silu′(a)·b; ∂/∂b = silu(a)
 *
 * Good at: smooth, and the gate of most large language models.
 * Bad at: three matrices where a plain layer has two.
 */
export declare const swiglu: Named<{
  /** the axis along which one array holds both halves, of even length; -1 is the last; -1 if not given */
  axis: number;
}>;

/**
 * swiglu_clamped(a, b) = g·σ(alpha·g)·(u + 1), g = min(a, limit), u = min(max(b, −limit), limit)
 *
 * ∂/∂a = silu′(g)·(u + 1) for a < limit, 0 above; ∂/∂b = silu(g) for −limit < b < limit, 0 elsewhere
 *
 * Good at: no outlier grows through it, so that it can be computed in a few bits.
 * Bad at: no gradient beyond the limits.
 */
export declare const swiglu_clamped: Named<{
  /** what the sigmoid's argument is multiplied by, any finite number; 1.702 if not given */
  alpha: number;
  /** where both are cut off, above 0; 7 if not given */
  limit: number;
  /** the axis along which one array holds both halves, of even length; -1 is the last; -1 if not given */
  axis: number;
}>;

/**
 * geglu(a, b) = a·Φ(a)·b
 *
 * ∂/∂a = gelu′(a)·b; ∂/∂b = gelu(a)
 *
 * Good at: as good as swiglu in the paper that compared them.
 * Bad at: the error function is costly.
 */
export declare const geglu: Named<{
  /** the axis along which one array holds both halves, of even length; -1 is the last; -1 if not given */
  axis: number;
}>;

/**
 * geglu_tanh(a, b) = gelu_tanh(a)·b
 *
 * ∂/∂a = gelu_tanh′(a)·b; ∂/∂b = gelu_tanh(a)
 *
 * Good at: what Gemma and T5 1.1 are trained with.
 * Bad at: not the exact GELU, which costs as little here.
 */
export declare const geglu_tanh: Named<{
  /** the axis along which one array holds both halves, of even length; -1 is the last; -1 if not given */
  axis: number;
}>;

/**
 * geglu_quick(a, b) = a·σ(1.702·a)·b
 *
 * ∂/∂a = quick_gelu′(a)·b; ∂/∂b = quick_gelu(a)
 *
 * Good at: cheap, and what models with quick_gelu expect.
 * Bad at: the coarsest approximation of GELU.
 */
export declare const geglu_quick: Named<{
  /** the axis along which one array holds both halves, of even length; -1 is the last; -1 if not given */
  axis: number;
}>;

/**
 * reglu(a, b) = max(0, a)·b
 *
 * ∂/∂a = b for a > 0, 0 for a ≤ 0; ∂/∂b = max(0, a)
 *
 * Good at: cheap, and exactly 0 for half of the units.
 * Bad at: units whose gate is negative for every input stay dead.
 */
export declare const reglu: Named<{
  /** the axis along which one array holds both halves, of even length; -1 is the last; -1 if not given */
  axis: number;
}>;
