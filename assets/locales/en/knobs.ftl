# Knobs: their names, what they do, and the pane that holds them

knob-learning-rate = Learning rate
knob-learning-rate-why = How far one step goes down the gradient. Too small learns slowly, too large diverges.
knob-beta = Beta
knob-beta-why = The weight of the KL term. Above 1 the codes come closer to the prior and the reconstructions blur; at 0 nothing holds the codes together.
knob-latent = Latent dimensions
knob-latent-why = How many numbers a code has. With 2 the whole latent space can be seen at once.
knob-hidden = Hidden layers
knob-hidden-why = The widths of the hidden layers, as in 400-200 where there can be several. An autoencoder's decoder mirrors those of its encoder.
knob-net = Net
knob-net-why = mlp: every unit sees every pixel, and the widths are those of the hidden layers. conv: units see a small square each, and the picture shrinks and grows again; the width is the number of channels.
knob-labels = Labels
knob-labels-why = Whether the net is told of which class a picture is. Then samples are of each class in turn, and likelihoods are of a picture given its class.
knob-class = Class in the latent pane
knob-class-why = Of which class codes are decoded when the net is told labels: the same code, another class, another picture in the same manner. Counted from 0.
knob-guidance = Guidance
knob-guidance-why = How much samples follow their class. 0: not at all; 1: as the net says; above that every picture is more like its class, and pictures of a class are more like each other.
knob-scales = Scales
knob-scales-why = At how many scales couplings act. At the second only every other column and row is left to move, at the third every fourth; the rest is noise already.
knob-base = Base
knob-base-why = What codes are distributed as. The logistic has longer tails than the Gaussian: a pixel that was always dark in training and is lit now costs tens of nats and not hundreds.
choice-logistic = Logistic
choice-gaussian = Gaussian
knob-channels = Channels
knob-channels-why = How many numbers each place of the picture has inside the net, where it is finest; in eights. Twice as many cost nearly four times the time.
knob-warm-up = KL warm-up
knob-warm-up-why = Steps over which the weight of the KL term grows from nothing to beta, so that the decoder learns to use the code before the code is taxed. 0: none.
knob-free-bits = Free bits
knob-free-bits-why = Nats of KL that each latent dimension has for nothing. Units that would collapse on the prior stay alive.
knob-batch-size = Batch size
knob-batch-size-why = How many examples one step averages over. Larger is smoother and slower.
knob-optimiser = Optimiser
knob-optimiser-why = How a step follows from the gradient. Adam scales every parameter by itself, momentum remembers the direction, plain descent does neither.
knob-pixels = Pixels
knob-pixels-why = How the model sees pixels: grey as they are; black and white with the grey as probability, tossed anew at every visit (dynamic) or once and for good, the same for every model and seed (static), or cut at one half; or grey levels each spread over a cell of its own. Nats of one do not compare with nats of another.

choice-adam = Adam
choice-momentum = Momentum
choice-sgd = Plain gradient descent
choice-mlp = Fully connected
choice-conv = Convolutions
choice-off = Off
choice-on = On
choice-grey = Grey as they are
choice-dynamic = Binarised, dynamic
choice-static = Binarised, static
choice-threshold = Cut at one half
choice-dequantised = Grey levels, spread over their cells
choice-raw = Grey levels, not spread

data-mnist = MNIST
data-fashion = Fashion-MNIST
data-digits = Digits, 8×8
data-emoji = Emoji
data-hangul = Hangul syllables

