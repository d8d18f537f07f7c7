// Sentences of the book in Chinese, by the English ones: one that was changed there is shown in English until its
// translation follows, and a test names it. What makes a function hard to compute, and what parameters mean, is in English.
export const sentences: Record<string, string> = {
  "squeezes any score into (0, 1), a probability for binary classification":
    "把任意得分压缩到 (0, 1)，可作二分类的概率",
  "its slope is at most 1/4 and dies on both sides, so gradients vanish through many layers; costly to compute":
    "斜率最大只有 1/4，且两侧趋于零，梯度穿过许多层后就消失；计算代价高",
  "odd and centred on 0, with slope 1 there: a layer keeps the mean of its input":
    "奇函数，以 0 为中心且该处斜率为 1：一层之后输入的均值得以保持",
  "its slope dies on both sides, as the sigmoid's does":
    "与 sigmoid 一样，斜率在两侧趋于零",
  "the gradient passes whole where the unit is active, and it costs next to nothing: the most used activation of convolutional networks":
    "神经元激活时梯度原样通过，几乎没有计算代价：卷积网络中用得最多的激活函数",
  "a unit that is negative for every input has no gradient and stays dead":
    "对所有输入都为负的神经元没有梯度，会一直“死亡”",
  "no dead units: a little of the gradient passes on the negative side":
    "没有死亡的神经元：负半轴也能通过少许梯度",
  "in many experiments no better than ReLU, though theory says it should be":
    "理论上应当优于 ReLU，许多实验中却并不更好",
  "each channel learns how much of the negative side it lets through":
    "每个通道自己学习让负半轴通过多少",
  "one more parameter per channel, and weight decay draws it back to ReLU":
    "每个通道多一个参数，而权重衰减会把它拉回 ReLU",
  "the noise of the slope regularises small data sets":
    "随机的斜率对小数据集有正则化作用",
  "training and evaluation differ, and a run must keep its seeds to be repeatable":
    "训练与推理的行为不同，要复现一次训练必须保存随机种子",
  "its results lie between 0 and 6, which a few bits hold well: made for quantised networks on phones":
    "结果在 0 到 6 之间，用很少的比特就能表示：为手机上的量化网络而设计",
  "no gradient passes below 0, and none above 6 either":
    "0 以下没有梯度，6 以上也没有",
  "drops what is too weak to matter, and leaves the rest as it is":
    "去掉弱得无关紧要的部分，其余保持不变",
  "unless value is threshold, it jumps, and the gradient knows nothing of the jump":
    "除非 value 等于 threshold，否则函数有跳变，而梯度对此一无所知",
  "sparse codes without a bias: what is at most α is noise, and what is above stays whole":
    "无需偏置的稀疏编码：不超过 α 的视为噪声，超过的完整保留",
  "it jumps at α, and the gradient knows nothing of the jump":
    "在 α 处跳变，而梯度对此一无所知",
  "found by a search over transformers: better than ReLU and GELU at the same cost, and sparse":
    "在 Transformer 上搜索得到：同样的代价下优于 ReLU 和 GELU，且结果稀疏",
  "it grows as x² does, beyond the largest f16 from 256 on":
    "像 x² 一样增长，x 到 256 就超出 f16 的最大值",
  "the shape of tanh in three straight lines, for next to no work":
    "用三段直线模仿 tanh，几乎没有计算代价",
  "no gradient at all passes outside of the ends":
    "两端之外完全没有梯度",
  "in [0, 1] like the sigmoid, without an exponential":
    "与 sigmoid 一样取值于 [0, 1]，但不用指数函数",
  "no gradient at all passes outside of −3 to 3":
    "−3 到 3 之外完全没有梯度",
  "in [0, 1] like the sigmoid, without an exponential, and as steep as wanted":
    "与 sigmoid 一样取值于 [0, 1]，不用指数函数，陡峭程度可以任选",
  "no gradient at all passes where the line is cut off":
    "直线被截断的地方完全没有梯度",
  "close to swish, and cheap: made for networks on phones":
    "接近 swish 而开销小：为手机上的网络而设计",
  "no gradient passes below −3, and the slope jumps at both ends":
    "−3 以下没有梯度，且斜率在两端跳变",
  "sparse codes: what is small is noise, and what is not stays whole":
    "稀疏编码：小的视为噪声，其余完整保留",
  "it jumps at −λ and λ, and the gradient knows nothing of the jumps":
    "在 −λ 和 λ 处跳变，而梯度对此一无所知",
  "sparse codes without a jump: the step that makes weights exactly 0 in the lasso":
    "没有跳变的稀疏编码：套索回归（lasso）中使权重恰好为 0 的那一步",
  "what it keeps is too small by λ":
    "保留下来的值都小了 λ",
  "hard and soft shrinkage, and all between, in one":
    "硬收缩、软收缩以及两者之间的一切，合为一个函数",
  "it jumps at −λ and λ, unless the bias is λ":
    "在 −λ 和 λ 处跳变，除非偏置等于 λ",
  "like tanh, but it comes to its ends slowly, so that a little gradient is left far out; no exponential":
    "像 tanh，但趋近两端较慢，远处仍留有少许梯度；不用指数函数",
  "its slope has a sharp peak at 0, and it is hardly used any more":
    "斜率在 0 处有一个尖峰，如今已很少使用",
  "smooth as softplus is, with no exponential and no logarithm":
    "与 softplus 一样光滑，不用指数和对数",
  "on the left it falls off as −b/(4x) only, far slower than softplus":
    "左侧只按 −b/(4x) 衰减，远比 softplus 慢",
  "smooth as softplus is, but exactly 0 on the left and exactly x on the right, without an exponential":
    "与 softplus 一样光滑，但左侧恰为 0、右侧恰为 x，不用指数函数",
  "no gradient passes below −1":
    "−1 以下没有梯度",
  "a probability that can be exactly 0 or 1":
    "可以恰好为 0 或 1 的概率",
  "no gradient at all passes outside of −1 to 1":
    "−1 到 1 之外完全没有梯度",
  "the output of a regression, or a place where a network has no activation":
    "用作回归的输出，或网络中不需要激活函数的位置",
  "layers with nothing else between them are one layer":
    "中间若没有别的运算，多个线性层等于一层",
  "smooth, not bounded above, and in deep networks often better than ReLU; the gate of SwiGLU in most language models":
    "光滑，上方无界，在深层网络中往往优于 ReLU；多数语言模型中 SwiGLU 的门",
  "an exponential for each element; not monotone, so two inputs may share a value":
    "每个元素要算一次指数；不单调，两个不同的输入可能得到同一个值",
  "near to GELU (within 0.021) at the price of a sigmoid; what CLIP was trained with":
    "以 sigmoid 的代价逼近 GELU（相差不超过 0.021）；CLIP 用它训练",
  "not GELU: a model trained with one and run with the other is off in every layer":
    "它不是 GELU：用一个训练、用另一个推理，每一层都会有偏差",
  "smooth, not bounded above, a little gradient on the left; well liked in object detection":
    "光滑，上方无界，左侧有少许梯度；在目标检测中很受欢迎",
  "three functions in a row as it is usually written; not monotone":
    "按通常的写法要连算三个函数；不单调",
  "never negative, smooth, and its slope does not die on the left":
    "恒不为负，光滑，左侧的斜率不会消失",
  "even: x and −x give the same, so the sign of the input is lost":
    "偶函数：x 和 −x 结果相同，输入的符号就丢失了",
  "shrinks small inputs almost to 0, smoothly, and keeps large ones: made for sparse codes":
    "把小的输入光滑地压到接近 0，大的保留：为稀疏编码而设计",
  "nearly no gradient passes near 0, where most inputs are":
    "0 附近几乎没有梯度，而多数输入正在那里",
  "makes any score a positive rate, as in Poisson regression or for a scale":
    "把任意得分变成正的速率，用于泊松回归或尺度参数",
  "grows without bound and so does its slope: one large input overflows":
    "函数值和斜率都无界增长：一个大的输入就会上溢",
  "a ReLU without a kink, always positive: for scales, variances and rates":
    "没有折点的 ReLU，恒为正：用于尺度、方差和速率",
  "costlier than ReLU, never 0, and seldom better in hidden layers":
    "比 ReLU 代价高，永不为 0，用在隐藏层很少更好",
  "the log-probability of a yes: losses for yes or no and for preferences come from it":
    "“是”的对数概率：二分类和偏好学习的损失由它得来",
  "as a hidden layer it has no use: all its values are negative":
    "不宜用作隐藏层：所有值都为负",
  "scores experts in a router: positive, and unlike a sigmoid never level on the right":
    "在路由器中给专家打分：恒为正，且右侧不像 sigmoid 那样变平",
  "as a hidden layer nobody has shown a use for it":
    "用作隐藏层还没有人证明有什么好处",
  "negative values bring the mean near 0, and the left side levels off under noise":
    "负值使均值接近 0，左侧趋平，能抵抗噪声",
  "costs an exponential, and its slope jumps at 0 unless alpha is 1":
    "要算一次指数；除非 alpha 为 1，否则斜率在 0 处跳变",
  "as ELU, but the slope is continuous and at most 1 for every alpha above 0":
    "同 ELU，但对任何大于 0 的 alpha，斜率都连续且不超过 1",
  "costs an exponential, and a division by alpha":
    "要算一次指数和一次除以 alpha 的除法",
  "keeps the layers of a plain deep network near mean 0 and variance 1 without normalisation":
    "不用归一化，也能让普通深层网络各层的均值接近 0、方差接近 1",
  "does so only with the matching initialisation (LeCun's) and dropout (alpha dropout)":
    "须配合相应的初始化（LeCun）和 dropout（alpha dropout）才能做到",
  "smooth, and lets a little of a negative input pass: the usual choice in transformers such as BERT and GPT-2":
    "光滑，让负的输入通过少许：BERT、GPT-2 等 Transformer 的通常选择",
  "not monotone: it falls to −0.17 at −0.75; costs more than ReLU":
    "不单调：在 −0.75 处降到 −0.17；比 ReLU 代价高",
  "within 0.0005 of GELU and without erf; what GPT-2 and many models after it were trained with":
    "与 GELU 相差不超过 0.0005，不用 erf；GPT-2 及其后许多模型用它训练",
  "not monotone, like GELU; its slope is that of this form, not GELU's":
    "与 GELU 一样不单调；斜率是这一形式自己的，不是 GELU 的",
  "near to relu(x)², for which it stands in attention without softmax, but bounded, with a bounded slope":
    "接近 relu(x)²，在注意力中代替它而不用 softmax，但有界，斜率也有界",
  "its slope dies on both sides faster than the sigmoid's; costly to compute":
    "斜率在两侧比 sigmoid 消失得更快；计算代价高",
  "its slope, not its value, is an activation function of its own; both sides learn how steep they are, and language models trained with it keep up with SwiGLU ones":
    "它的斜率（而不是函数值）本身就是一个激活函数；两侧的陡峭程度都可学习，用它训练的语言模型不逊于 SwiGLU",
  "grows with the square of its input, so that half precision overflows early":
    "随输入的平方增长，半精度很快上溢",
  "lets a network learn what repeats, as in vocoders for speech and music, and goes on repeating it beyond the data":
    "让网络学会周期性的规律，如语音和音乐的声码器，并能在数据之外继续重复",
  "a sine for each element; its slope is 0 once in each period":
    "每个元素要算一次正弦；每个周期中有一处斜率为 0",
  "from the log-probability −x of an event to that of its opposite":
    "由事件的对数概率 −x 得到其对立事件的对数概率",
  "defined for x > 0 only, and its slope has no bound near 0":
    "只在 x > 0 处有定义，且在 0 附近斜率无界",
  "the head of a classifier of many classes: each output is in (0, 1), all sum to 1":
    "多分类器的输出层：每个输出在 (0, 1) 内，总和为 1",
  "one class must win even if none fits; scores far apart give 0 and 1, and no gradient":
    "哪怕没有一类合适，也必有一类胜出；得分相差很大时给出 0 和 1，没有梯度",
  "log-likelihoods of classes, finite where the probability itself would round to 0":
    "各类的对数似然，概率本身会舍入为 0 时它仍是有限的",
  "not a probability: take the exponential, or softmax, for one":
    "它不是概率：要得到概率须取指数，或改用 softmax",
  "turns costs or distances into probabilities":
    "把代价或距离变成概率",
  "the same as softmax of the negated scores, which is better known":
    "等同于对得分取负后的 softmax，而后者更为人熟知",
  "an attention head may attend to nothing, instead of to something of no use":
    "注意力头可以什么都不关注，而不必去关注无用的东西",
  "not a distribution: the results sum to less than 1":
    "它不是概率分布：结果之和小于 1",
  "class probabilities for each pixel":
    "每个像素的类别概率",
  "the same as softmax over axis −3":
    "等同于沿维度 −3 的 softmax",
  "adds probabilities that are known by their logarithms":
    "把以对数形式给出的概率相加",
  "between max(x) and max(x) + log C: hardly more than the maximum for scores far apart":
    "在 max(x) 与 max(x) + log C 之间：得分相差很大时几乎就是最大值",
  "learning through a choice: draws of a class with a gradient":
    "让“选择”也能学习：带梯度的类别采样",
  "biased unless the temperature is low, and then the gradient is noisy":
    "除非温度很低，否则有偏；而温度低时梯度噪声大",
  "a decision, in the form that the probabilities had":
    "一个决定，形式与概率相同",
  "nothing can be learned through it":
    "无法通过它学习",
  "probabilities that are exactly 0 for what does not matter":
    "对无关紧要的类别，概率恰好为 0",
  "no gradient reaches what got 0; each row has to be sorted":
    "得到 0 的元素没有梯度；每一行都要排序",
  "a gradient path through a that does not vanish, beside the gate":
    "在门之外，有一条经过 a、不会消失的梯度通路",
  "half of what was computed only gates":
    "算出的结果有一半只用来控制门",
  "smooth, and the gate of most large language models":
    "光滑，是多数大语言模型的门",
  "three matrices where a plain layer has two":
    "普通层只需两个矩阵，它要三个",
  "no outlier grows through it, so that it can be computed in a few bits":
    "离群值不会经过它而变大，可以用很少的比特计算",
  "no gradient beyond the limits":
    "超出界限就没有梯度",
  "as good as swiglu in the paper that compared them":
    "在比较它们的论文中与 swiglu 不相上下",
  "the error function is costly":
    "误差函数的计算代价高",
  "what Gemma and T5 1.1 are trained with":
    "Gemma 和 T5 1.1 用它训练",
  "not the exact GELU, which costs as little here":
    "它不是精确的 GELU，而精确的在这里代价同样低",
  "cheap, and what models with quick_gelu expect":
    "开销小，正是使用 quick_gelu 的模型所要的",
  "the coarsest approximation of GELU":
    "对 GELU 的最粗略的近似",
  "cheap, and exactly 0 for half of the units":
    "开销小，且一半的神经元恰好为 0",
  "units whose gate is negative for every input stay dead":
    "门对所有输入都为负的神经元会一直“死亡”",
};
