# The bench: panes, stage, curves, latent space, transport

pane-tree = Taxonomy
pane-stage = Stage
pane-curves = Curves
pane-latent = Latent space
pane-knobs = Knobs
pane-maximise = Maximise { $pane } (F)
pane-restore = Put { $pane } back (F)

tree-not-ready = Not yet in this version; a click opens its page

stage-samples = samples
stage-reconstructions = reconstructions
stage-manifold = manifold
stage-difference = difference
stage-samples-caption = Samples from the prior, always from the same noise
stage-manifold-caption = Decodes over the latent plane, z₁ across, z₂ up
stage-test-image = test image
stage-reconstruction = reconstruction
stage-difference-row = difference
stage-building = Building the model…
stage-first-picture = The first picture is on its way…
stage-warming-cpu = Taking the first step… { $seconds } s
stage-warming-gpu = Compiling GPU kernels… { $seconds } s
stage-not-measured = Not measured on held-out data yet
stage-held-out-elbo = Held-out ELBO
stage-minus-elbo = −ELBO =
stage-reconstruction-term = { $value } reconstruction
stage-kl-term = { $value } KL
stage-active = { $active } of { $all } units active
protocol-grey = grey pixels
protocol-dynamic = dynamically binarised pixels
unit-nats = nats

curves-bound = bound
curves-loss = loss
curves-reconstruction = reconstruction
curves-kl = KL
curves-total = −ELBO
curves-held-out = held-out −ELBO
curves-step = step { $step }
curves-log-x = log x
curves-log-y = log y
curves-smoothing = smoothing
curves-smoothing-why = Smoothed over about { $steps } steps; the readings themselves stay behind the line
curves-following = follows
curves-held = held
curves-follow-now = Follow the run again
curves-empty = The curves begin with the first step

latent-straight = straight
latent-spherical = spherical
latent-lattice = lattice
latent-random = Two other examples
latent-classes = Colours of the classes
latent-scatter = Codes of the held-out examples; click one to begin the path there, Shift+click to end it
latent-path = From A to B, redrawn while it trains
latent-end = Test image { $end }
latent-probe = z = ({ $z1 }, { $z2 })
latent-probe-name = Decode of the code under the pointer
latent-empty = The codes appear with the first picture
latent-none-here = This family has no latent code to look at
axis-latent-1 = z₁
axis-latent-2 = z₂
axis-component-1 = 1st principal direction
axis-component-2 = 2nd principal direction
axis-none = { "" }

transport-restart = Restart with the same seed (R)
transport-play = Play (Space)
transport-pause = Pause (Space)
transport-step = One step (Right)
transport-ten = Ten steps (Shift+Right)
transport-speed = Speed limit
transport-unlimited = no speed limit
transport-limit = { $steps } steps/s at most
transport-steps = steps
transport-examples = examples
transport-epochs = epochs
transport-time = training time
transport-rate = steps/s
transport-new-seed = New seed
transport-recover = Go on
transport-recover-why = Go on from the last good step
doing-building = building the model
doing-first-step = taking the first step
doing-warming-up = compiling GPU kernels
doing-playing = training
doing-paused = paused
doing-finished = finished
doing-diverged = diverged
doing-failed = broke
stage-units = KL per unit
stage-unit = Unit { $unit }: { $nats } nats
stage-units-why = How far each latent dimension's posterior is from the prior, averaged over the held-out set, largest first. A grey bar has collapsed: it says nothing about the example.
stage-units-summary = KL of each latent unit: the largest { $most } nats, { $silent } of { $all } collapsed