knobs-data = Data
knobs-path = Path of a data file or folder
knobs-path-hint = path of a file or folder
knobs-path-why = A table of points (CSV or TSV), images (a folder of pictures, a PNG sprite of square tiles, or IDX format, .gz too), or a text in any encoding, as far as the family can learn from them. Enter restarts on them; a file can be dropped on the window, too
knobs-hot = at once
knobs-hot-why = A change acts on the running model at once and leaves a mark on the curves
knobs-cold = restart
knobs-cold-why = A change waits for a restart
knobs-waits = waits
knobs-waits-why = This change waits for the restart
knobs-range = { $range }; default { $default }
knobs-range-sizes = 1 to { $layers } layers of { $min } to { $max }, as in 400-200
knobs-refused = “{ $value }” does not fit: { $range }
knobs-reset = Set { $knob } back to its default
knobs-undo = Take the last turn back (Ctrl+Z)
knobs-redo = Turn it again (Ctrl+Shift+Z)
knobs-more = { $count } more
knobs-restart = { $count ->
    [one] Restart with 1 change
   *[other] Restart with { $count } changes
}
knobs-revert = Revert
knobs-on = on
knobs-off = off
knobs-can = What it can compute
knobs-objective = Objective
inside-title = Inside the net
inside-why = How the weights of every layer are spread, how long its gradient is, and how far a step moves it (I)
inside-waiting = Reading the weights…
inside-nothing = This model learns no weights that could be shown.
inside-still = Gradients and steps are shown once the run steps.
inside-step = { $ms } ms a step
inside-net = net and optimiser { $mb } MB
inside-program = program { $mb } MB
inside-all = All tensors
inside-weights = Weights
inside-weights-why = How the weights lie between the largest below zero and the largest above. Heights are square roots, so that few weights can be seen beside many.
inside-gradient = Gradient
inside-gradient-why = The length of the gradient that the optimiser saw in the last step, after clipping. Told by the moments of Adam or momentum; plain descent keeps none.
inside-update = Step / weights
inside-update-why = How far the last step moved the weights, in proportion to their length. About a thousandth is usual: far below that hardly anything is learned, far above the net jumps.
inside-spread = { $tensor }: weights up to { $reach }, length { $norm }
knobs-changes = What changed
knobs-no-changes = No knob was turned while it trained
knobs-link = Copy a link to this bench
knobs-link-why = A short text with family, data, seed, knobs and what is shown. Pasted into Genera anywhere, it brings this bench back
knobs-link-file = Save the link as a file
knobs-link-file-why = The same as a file, to be dropped on the window
knobs-choose = Choose which knobs are shown
knobs-chosen = Done choosing
knobs-choose-why = A link to this bench shows these knobs and no others
knobs-hidden = Not shown: { $count }. The eye above brings them back
knobs-copy = Copy the command line

# Points in the plane: the names of the sets
data-eight-gaussians = Eight Gaussians
data-ring = Ring of eight
data-grid-25 = Grid of 25
data-moons = Two moons
data-circles = Two circles
data-checkerboard = Checkerboard
data-swiss-roll = Swiss roll
data-pinwheel = Pinwheel
data-spiral = Two spirals
data-two-gaussians = Two Gaussians

# NADE and MADE: a code of the plane, bit by bit
knob-ordering = Order of the bits
knob-ordering-why = Which bit of a point's code the model draws first: all of x₁ and then x₂, the other way round, one of each in turn, or by chance. Every order can say the same in principle; what a small net learns differs.
knob-scan = Order of the pixels
knob-scan-why = Which pixel the model looks at first: row by row, around the border and inwards, or by chance. Every order can say the same in principle; what a net of this size learns differs.
knob-scans = Scans
knob-scans-why = How many orders of the pixels share the weights and take turns in training; the first is the one chosen, all others are random. The density is the mean of theirs, and every sample follows one of them.
knob-masks = Masks
knob-masks-why = How many sets of masks take turns in training; the density is the mean of theirs. Each set after the first is drawn by chance, in a random order of the bits if the order is random. Sampling takes one of them for each point.
knob-settle = Learning rate halves after
knob-settle-why = The learning rate of step t is divided by 1 + t / T. It falls for ever, and never so fast that learning ends. 0: it stays as it is.
knob-rate-cosine = Cosine to zero over
knob-rate-cosine-why = Half a wave of a cosine takes the learning rate to nothing over this many steps: slowly at first, slowly at last. Choose as many as the run is to have, because nothing is learned afterwards. 0: no wave.
choice-x-first = x₁ first
choice-y-first = x₂ first
choice-interleaved = In turn
choice-random = Random
choice-spiral = Spiral, inwards
choice-raster = Row by row
preset-made-board = Squares from bits
preset-made-board-why = The edges of the checkerboard fall on halves and quarters of the window. The first few bits say it all, and the rest are fair coins.
preset-made-narrow = Eight hidden units
preset-made-narrow-why = Most conditionals have hardly a unit of their own. The blobs become boxes and strips, and the divergence stops far above zero.
preset-made-random = A random order
preset-made-random-why = A fine bit comes before a coarse one, so the net has to know what the last place of a number means before it knows the first. The density takes on stripes that the data do not have.
preset-made-many-masks = Eight orders in one net
preset-made-many-masks-why = The same weights serve eight random orders. No single order is learned well in the same time, and the mean of all is smoother than each.
preset-nade-board = Squares from bits
preset-nade-board-why = The edges of the checkerboard fall on halves and quarters of the window. The first few bits say it all, and the rest are fair coins.
preset-nade-narrow = Four hidden units
preset-nade-narrow-why = All conditionals share one layer of four units. The density is made of coarse boxes, and the divergence stops far above zero.
preset-nade-random = A random order
preset-nade-random-why = A fine bit comes before a coarse one, so the net has to know what the last place of a number means before it knows the first. The density takes on stripes that the data do not have.
term-x-alone = x₁ alone
term-y-given-x = x₂, given x₁
term-y-alone = x₂ alone
term-x-given-y = x₁, given x₂
term-first-bits = the first eight bits
term-last-bits = the other eight, given the first
term-orders = the mean over all orders
matrix-mask-input = Mask from the bits into the first hidden layer
matrix-mask-hidden = Mask between hidden layers
matrix-mask-output = Mask from the last hidden layer and the bits into the outputs
matrix-mask-dependency = Which output (column) depends on which bit (row)

