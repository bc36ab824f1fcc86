# Knobs: their names, what they do, and the pane that holds them

knob-learning-rate = Learning rate
knob-learning-rate-why = How far one step goes down the gradient. Too small learns slowly, too large diverges.
knob-beta = Beta
knob-beta-why = The weight of the KL term. Above 1 the codes come closer to the prior and the reconstructions blur; at 0 nothing holds the codes together.
knob-latent = Latent dimensions
knob-latent-why = How many numbers a code has. With 2 the whole latent space can be seen at once.
knob-hidden = Hidden layers
knob-hidden-why = The widths of the encoder's hidden layers, as in 400-200; the decoder mirrors them.
knob-warm-up = KL warm-up
knob-warm-up-why = Steps over which the weight of the KL term grows from nothing to beta, so that the decoder learns to use the code before the code is taxed. 0: none.
knob-free-bits = Free bits
knob-free-bits-why = Nats of KL that each latent dimension has for nothing. Units that would collapse on the prior stay alive.
knob-batch-size = Batch size
knob-batch-size-why = How many examples one step averages over. Larger is smoother and slower.
knob-optimiser = Optimiser
knob-optimiser-why = How a step follows from the gradient. Adam scales every parameter by itself, momentum remembers the direction, plain descent does neither.
knob-pixels = Pixels
knob-pixels-why = Grey pixels as they are, or black and white tossed anew with the grey as probability. Nats of one do not compare with nats of the other.

choice-adam = Adam
choice-momentum = Momentum
choice-sgd = Plain gradient descent
choice-grey = Grey as they are
choice-dynamic = Binarised, dynamic

data-mnist = MNIST
data-fashion = Fashion-MNIST
data-digits = Digits, 8×8

knobs-data = Data
knobs-path = Path of a data file
knobs-path-hint = path of a CSV or IDX file
knobs-path-why = Points as a table (CSV) or images as IDX, plain or .gz; Enter restarts the run with them
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
knobs-changes = What changed
knobs-no-changes = No knob was turned while it trained
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
