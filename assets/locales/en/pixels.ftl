# PixelCNN and PixelRNN: pictures read number by number
knob-stack = Stack of layers
knob-stack-why = Gated: one stack of layers for the rows above and one for the own row. Plain: a single stack of masked convolutions, which has a blind spot to the upper right.
knob-filters = Filters
knob-filters-why = How many numbers the net keeps about every pixel. Twice as many make a step about four times as dear.
knob-blocks = Blocks
knob-blocks-why = How many layers or residual blocks follow the first. Each lets a pixel see one row further up and one column further left.
knob-memory-layers = Layers
knob-memory-layers-why = How many layers of memory lie above each other. Each lets a pixel hear of one more to the left and of a wider triangle above.
knob-levels = Grey levels
knob-levels-why = How many shades a number can have: 2 is black and white, a coin for each pixel; with more, a softmax over the shades. Nats of one do not compare with nats of another.
choice-gated = Gated
choice-plain = Plain
preset-pixel-cnn-greys = Four greys
preset-pixel-cnn-greys-why = Strokes get soft edges. Each pixel is a choice of four, and the bits per dimension count them all.
preset-pixel-cnn-blind = The blind spot
preset-pixel-cnn-blind-why = A single stack with two blocks. Click a pixel: what lies above and far to the right was drawn before it, and yet it has no say. Strokes that come from there lose their way.
preset-pixel-cnn-near = Near-sighted
preset-pixel-cnn-near-why = No blocks: a pixel sees three rows and three columns. Strokes are smooth, but they do not add up to a digit.
preset-pixel-rnn-greys = Four greys
preset-pixel-rnn-greys-why = Each pixel is a choice of four shades, and the memory carries them down the picture.
preset-pixel-rnn-small = A small memory
preset-pixel-rnn-small-why = Two numbers of memory a pixel cannot hold what was read in the rows above. Digits begin well and end in another one.

# The stage of models that read pictures number by number
stage-surprise = surprise
stage-receptive = what a pixel sees
stage-completed = completed
stage-expected = as expected
stage-surprise-row = surprise
stage-receptive-row = seen
stage-completed-row = completed
stage-samples-caption-growing = Pixel { $done } of { $all } · { $passes } network passes each (GAN: 1)