# Data and presets
data-drawn = Draw your own…
knobs-presets = Presets
knobs-presets-why = Settings worth a look: some work, some fail for a reason that can be seen. Choosing one restarts the run; Ctrl+Z takes its knobs back
preset-works = works
preset-fails = fails, and shows why

# Flows in the plane: Real NVP and the neural spline flow
knob-layers = Couplings
knob-layers-why = How many couplings stand in a row. With two, the blobs stay joined by broad bridges; every further one thins them, and costs its time.
knob-scale-bound = Scales
knob-scale-bound-why = Bounded: one coupling stretches by a factor of at most e² = 7.4. Free: the exponential may grow without end, and at a high learning rate it does.
knob-alternate = Couplings take turns
knob-alternate-why = Whether the two coordinates take turns in being moved. Otherwise x₂ is never transformed and keeps the density of the noise.
knob-actnorm = ActNorm
knob-actnorm-why = A learned shift and scale of both coordinates before each coupling. They start so that every coupling sees mean 0 and deviation 1.
knob-bins = Bins
knob-bins-why = Into how many pieces a curve is cut. With two it is hardly more than a straight line; many follow hard edges.
knob-tail-bound = Half of the interval
knob-tail-bound-why = The curves bend from −B to B, in deviations of the data, and are the identity beyond. If B is too small, data pass by unchanged and a seam appears.
knob-averaging = Averaging of the weights
knob-averaging-why = How much of itself the average of the weights keeps at every step. Pictures and measures use the average. 0: the weights as they are.
choice-bounded = Bounded
choice-free = Free
preset-nvp-modes = Eight blobs out of one
preset-nvp-modes-why = Twelve couplings bend one round cloud into eight. What is left between them are threads as thin as the slopes allow, and most of the divergence that remains lies there.
preset-nvp-bridges = Two couplings
preset-nvp-bridges-why = A continuous map that can be undone cannot tear a connected cloud. With only two couplings the blobs hang together by broad bridges, and the divergence stays above half a nat.
preset-nvp-explodes = Free scales, too fast
preset-nvp-explodes-why = The scales are unbounded and the learning rate is 0.04. Within a few steps an exponential explodes, and the loss is no longer a number. Bounded scales survive the same rate.
knob-sampling-temperature = Temperature
knob-sampling-temperature-why = The deviation of the noise that samples are made from. Below 1 they are nearer to the most likely picture and less varied.
preset-nvp-raw = Grey levels that are not spread
preset-nvp-raw-why = A density can be as high as it likes on 256 single levels. The bits for each pixel fall and fall, below anything that a code for pictures could need, and the samples are none the better for it.
preset-nvp-one-coordinate = No turns
preset-nvp-one-coordinate-why = Every coupling moves x₁ and reads x₂. So x₂ keeps the bell curve of the noise, however long the training, and only x₁ is fitted to it.
preset-spline-modes = Eight blobs by splines
preset-spline-modes-why = Each curve has eight bins of its own and can be flat between two blobs. Four couplings come closer to the entropy than twelve affine ones.
preset-spline-two-bins = Two bins
preset-spline-two-bins-why = A curve of two bins has one knot inside. The edges of the squares become soft, and the divergence stops near 0.2.
preset-spline-narrow = Too narrow an interval
preset-spline-narrow-why = The curves bend only within one deviation of the data. What lies beyond passes through unchanged: the outer squares melt into the noise, with a seam at the edge of the interval.
term-base = noise: log p(z)
term-log-det = change of volume: log |det|
# The Gaussian, the mixture and flow matching

