// Sentences of the book in Chinese, by the English ones: one that was changed there is shown in English until its
// translation follows, and a test names it.
export const sentences: Record<string, string> = {
  "squeezes any score into (0, 1), a probability for binary classification":
    "把任意得分压缩到 (0, 1)，可作二分类的概率",
  "its slope is at most 1/4 and dies on both sides, so gradients vanish through many layers; costly to compute":
    "斜率最大只有 1/4，且两侧趋于零，梯度穿过许多层后就消失；计算代价高",
  "for x below −17 a rounded 1 + e^(−x) loses the tail or overflows; s·(1 − s) as the slope loses all digits once s rounds to 1":
    "x 小于 −17 时，1 + e^(−x) 一经舍入就丢失末尾的信息，再小还会上溢；用 s·(1 − s) 求斜率，s 一旦舍入为 1 就失去所有有效数字",
  "odd and centred on 0, with slope 1 there: a layer keeps the mean of its input":
    "奇函数，以 0 为中心且该处斜率为 1：一层之后输入的均值得以保持",
  "its slope dies on both sides, as the sigmoid's does":
    "与 sigmoid 一样，斜率在两侧趋于零",
  "e^x − e^(−x) cancels near 0, where tanh x is x itself; 1 − tanh² loses all digits once tanh rounds to 1":
    "在 0 附近 tanh x 几乎就是 x，而 e^x − e^(−x) 相减抵消；tanh 一旦舍入为 1，1 − tanh² 就失去所有有效数字",
  "the gradient passes whole where the unit is active, and it costs next to nothing: the most used activation of convolutional networks":
    "神经元激活时梯度原样通过，几乎没有计算代价：卷积网络中用得最多的激活函数",
  "a unit that is negative for every input has no gradient and stays dead":
    "对所有输入都为负的神经元没有梯度，会一直“死亡”",
  "nothing in it rounds; many implementations lose NaN in the comparison":
    "没有任何舍入；许多实现在比较时把 NaN 弄丢了",
  "no dead units: a little of the gradient passes on the negative side":
    "没有死亡的神经元：负半轴也能通过少许梯度",
  "in many experiments no better than ReLU, though theory says it should be":
    "理论上应当优于 ReLU，许多实验中却并不更好",
  "one product, rounded once; 0·(−∞) must not become NaN when the slope is 0":
    "只有一次乘法、一次舍入；斜率为 0 时，0·(−∞) 不能变成 NaN",
  "each channel learns how much of the negative side it lets through":
    "每个通道自己学习让负半轴通过多少",
  "one more parameter per channel, and weight decay draws it back to ReLU":
    "每个通道多一个参数，而权重衰减会把它拉回 ReLU",
  "one product, rounded once; channels that change from element to element":
    "只有一次乘法、一次舍入；相邻的元素可能属于不同的通道",
  "the noise of the slope regularises small data sets":
    "随机的斜率对小数据集有正则化作用",
  "training and evaluation differ, and a run must keep its seeds to be repeatable":
    "训练与推理的行为不同，要复现一次训练必须保存随机种子",
  "the draw must depend on seed and index alone, or threads change the result":
    "随机数只能取决于种子和元素的序号，否则结果会随线程而变",
  "its results lie between 0 and 6, which a few bits hold well: made for quantised networks on phones":
    "结果在 0 到 6 之间，用很少的比特就能表示：为手机上的量化网络而设计",
  "no gradient passes below 0, and none above 6 either":
    "0 以下没有梯度，6 以上也没有",
  "nothing in it rounds; the slope at 0 and at 6 is 0, where some implementations say 1":
    "没有任何舍入；0 和 6 处的斜率是 0，有些实现却给出 1",
  "drops what is too weak to matter, and leaves the rest as it is":
    "去掉弱得无关紧要的部分，其余保持不变",
  "unless value is threshold, it jumps, and the gradient knows nothing of the jump":
    "除非 value 等于 threshold，否则函数有跳变，而梯度对此一无所知",
  "nothing in it rounds; NaN, which no comparison finds above the threshold, must stay NaN":
    "没有任何舍入；NaN 不大于任何阈值，但结果必须仍是 NaN",
  "sparse codes without a bias: what is at most α is noise, and what is above stays whole":
    "无需偏置的稀疏编码：不超过 α 的视为噪声，超过的完整保留",
  "it jumps at α, and the gradient knows nothing of the jump":
    "在 α 处跳变，而梯度对此一无所知",
  "nothing in it rounds; NaN, which no comparison finds above α, must stay NaN":
    "没有任何舍入；NaN 不大于任何 α，但结果必须仍是 NaN",
  "found by a search over transformers: better than ReLU and GELU at the same cost, and sparse":
    "在 Transformer 上搜索得到：同样的代价下优于 ReLU 和 GELU，且结果稀疏",
  "it grows as x² does, beyond the largest f16 from 256 on":
    "像 x² 一样增长，x 到 256 就超出 f16 的最大值",
  "one product, rounded once, where it becomes very small too":
    "只有一次乘法、一次舍入，结果非常小时也是如此",
  "the shape of tanh in three straight lines, for next to no work":
    "用三段直线模仿 tanh，几乎没有计算代价",
  "no gradient at all passes outside of the ends":
    "两端之外完全没有梯度",
  "nothing in it rounds; a clamp made of the machine’s min and max loses NaN, and the slope at both ends is 0":
    "没有任何舍入；用处理器的 min 和 max 指令截断会丢失 NaN，而两端处的斜率是 0",
  "in [0, 1] like the sigmoid, without an exponential":
    "与 sigmoid 一样取值于 [0, 1]，但不用指数函数",
  "no gradient at all passes outside of −3 to 3":
    "−3 到 3 之外完全没有梯度",
  "x + 3 rounds, and then the division by 6 rounds again; both in pairs, rounded once":
    "x + 3 舍入一次，除以 6 又舍入一次；这里把中间结果存为两个数之和，最后只舍入一次",
  "in [0, 1] like the sigmoid, without an exponential, and as steep as wanted":
    "与 sigmoid 一样取值于 [0, 1]，不用指数函数，陡峭程度可以任选",
  "no gradient at all passes where the line is cut off":
    "直线被截断的地方完全没有梯度",
  "α·x + β rounded may be 0 or 1 where the exact line is not yet, and then the slope is wrong; near its zero the rounded product leaves no digit right":
    "真正的直线还没到 0 或 1，舍入后的 α·x + β 可能已经是 0 或 1，斜率随之出错；在零点附近，乘积一经舍入就没有一位有效数字是对的",
  "close to swish, and cheap: made for networks on phones":
    "接近 swish 而开销小：为手机上的网络而设计",
  "no gradient passes below −3, and the slope jumps at both ends":
    "−3 以下没有梯度，且斜率在两端跳变",
  "three roundings in a row, and a slope that cancels near −3/2; all in pairs, rounded once. x·0 at −∞ must not become NaN":
    "要接连舍入三次，斜率又在 −3/2 附近相减抵消；这里把中间结果都存为两个数之和，最后只舍入一次。在 −∞ 处，x·0 不能变成 NaN",
  "sparse codes: what is small is noise, and what is not stays whole":
    "稀疏编码：小的视为噪声，其余完整保留",
  "it jumps at −λ and λ, and the gradient knows nothing of the jumps":
    "在 −λ 和 λ 处跳变，而梯度对此一无所知",
  "nothing in it rounds; NaN, which no comparison finds beyond λ, must stay NaN":
    "没有任何舍入；NaN 与 λ 怎么比较都不成立，但结果必须仍是 NaN",
  "sparse codes without a jump: the step that makes weights exactly 0 in the lasso":
    "没有跳变的稀疏编码：套索回归（lasso）中使权重恰好为 0 的那一步",
  "what it keeps is too small by λ":
    "保留下来的值都小了 λ",
  "one difference, rounded once; near λ it is exact":
    "只有一次减法、一次舍入；在 λ 附近则没有误差",
  "hard and soft shrinkage, and all between, in one":
    "硬收缩、软收缩以及两者之间的一切，合为一个函数",
  "it jumps at −λ and λ, unless the bias is λ":
    "在 −λ 和 λ 处跳变，除非偏置等于 λ",
  "one difference, rounded once":
    "只有一次减法、一次舍入",
  "like tanh, but it comes to its ends slowly, so that a little gradient is left far out; no exponential":
    "像 tanh，但趋近两端较慢，远处仍留有少许梯度；不用指数函数",
  "its slope has a sharp peak at 0, and it is hardly used any more":
    "斜率在 0 处有一个尖峰，如今已很少使用",
  "1 + |x| rounds, and the slope rounds three times more; 1/(1 + |x|)² leaves the normal numbers before x does. ∞/∞ must not become NaN":
    "1 + |x| 要舍入，斜率还要再舍入三次；x 尚在正规数之内，1/(1 + |x|)² 已小到正规数之外。∞/∞ 不能变成 NaN",
  "smooth as softplus is, with no exponential and no logarithm":
    "与 softplus 一样光滑，不用指数和对数",
  "on the left it falls off as −b/(4x) only, far slower than softplus":
    "左侧只按 −b/(4x) 衰减，远比 softplus 慢",
  "x + √(x² + b) loses all digits on the left, and x² overflows for x in the middle of the numbers there are":
    "在左侧 x + √(x² + b) 失去所有有效数字；x 离可表示的最大值还很远，x² 就已上溢",
  "smooth as softplus is, but exactly 0 on the left and exactly x on the right, without an exponential":
    "与 softplus 一样光滑，但左侧恰为 0、右侧恰为 x，不用指数函数",
  "no gradient passes below −1":
    "−1 以下没有梯度",
  "x + 1 rounds, and then its square rounds again; both in pairs, rounded once":
    "x + 1 舍入一次，平方又舍入一次；这里把中间结果存为两个数之和，最后只舍入一次",
  "a probability that can be exactly 0 or 1":
    "可以恰好为 0 或 1 的概率",
  "no gradient at all passes outside of −1 to 1":
    "−1 到 1 之外完全没有梯度",
  "one sum, rounded once":
    "只有一次加法、一次舍入",
  "the output of a regression, or a place where a network has no activation":
    "用作回归的输出，或网络中不需要激活函数的位置",
  "layers with nothing else between them are one layer":
    "中间若没有别的运算，多个线性层等于一层",
  "nothing; a NaN comes out as the one NaN that all functions write":
    "没有难点；输入的任何 NaN 都变成所有函数统一写出的那一个 NaN",
  "smooth, not bounded above, and in deep networks often better than ReLU; the gate of SwiGLU in most language models":
    "光滑，上方无界，在深层网络中往往优于 ReLU；多数语言模型中 SwiGLU 的门",
  "an exponential for each element; not monotone, so two inputs may share a value":
    "每个元素要算一次指数；不单调，两个不同的输入可能得到同一个值",
  "the slope is 0 at z = −1.2785, where all digits cancel; x·e^x far on the left must be rounded once, and −∞ must give −0, not ∞·0":
    "斜率在 z = −1.2785 处为 0，有效数字在那里全部抵消；左侧远处的 x·e^x 只能舍入一次，而 −∞ 应得 −0，不能算成 ∞·0",
  "near to GELU (within 0.021) at the price of a sigmoid; what CLIP was trained with":
    "以 sigmoid 的代价逼近 GELU（相差不超过 0.021）；CLIP 用它训练",
  "not GELU: a model trained with one and run with the other is off in every layer":
    "它不是 GELU：用一个训练、用另一个推理，每一层都会有偏差",
  "what is hard in SiLU; the constant is 1.702 rounded to the computing type, which is another function in f32 than in f64":
    "SiLU 的难点它都有；常数是 1.702 舍入到计算所用类型的值，所以 f32 与 f64 算的其实是两个不同的函数",
  "smooth, not bounded above, a little gradient on the left; well liked in object detection":
    "光滑，上方无界，左侧有少许梯度；在目标检测中很受欢迎",
  "three functions in a row as it is usually written; not monotone":
    "按通常的写法要连算三个函数；不单调",
  "the slope is 0 at −1.1924, where all digits cancel; softplus and tanh one after the other lose digits and time; −∞ must give −0, not ∞·0":
    "斜率在 −1.1924 处为 0，有效数字在那里全部抵消；先算 softplus 再算 tanh，既损失精度又费时；−∞ 应得 −0，不能算成 ∞·0",
  "never negative, smooth, and its slope does not die on the left":
    "恒不为负，光滑，左侧的斜率不会消失",
  "even: x and −x give the same, so the sign of the input is lost":
    "偶函数：x 和 −x 结果相同，输入的符号就丢失了",
  "x² below the normal numbers is rounded once; x·(1 − tanh² x) must not become ∞·0":
    "x² 小到正规数以下时，也只能舍入一次；x·(1 − tanh² x) 不能变成 ∞·0",
  "shrinks small inputs almost to 0, smoothly, and keeps large ones: made for sparse codes":
    "把小的输入光滑地压到接近 0，大的保留：为稀疏编码而设计",
  "nearly no gradient passes near 0, where most inputs are":
    "0 附近几乎没有梯度，而多数输入正在那里",
  "x − tanh(x) cancels near 0: at 0.001 a plain f32 formula has one digit left, and nothing below":
    "在 0 附近 x − tanh(x) 相减抵消：直接用 f32 套公式，在 0.001 处只剩一位有效数字，再小就一位也不剩",
  "makes any score a positive rate, as in Poisson regression or for a scale":
    "把任意得分变成正的速率，用于泊松回归或尺度参数",
  "grows without bound and so does its slope: one large input overflows":
    "函数值和斜率都无界增长：一个大的输入就会上溢",
  "near both ends of the numbers 2^n is none of them although e^x is one":
    "在可表示范围的两端附近，e^x 可以表示，其中的因子 2^n 却不能",
  "a ReLU without a kink, always positive: for scales, variances and rates":
    "没有折点的 ReLU，恒为正：用于尺度、方差和速率",
  "costlier than ReLU, never 0, and seldom better in hidden layers":
    "比 ReLU 代价高，永不为 0，用在隐藏层很少更好",
  "e^x overflows on the right, and on the left 1 + e^x rounds to 1":
    "右侧 e^x 上溢；左侧 1 + e^x 舍入为 1",
  "the log-probability of a yes: losses for yes or no and for preferences come from it":
    "“是”的对数概率：二分类和偏好学习的损失由它得来",
  "as a hidden layer it has no use: all its values are negative":
    "不宜用作隐藏层：所有值都为负",
  "the logarithm of a rounded σ(x) is −∞ on the left, and 0 on the right":
    "对舍入后的 σ(x) 取对数，左侧得到 −∞，右侧得到 0",
  "scores experts in a router: positive, and unlike a sigmoid never level on the right":
    "在路由器中给专家打分：恒为正，且右侧不像 sigmoid 那样变平",
  "as a hidden layer nobody has shown a use for it":
    "用作隐藏层还没有人证明有什么好处",
  "where e^x is too small for the number type its root is not":
    "e^x 小到该类型无法表示时，它的平方根却仍可表示",
  "negative values bring the mean near 0, and the left side levels off under noise":
    "负值使均值接近 0，左侧趋平，能抵抗噪声",
  "costs an exponential, and its slope jumps at 0 unless alpha is 1":
    "要算一次指数；除非 alpha 为 1，否则斜率在 0 处跳变",
  "e^x − 1 as written loses all digits just below 0":
    "直接计算 e^x − 1，在略小于 0 处失去所有有效数字",
  "as ELU, but the slope is continuous and at most 1 for every alpha above 0":
    "同 ELU，但对任何大于 0 的 alpha，斜率都连续且不超过 1",
  "costs an exponential, and a division by alpha":
    "要算一次指数和一次除以 alpha 的除法",
  "e^z − 1 as written loses all digits just below 0; a rounded x/alpha loses some far from it":
    "直接计算 e^z − 1，在略小于 0 处失去所有有效数字；离 0 较远时，舍入后的 x/alpha 又会损失几位",
  "keeps the layers of a plain deep network near mean 0 and variance 1 without normalisation":
    "不用归一化，也能让普通深层网络各层的均值接近 0、方差接近 1",
  "does so only with the matching initialisation (LeCun's) and dropout (alpha dropout)":
    "须配合相应的初始化（LeCun）和 dropout（alpha dropout）才能做到",
  "e^x − 1 as written loses all digits just below 0; constants rounded to f32 cost half a unit before anything is computed":
    "直接计算 e^x − 1，在略小于 0 处失去所有有效数字；常数舍入到 f32，还没开始计算就已有半个末位单位的误差",
  "smooth, and lets a little of a negative input pass: the usual choice in transformers such as BERT and GPT-2":
    "光滑，让负的输入通过少许：BERT、GPT-2 等 Transformer 的通常选择",
  "not monotone: it falls to −0.17 at −0.75; costs more than ReLU":
    "不单调：在 −0.75 处降到 −0.17；比 ReLU 代价高",
  "1 + erf loses all digits on the left; the rounding error of x/√2 is felt x² times over in erfc; the slope has a root at −0.7518":
    "在左侧 1 + erf 失去所有有效数字；x/√2 的舍入误差在 erfc 中被放大 x² 倍；斜率在 −0.7518 处有零点",
  "within 0.0005 of GELU and without erf; what GPT-2 and many models after it were trained with":
    "与 GELU 相差不超过 0.0005，不用 erf；GPT-2 及其后许多模型用它训练",
  "not monotone, like GELU; its slope is that of this form, not GELU's":
    "与 GELU 一样不单调；斜率是这一形式自己的，不是 GELU 的",
  "1 + tanh loses all digits on the left; x³ overflows, and then the slope of the plain formula is 0·∞; the slope has a root at −0.7525":
    "在左侧 1 + tanh 失去所有有效数字；x³ 会上溢，这时按公式算出的斜率是 0·∞；斜率在 −0.7525 处有零点",
  "near to relu(x)², for which it stands in attention without softmax, but bounded, with a bounded slope":
    "接近 relu(x)²，在注意力中代替它而不用 softmax，但有界，斜率也有界",
  "its slope dies on both sides faster than the sigmoid's; costly to compute":
    "斜率在两侧比 sigmoid 消失得更快；计算代价高",
  "1 + erf loses all digits on the left; the rounding error of (x − mu)/sigma is felt z² times over":
    "在左侧 1 + erf 失去所有有效数字；(x − mu)/sigma 的舍入误差被放大 z² 倍",
  "its slope, not its value, is an activation function of its own; both sides learn how steep they are, and language models trained with it keep up with SwiGLU ones":
    "它的斜率（而不是函数值）本身就是一个激活函数；两侧的陡峭程度都可学习，用它训练的语言模型不逊于 SwiGLU",
  "grows with the square of its input, so that half precision overflows early":
    "随输入的平方增长，半精度很快上溢",
  "e^x − 1 − x as written loses all digits below 0; and value and slope go through 0 at places that the parameters decide":
    "直接计算 e^x − 1 − x，在 0 以下失去所有有效数字；函数值和斜率的零点在哪里，又取决于参数",
  "lets a network learn what repeats, as in vocoders for speech and music, and goes on repeating it beyond the data":
    "让网络学会周期性的规律，如语音和音乐的声码器，并能在数据之外继续重复",
  "a sine for each element; its slope is 0 once in each period":
    "每个元素要算一次正弦；每个周期中有一处斜率为 0",
  "the sine of any angle: far out it takes 1/π to more than two thousand bits; and the slope keeps no digit where 1 + sin cancels, unless it is written as a square":
    "要算任意大的角的正弦：角很大时，1/π 要用到两千多个二进制位；在 1 + sin 抵消之处，斜率若不写成平方，就一位有效数字也不剩",
  "from the log-probability −x of an event to that of its opposite":
    "由事件的对数概率 −x 得到其对立事件的对数概率",
  "defined for x > 0 only, and its slope has no bound near 0":
    "只在 x > 0 处有定义，且在 0 附近斜率无界",
  "1 − e^(−x) cancels for small x, and its logarithm for large x":
    "x 很小时 1 − e^(−x) 相减抵消，x 很大时则是它的对数失去有效数字",
  "the head of a classifier of many classes: each output is in (0, 1), all sum to 1":
    "多分类器的输出层：每个输出在 (0, 1) 内，总和为 1",
  "one class must win even if none fits; scores far apart give 0 and 1, and no gradient":
    "哪怕没有一类合适，也必有一类胜出；得分相差很大时给出 0 和 1，没有梯度",
  "e^x overflows from 89 on in f32, hence the maximum is subtracted; that subtraction rounds, and the rounding error, times e^x, is up to 64 ulp if it is not kept; a sum of many terms in the working precision drifts":
    "在 f32 中，x 从 89 起 e^x 就上溢，所以先减去最大值；这次减法有舍入，误差经 e^x 放大，若不保留可达 64 ulp；项数很多时，以工作精度求和会越偏越远",
  "log-likelihoods of classes, finite where the probability itself would round to 0":
    "各类的对数似然，概率本身会舍入为 0 时它仍是有限的",
  "not a probability: take the exponential, or softmax, for one":
    "它不是概率：要得到概率须取指数，或改用 softmax",
  "the winner's value is near 0, and all its digits are lost when the sum of the exponentials includes the winner's own 1; they are kept here by log1p of the others":
    "得分最高的一类，其结果接近 0；若指数之和把它自己的那个 1 也算进去，有效数字就全部丢失；这里对其余各项之和取 log1p，把它们保住",
  "turns costs or distances into probabilities":
    "把代价或距离变成概率",
  "the same as softmax of the negated scores, which is better known":
    "等同于对得分取负后的 softmax，而后者更为人熟知",
  "as softmax":
    "同 softmax",
  "an attention head may attend to nothing, instead of to something of no use":
    "注意力头可以什么都不关注，而不必去关注无用的东西",
  "not a distribution: the results sum to less than 1":
    "它不是概率分布：结果之和小于 1",
  "as softmax; the 1 is a score of 0, which may be the maximum":
    "同 softmax；分母中的 1 相当于一个为 0 的得分，它也可能是最大值",
  "class probabilities for each pixel":
    "每个像素的类别概率",
  "the same as softmax over axis −3":
    "等同于沿维度 −3 的 softmax",
  "as softmax; the channels of a pixel lie far apart in memory":
    "同 softmax；一个像素的各个通道在内存中相距很远",
  "adds probabilities that are known by their logarithms":
    "把以对数形式给出的概率相加",
  "between max(x) and max(x) + log C: hardly more than the maximum for scores far apart":
    "在 max(x) 与 max(x) + log C 之间：得分相差很大时几乎就是最大值",
  "e^x overflows; near 0 the maximum and the logarithm of the others cancel, and all digits of a maximum of 0 are in the others":
    "e^x 会上溢；结果接近 0 时，最大值与其余各项的对数相互抵消；最大值为 0 时，有效数字全在其余各项之中",
  "learning through a choice: draws of a class with a gradient":
    "让“选择”也能学习：带梯度的类别采样",
  "biased unless the temperature is low, and then the gradient is noisy":
    "除非温度很低，否则有偏；而温度低时梯度噪声大",
  "the draw must depend on seed and index alone, or threads change the result; −log U loses all digits near U = 1 unless it is log1p":
    "随机数只能取决于种子和元素的序号，否则结果会随线程而变；U 接近 1 时，−log U 若不用 log1p 就失去所有有效数字",
  "a decision, in the form that the probabilities had":
    "一个决定，形式与概率相同",
  "nothing can be learned through it":
    "无法通过它学习",
  "ties: the first wins, wherever the row is cut for vectors":
    "得分相同时取第一个，无论这一行被切成怎样的向量",
  "probabilities that are exactly 0 for what does not matter":
    "对无关紧要的类别，概率恰好为 0",
  "no gradient reaches what got 0; each row has to be sorted":
    "得到 0 的元素没有梯度；每一行都要排序",
  "the sum of the largest scores minus 1 cancels; the support must not depend on rounding":
    "最大的几个得分之和减 1 时相互抵消；哪些元素不为 0，不能受舍入影响",
  "a gradient path through a that does not vanish, beside the gate":
    "在门之外，有一条经过 a、不会消失的梯度通路",
  "half of what was computed only gates":
    "算出的结果有一半只用来控制门",
  "nothing beyond the sigmoid itself; the product is rounded once; where the sigmoid itself is subnormal, so are its digits":
    "除 sigmoid 本身以外没有难点；乘积只舍入一次；sigmoid 小到次正规数时，有效数字也随之变少",
  "smooth, and the gate of most large language models":
    "光滑，是多数大语言模型的门",
  "three matrices where a plain layer has two":
    "普通层只需两个矩阵，它要三个",
  "as silu; the product with b must not round again; where the activation itself is subnormal, so are its digits":
    "同 silu；与 b 相乘时不能再舍入一次；激活值小到次正规数时，有效数字也随之变少",
  "no outlier grows through it, so that it can be computed in a few bits":
    "离群值不会经过它而变大，可以用很少的比特计算",
  "no gradient beyond the limits":
    "超出界限就没有梯度",
  "u + 1 rounds, and cancels near −1; it is kept as a pair":
    "u + 1 要舍入，在 −1 附近还会抵消；这里把它存为两个数之和",
  "as good as swiglu in the paper that compared them":
    "在比较它们的论文中与 swiglu 不相上下",
  "the error function is costly":
    "误差函数的计算代价高",
  "as gelu; the product with b must not round again; where the activation itself is subnormal, so are its digits":
    "同 gelu；与 b 相乘时不能再舍入一次；激活值小到次正规数时，有效数字也随之变少",
  "what Gemma and T5 1.1 are trained with":
    "Gemma 和 T5 1.1 用它训练",
  "not the exact GELU, which costs as little here":
    "它不是精确的 GELU，而精确的在这里代价同样低",
  "as gelu_tanh; the product with b must not round again; where the activation itself is subnormal, so are its digits":
    "同 gelu_tanh；与 b 相乘时不能再舍入一次；激活值小到次正规数时，有效数字也随之变少",
  "cheap, and what models with quick_gelu expect":
    "开销小，正是使用 quick_gelu 的模型所要的",
  "the coarsest approximation of GELU":
    "对 GELU 的最粗略的近似",
  "as quick_gelu; the product with b must not round again; where the activation itself is subnormal, so are its digits":
    "同 quick_gelu；与 b 相乘时不能再舍入一次；激活值小到次正规数时，有效数字也随之变少",
  "cheap, and exactly 0 for half of the units":
    "开销小，且一半的神经元恰好为 0",
  "units whose gate is negative for every input stay dead":
    "门对所有输入都为负的神经元会一直“死亡”",
  "one product, rounded once; 0·∞ is NaN, as in every product":
    "只有一次乘法、一次舍入；0·∞ 是 NaN，任何乘法都如此",
  // What parameters mean.
  "the slope for x ≤ 0, any finite number; the textbook's 1/a":
    "x ≤ 0 时的斜率，任意有限数；即教材中的 1/a",
  "the number of channels, at least 1; or the weights themselves":
    "通道数，至少为 1；也可以直接给出各权重",
  "the weight that each channel begins with, finite":
    "每个通道的初始权重，有限数",
  "instead: one finite number, or one for each channel, as [0.1, 0.2]":
    "代替以上两项：一个有限数，或每个通道一个，如 [0.1, 0.2]",
  "the lower limit of the slope, finite, at most upper":
    "斜率的下限，有限数，不大于 upper",
  "the upper limit of the slope, finite":
    "斜率的上限，有限数",
  "draw a slope for each element, or take the mean of the limits":
    "为每个元素随机抽取斜率，还是取上下限的平均值",
  "what the slopes are drawn from in training, a whole number":
    "训练时抽取斜率所用的随机种子，整数",
  "any finite number; x above it stays as it is; PyTorch requires it":
    "任意有限数；大于它的 x 保持不变；在 PyTorch 中必须给出",
  "any finite number; what takes the place of x elsewhere; PyTorch requires it":
    "任意有限数；在其他地方代替 x；在 PyTorch 中必须给出",
  "the threshold, any finite number":
    "阈值，任意有限数",
  "the lowest value, any finite number below max_val":
    "最小值，小于 max_val 的任意有限数",
  "the highest value, any finite number above min_val":
    "最大值，大于 min_val 的任意有限数",
  "the slope of the line, any finite number; a negative one makes the function fall":
    "直线的斜率，任意有限数；为负时函数递减",
  "the value of the line at 0, any finite number":
    "直线在 0 处的值，任意有限数",
  "the threshold λ, any finite number; nothing is cut off below 0":
    "阈值 λ，任意有限数；小于 0 时什么也不截去",
  "the threshold λ, a finite number, 0 or above":
    "阈值 λ，不小于 0 的有限数",
  "what is taken off on the right and added on the left, any finite number; above λ the function falls at the threshold":
    "右侧减去、左侧加上的量，任意有限数；大于 λ 时，函数在阈值处向下跳",
  "the size of the bend at 0, a finite number, 0 or above; 0 is ReLU":
    "0 处弯曲的大小，不小于 0 的有限数；0 就是 ReLU",
  "the factor inside of the sigmoid, any finite number; with 0 the function is x/2, and the larger it is, the more it is like ReLU":
    "sigmoid 内的系数，任意有限数；为 0 时函数是 x/2，越大越像 ReLU",
  "how sharply it bends; 1e-30 to 1e30, or the negative of such a number, which turns the curve upside down and all its values negative":
    "弯曲的急缓；1e-30 到 1e30，或其相反数，此时曲线上下颠倒，值全部为负",
  "where beta·x is above it, x itself is returned and the slope is 1; 1 or more, or inf for never; 20 in PyTorch":
    "beta·x 超过它时直接返回 x，斜率为 1；不小于 1，inf 表示从不如此；PyTorch 中为 20",
  "minus the value at −∞ and the slope at 0, any finite number; if negative, the left side lies above 0 and falls":
    "−∞ 处函数值的相反数，也是 0 处左侧的斜率，任意有限数；为负时左侧位于 0 之上且递减",
  "minus the value at −∞; 1e-30 to 1e30, or the negative of such a number, with which the left side falls exponentially to −∞":
    "−∞ 处函数值的相反数；1e-30 到 1e30，或其相反数，此时左侧以指数速度趋于 −∞",
  "the middle of the step, any finite number; √½":
    "阶跃的中心，任意有限数；默认为 √½",
  "the width of the step, from 1e-36 to 1e36; √(1/(4π))":
    "阶跃的宽度，1e-36 到 1e36；默认为 √(1/(4π))",
  "the coefficient of x² on the right: 0, or from 2^-20 to 2^20":
    "右侧 x² 的系数：0，或 2^-20 到 2^20",
  "the coefficient of e^x − 1 − x on the left, from 2^-20 to 2^20 and at least beta":
    "左侧 e^x − 1 − x 的系数，2^-20 到 2^20，且不小于 beta",
  "the slope at 0: 0, or from 2^-20 to 2^20; above 0, the left side falls below 0 and comes back":
    "0 处的斜率：0，或 2^-20 到 2^20；大于 0 时，左侧降到 0 以下再回升",
  "the frequency, any finite number but 0: the wave has the period π/a and the height 1/a":
    "频率，不为 0 的任意有限数：波的周期为 π/a，高度为 1/a",
  "the axis to normalise over; -1 is the last":
    "沿哪个维度归一化；-1 表示最后一个",
  "what the scores are divided by, above 0: a high one makes the results more alike":
    "得分要除以的数，大于 0：越高，各个结果越接近",
  "is a row of nothing but −∞ one whose elements are all masked, with results, rather than one without any (NaN)?":
    "整行都是 −∞ 时，是否看作所有元素都被屏蔽的一行而给出结果，而不是当作没有元素（NaN）？",
  "give a one-hot draw, with the gradient of the soft one":
    "给出独热（one-hot）的采样，梯度则用软采样的",
  "what the noise is drawn from, a whole number":
    "产生噪声所用的随机种子，整数",
  "the axis along which one array holds both halves, of even length; -1 is the last":
    "一个数组沿哪个维度存放两半，长度须为偶数；-1 表示最后一个",
  "what the sigmoid's argument is multiplied by, any finite number":
    "sigmoid 的自变量要乘的系数，任意有限数",
  "where both are cut off, above 0":
    "两者被截断的界限，大于 0",
  // What is other elsewhere.
  "its arguments make other functions: leaky_relu, relu6, threshold here":
    "改变它的参数会得到别的函数，即这里的 leaky_relu、relu6、threshold",
  "begins with 0; a weight for each element unless shared_axes says otherwise":
    "初值为 0；除非用 shared_axes 指定，否则每个元素一个权重",
  "its slope broadcasts over any axes; here, over all but dimension 1":
    "它的斜率可沿任意维度广播；这里沿除第 1 维外的所有维度",
  "threshold and value are required there":
    "在那里 threshold 和 value 必须给出",
  "its default_value is value here, and both are required there":
    "它的 default_value 即这里的 value；在那里两者都必须给出",
  "its theta is alpha here; a layer of Keras 2, which Keras 3 has no more":
    "它的 theta 即这里的 alpha；这是 Keras 2 的层，Keras 3 已没有",
  "in Keras 3; that of Keras 2 is onnx_hardsigmoid here":
    "指 Keras 3 的；Keras 2 的是这里的 onnx_hardsigmoid",
  "PyTorch’s hardsigmoid is exported as this with alpha=1/6":
    "PyTorch 的 hardsigmoid 导出为它，此时 alpha=1/6",
  "its threshold is lambd here":
    "它的 threshold 即这里的 lambd",
  "since opset 24; its alpha is beta here":
    "自 opset 24 起；它的 alpha 即这里的 beta",
  "computed there through F.softplus, which is x itself above 20":
    "在那里经由 F.softplus 计算，而后者超过 20 时就是 x",
  "its defaults are the two constants rounded to f32, also for tensors of f64":
    "它的默认值是舍入到 f32 的两个常数，对 f64 张量也是如此",
  "with approximate='tanh' it is gelu_tanh":
    "approximate='tanh' 时即 gelu_tanh",
  "with approximate=True it is gelu_tanh":
    "approximate=True 时即 gelu_tanh",
  "with approximate=\"tanh\" it is gelu_tanh":
    "approximate=\"tanh\" 时即 gelu_tanh",
  "with approximate=False it is gelu":
    "approximate=False 时即 gelu",
  "writes √(2/π) as 0.7978845608":
    "把 √(2/π) 写作 0.7978845608",
  "a softplus makes the alphas here of its own, and its eps of -1e-6 leaves a step of 8e-7 at 0 that is not here":
    "它的参数要经 softplus 才是这里的 alpha；它的 eps 为 -1e-6，在 0 处留下 8e-7 的跳变，这里没有",
  "before opset 13, axis is 1 and all axes from it on are one":
    "opset 13 以前，axis 为 1，且自它起的所有维度合为一个",
  "drops the axis unless keepdim=True":
    "除非 keepdim=True，否则去掉该维度",
  "over all axes by default, and drops them unless keepdims=True":
    "默认沿所有维度，除非 keepdims=True，否则去掉这些维度",
  "over all axes by default; keepdims is 1, as here":
    "默认沿所有维度；keepdims 为 1，与这里相同",
  "draws from the global generator, not from a seed":
    "从全局随机数发生器抽取，而不是由种子决定",
  // The words of formulas.
  "for":
    "当",
  "where":
    "当",
  "with":
    "其中",
  "and":
    "，",
  "elsewhere":
    "其他",
  "between":
    "其间",
  "above":
    "以上",
  "training":
    "训练",
  "evaluation":
    "推理",
  "for each element":
    "每个元素各一个",
  "backward":
    "反向",
  "one for each row":
    "每行一个",
  "hard":
    "硬采样",
  "at the largest":
    "在最大处",
  "that of":
    "同",
  "at":
    "，自变量为",
  "hard or not":
    "无论是否硬采样",
  "for the first":
    "对第一个",
  "at which":
    "，使得",
  "is the maximum":
    "为最大值",
  "none":
    "无",
  "wherever it exists":
    "，凡有定义处",
  "such that":
    "使得",
  "mean of":
    "均值：",
  "over the support":
    "在支撑集上",
};