knob-method = Method
knob-method-why = How the parameters are found. What can be computed at once, a closed form or a round of EM, needs no learning rate; the gradient goes downhill step by step to the same place.
knob-divergence = Divergence
knob-divergence-why = Forward: cover all data, which is maximum likelihood. Reverse: avoid places without data, which settles on one mode or two neighbours; it goes down a gradient, and only where the density of the data is known and smooth. Elsewhere it stays forward.
knob-components = Components
knob-components-why = How many Gaussians share the data. Too few fill the gaps between clusters, too many have next to nothing to hold on to.
knob-variance-floor = Smallest deviation
knob-variance-floor-why = No component becomes narrower than this, in deviations of all data. Next to nothing lets one collapse onto a single example, where the likelihood has no upper limit.
knob-start = Start
knob-start-why = Where the components begin on the first batch. k-means++ spreads them, takes the best of 16 tries and rarely misses a cluster; examples taken at random often do, and EM does not get out of it.
knob-covariance = Covariance
knob-covariance-why = Full: ellipses of any direction. Round: circles.
knob-kept-examples = Kept examples
knob-kept-examples-why = Learn from the first so many examples only, over and over, as EM was meant: no round lowers their likelihood. 0: every batch is new, and running averages follow them.
knob-coupling = Coupling
knob-coupling-why = Which noise is paired with which example. Independent: any with any, so that lines cross and paths bend. Optimal transport: the shortest pairs among 64 of a batch, so that paths are nearly straight.
knob-ode-steps = Solver steps
knob-ode-steps-why = Steps of Euler and midpoint from noise to data. Few steps cut the bends of the paths off, which samples show; the density is always followed with at least 20 midpoint steps. The adaptive solver chooses its own.
knob-solver = Solver
knob-solver-why = Euler asks the net once a step, midpoint twice. Adaptive (Dormand and Prince) makes steps as long as a tolerance of 1e-4 allows.

choice-closed-form = Closed form
choice-gradient = Gradient
choice-forward = Forward KL
choice-reverse = Reverse KL
choice-em = EM
choice-k-means = k-means++
choice-full = Full
choice-round = Round
choice-independent = Independent
choice-optimal-transport = Optimal transport
choice-euler = Euler
choice-midpoint = Midpoint
choice-adaptive = Adaptive

preset-gaussian-gradient = Walk to a known place
preset-gaussian-gradient-why = Gradient descent from a place that the seed decides. It arrives where the closed form says, which costs a thousand steps instead of one.
preset-gaussian-reverse = One mode of eight
preset-gaussian-reverse-why = The reverse divergence punishes mass where there are no data, so the Gaussian leaves the middle and settles on one cluster, or with another seed on two neighbours. Its reverse KL stays at about log 8 = 2.08 nats, and the likelihood of the other clusters is dreadful.
preset-gaussian-overshoots = Too large a step
preset-gaussian-overshoots-why = Plain gradient descent with a learning rate of 1 overshoots an optimum that is known exactly.
preset-mixture-gradient = Gradient instead of EM
preset-mixture-gradient-why = The same likelihood, climbed with Adam. It stays a little noisy where EM comes to rest.
preset-mixture-too-few = Three for eight
preset-mixture-too-few-why = Three Gaussians share eight clusters. They stretch over gaps in which there are no data, and the divergence stops far above zero.
preset-mixture-collapse = Collapse without a floor
preset-mixture-collapse-why = 24 components learn 64 examples by heart with next to no limit on their width. The loss falls without end as some shrink onto a few examples, and the held-out likelihood falls with it.
preset-mixture-random-start = A random start
preset-mixture-random-start-why = The components begin at random examples: two end on one cluster while another two clusters share one. More rounds of EM do not help, another seed may.
preset-flow-straight = Straight paths
preset-flow-straight-why = Pairs by optimal transport hardly cross, so the paths are nearly straight and 8 Euler steps are enough. Compare the straightness with independent pairs.
preset-flow-few-steps = Two Euler steps
preset-flow-few-steps-why = Independent pairs bend the paths, and two straight steps cut the bends off: samples land between the clusters, and a point that is sent to the noise and back does not come home. The net is not to blame; turn the steps up.
preset-flow-too-fast = Too large a learning rate
preset-flow-too-fast-why = The net jumps about, nothing averages the jumps, and the squares never become sharp.

term-distance = distance to the mean, in deviations
term-normaliser = minus log of the normaliser
term-share = log of the component's share
term-component = log density of the component
term-responsibility = minus log of its responsibility
term-noise = log density of the noise
term-divergence = minus the divergence along the path

# The VAE on the plane, and diffusion

knob-objective = Bound
knob-objective-why = What is climbed. The ELBO charges the divergence of each posterior from the prior. The importance-weighted bound (IWAE) averages over several codes and lies closer to log p(x); beta, warm-up and free bits do not act on it.
knob-importance-samples = Codes for each example
knob-importance-samples-why = How many codes the importance-weighted bound averages over. 1 is the ELBO; more make it tighter and every step slower.
knob-schedule = Noise schedule
knob-schedule-why = How fast an example drowns. Linear and cosine are scaled so that any number of steps ends in noise. Linear, unscaled takes the betas of a thousand steps with however few there are: the last step is still full of signal, which the terminal signal-to-noise ratio shows.
knob-noise-steps = Noise steps
knob-noise-steps-why = Levels of noise in training, from almost none to almost nothing else. More make the ELBO tighter and cost nothing while training.
knob-sampling-steps = Sampling steps
knob-sampling-steps-why = Levels that a sample stops at on its way from noise to data; never more than there are noise steps. Each asks the net once.
knob-eta = Eta
knob-eta-why = How much fresh noise comes in while sampling. 0 is DDIM: none, and noise decides everything. 1 is DDPM, which needs more steps.
knob-prediction = Prediction
knob-prediction-why = What the net is asked for: the noise epsilon, the example x0, or v, the direction in which noise takes its place. With the noisy point known each follows from each, but errors weigh differently: those in x0 are divided by the noise level, so where there is little noise the score is rough and the density of outliers is far off.

choice-elbo = ELBO
choice-iwae = Importance-weighted (IWAE)
choice-linear = Linear
choice-cosine = Cosine
choice-linear-unscaled = Linear, unscaled
choice-epsilon = The noise epsilon
choice-x0 = The example x0
choice-v = The velocity v

preset-vae-importance-weighted = Importance weights
preset-vae-importance-weighted-why = The bound averages over fifty codes. The encoder need no longer be right about each of them, so the decoder is free to use all of the latent space, and the divergence falls tenfold.
preset-vae-collapse = Posterior collapse
preset-vae-collapse-why = Every nat of code costs six. The posterior falls onto the prior, no dimension is active any more, and the decoder says the same about every code: one wide blur over all clusters.
preset-vae-blur = Too heavy a penalty
preset-vae-blur-why = Every nat of code costs a quarter more than it should. Codes spread until neighbours overlap: the loss is as low as it can be, and yet samples fill the gaps between the clusters. With a learned width there is little room: at 1.3 the code dies altogether.
preset-vae-holes = Holes in the latent space
preset-vae-holes-why = Codes cost next to nothing, so every cluster gets a tiny spot of its own and most of the prior lies empty. Reconstructions are perfect, samples land anywhere between the clusters.
preset-diffusion-ancestral = The sampler of DDPM
preset-diffusion-ancestral-why = Fresh noise at every step, and every one of a thousand steps taken: slow, and as good as it gets.
preset-diffusion-short-schedule = A schedule that stops too soon
preset-diffusion-short-schedule-why = Fifty steps with the betas of a thousand. The last level keeps 60 % of the variance of the data, yet sampling begins as if it were pure noise: the outer parts of the clusters are missing. Look at the terminal signal-to-noise ratio.
preset-diffusion-few-steps = Five noisy steps
preset-diffusion-few-steps-why = DDPM adds fresh noise at every step and has only five to take it out again: samples are smeared. With eta at 0 the same net does far better in as many steps.
preset-diffusion-too-fast = Too large a learning rate
preset-diffusion-too-fast-why = The net jumps about, nothing averages the jumps, and the squares never become sharp.

oracle-quadrature = by quadrature over the codes
oracle-probability-flow = along the probability-flow ODE

# Variational inference

knob-hidden-causes = Hidden causes
knob-hidden-causes-why = How two hidden numbers become a point. Line: the posterior is a tilted Gaussian and can be met. Bend: it is a banana. Fold: two causes explain most points equally well. The model is given; only q learns.
knob-q-shape = Shape of q
knob-q-shape-why = Full: ellipses of any direction. Diagonal: along the axes only, as the mean-field assumption has it.
knob-amortised = Amortised
knob-amortised-why = On: one encoder guesses q for any example. Off: each of 64 kept examples has a q of its own, and any other gets the best that a search finds.
knob-q-divergence = Divergence of q
knob-q-divergence-why = Reverse, KL(q || p), is the bound: q keeps to places where the posterior is, and may leave others out. Forward, KL(p || q), covers all of the posterior; it needs draws from it, here by quadrature.

choice-line = Line
choice-bend = Bend
choice-fold = Fold
choice-diagonal = Diagonal

preset-inference-exact = A posterior that can be met
preset-inference-exact-why = The hidden causes act linearly, so every posterior is a Gaussian. q meets it: the divergence falls to nothing and the bound touches log p(x).
preset-inference-too-narrow = Too narrow without a tilt
preset-inference-too-narrow-why = The posterior is tilted and q must not be. It fits into the posterior instead of over it, so it is far too sure of itself, and some of the divergence never goes away.
preset-inference-one-of-two = One cause of two
preset-inference-one-of-two-why = Two causes explain a point equally well. The bound takes one of them with full confidence and forgets the other, which costs about log 2 = 0.69 nats.
preset-inference-covers-both = Both causes and all between
preset-inference-covers-both-why = The forward divergence covers both causes with one wide Gaussian, most of which lies where the posterior is not: the bound is dreadful.

# The GAN and the Wasserstein GAN

knob-learning-rate-generator = Learning rate, generator
knob-learning-rate-generator-why = How far one step moves the generator. Well above that of its opponent, the generator runs to wherever it is praised at the moment, and modes collapse.
knob-learning-rate-discriminator = Learning rate, discriminator
knob-learning-rate-discriminator-why = How far one step moves the discriminator. It has to keep up with the generator for its verdict to mean anything.
knob-learning-rate-critic = Learning rate, critic
knob-learning-rate-critic-why = How far one step moves the critic. The better it is trained, the closer its estimate is to the distance.
knob-steps-generator = Steps of the generator
knob-steps-generator-why = How many steps the generator makes in its turn.
knob-steps-discriminator = Steps of the discriminator
knob-steps-discriminator-why = How many steps the discriminator makes in its turn, on the same examples and against fresh samples.
knob-steps-critic = Steps of the critic
knob-steps-critic-why = How many steps the critic makes in its turn, on the same examples and against fresh samples. With few of them the distance is underestimated.
knob-noise-dimensions = Dimensions of the noise
knob-noise-dimensions-why = How many normal numbers a sample is made from. One can only draw a curve.
knob-generator-loss = Loss of the generator
knob-generator-loss-why = Minimax: log(1 − D(G(z))), the game as it was written down, flat where the discriminator is sure. Non-saturating: −log D(G(z)), steep just there.
knob-slope-penalty = Slope penalty
knob-slope-penalty-why = Half of this times the squared slope of the discriminator's logit at the data is added to its loss. It calms the game near its end; at 0 the two players may circle each other for ever.
knob-spectral-norm = Spectral norm
knob-spectral-norm-why = After each step of the discriminator every matrix of its weights is divided by its largest singular value, where that is above 1. Its logit cannot become arbitrarily steep then, wherever in space that is.
knob-constraint = Constraint
knob-constraint-why = What keeps the critic from rising without end: a penalty on slopes that differ from 1, weights clipped to an interval, matrices of weights that stretch nothing, or nothing. All of them work with either net.
knob-penalty = Penalty
knob-penalty-why = The weight of the squared difference of the slope from 1 at points between examples and samples. Its authors take 0.1 on the plane and 10 on images.
knob-clip = Clip
knob-clip-why = Every weight and bias of the critic is cut to ± this after each of its steps, if the constraint is clipping. With small values the critic becomes almost a plane.

choice-non-saturating = Non-saturating
choice-minimax = Minimax
choice-penalty = Gradient penalty
choice-clipping = Clipped weights
choice-spectral = Spectral norm
choice-none = None

preset-gan-board = Squares from noise
preset-gan-board-why = A continuous map bends one round cloud into eight squares. Thin threads between them remain, and no number of the model says where its density lies.
preset-gan-conv = Convolutions
preset-gan-conv-why = The generator grows a small picture of many channels, and the discriminator sees small squares of pictures. A step takes longer than with fully connected layers, and strokes hold together sooner.
preset-gan-collapse = Mode collapse
preset-gan-collapse-why = The generator learns ten times as fast as the discriminator, and nothing steadies the game. All samples gather where the discriminator is kindest at the moment: one mode is found, seven are not, and no loss says so.
preset-gan-vanishing = A gradient that vanishes
preset-gan-vanishing-why = A discriminator that makes ten steps for each of the generator soon has D(G(z)) next to 0, where log(1 − D) is flat: the generator’s gradient falls below a hundredth and the samples stay. The non-saturating loss sets them off; Adam would hide it by scaling the gradient up.
preset-gan-hopping = Hopping
preset-gan-hopping-why = The generator learns a hundred times as fast as the discriminator. All samples run to the place that is praised at the moment and then on to the next; the discriminator never catches up.
preset-wgan-clipping = Clipped weights
preset-wgan-clipping-why = The first way to bound the slope. It works with a clip that suits the net; many weights lie at its ends.
preset-wgan-spectral = A bound on every matrix
preset-wgan-spectral-why = No matrix of the convolutional critic stretches anything, so that its slope is bounded everywhere, and not only where a penalty looks. A step costs less than with the penalty; what the critic calls the distance is a fraction of it.
preset-wgan-small-clip = Too small a clip
preset-wgan-small-clip-why = Weights within ±0.01 leave a critic that is flat and almost linear. Its whole height is some thousandths, many of its weights lie at the clip, and the generator feels next to no slope: only because Adam scales every gradient up does it learn at all, roughly.
preset-wgan-unbounded = No constraint
preset-wgan-unbounded-why = Nothing holds the slope. The critic claims ever greater distances, its loss runs off to minus infinity, and training ends with a word about it.

landscape-verdict = D(x), the probability of being real
landscape-critic = the critic C(x)

loss-discriminator-loss = discriminator loss
loss-critic-loss = critic loss
loss-generator-loss = generator loss
loss-verdict-real = mean verdict on examples
loss-verdict-fake = mean verdict on samples
loss-verdict-held-out = mean verdict on held-out examples
loss-generator-gradient = mean gradient at a sample
loss-wasserstein = estimated Wasserstein distance
loss-penalty = gradient penalty
loss-at-the-clip = share of weights at the clip
preset-diffusion-digits = Digits out of noise
preset-diffusion-digits-why = A small U-Net takes noise out of handwritten digits. Shapes come within the first thousand steps; the loss has long gone flat when the strokes become clean.
preset-flow-digits = Digits along a flow
preset-flow-digits-why = The field carries noise to handwritten digits, all pixels at once. Turn the steps of the solver while it trains and see how few it needs.
preset-made-digits = Digits, pixel by pixel
preset-made-digits-why = Every pixel is a coin whose bias follows from those before it. The likelihood is exact, and a sample takes one pass a pixel.
preset-vae-conv = Convolutions
preset-vae-conv-why = The encoder shrinks the picture and the decoder grows it again. Compare the bound with that of fully connected layers after the same number of steps.
