# What the command line prints

call-seconds = a number of seconds above 0 is needed, without a unit, as in 300
call-whole = a whole number from { $first } to { $last } is needed, without a unit, as in 300

tree-family = family
tree-data = data
tree-state = state
tree-ready = ready
tree-planned = on the map only

describe-place = place
describe-accepts = accepts
describe-data = default data
describe-objective = objective
describe-paper = paper
describe-knobs = Knobs
describe-knob = knob
describe-value = value
describe-default = default
describe-range = range
describe-acts = acts
describe-why = what it does
describe-hot = at once
describe-restart = at a restart
describe-layers = Layers on { $data }, { $parameters } parameters
describe-tensor = tensor
describe-shape = shape
describe-role = role
describe-planned = This family is on the map but cannot be trained in this version.

train-default-steps = Neither --steps nor --seconds is given, so it trains { $steps } steps
train-resumed = Going on from step { $step }
train-stopped = Stopped at step { $step }, saved in { $path }; go on with: { $resume }

progress-first-step = first step: compiling and tuning …
progress-steps = step { $step } of { $steps }, { $rate } steps/s, { $left } left, loss { $loss }
progress-seconds = { $seconds } of { $budget } s, step { $step }, { $rate } steps/s, loss { $loss }
progress-endless = step { $step }, { $rate } steps/s, loss { $loss }
progress-unknown = unknown

report-family = family
report-data = data
report-device = device
report-seed = seed
report-steps = steps
report-seconds = seconds of training
report-pace = steps a second
report-first-step = first step, seconds
report-parameters = parameters
report-out = folder
report-protocol = pixels
report-held-out = held-out examples
report-unknown = unknown

bench-memory = memory, MiB
bench-pad = pad p50, p95 in ms

wrote-samples = Wrote { $count } samples to { $path }
wrote-frames = Wrote { $count } frames to { $path }

devices-use = taken by
devices-name = name
devices-backend = interface
devices-kind = kind
devices-kind-cpu = processor
devices-kind-hardware = graphics hardware
devices-kind-software = software rasteriser
eval-grey = No IWAE on grey pixels, where the bound is not valid; train with --set pixels=dynamic or pixels=static to measure it

# The plane on the command line
describe-presets = Presets
describe-preset = preset
describe-call = turns
describe-works = works
describe-shows = what it shows
describe-yes = yes
describe-no = no
density-left-out = Rows of the points left out because they lack two finite numbers: { $rows }

# Comparing families
report-likelihood = log p(x)
report-likelihood-none = none: this family only draws samples
report-likelihood-constant = up to an unknown constant
report-bound = <= log p(x)
report-real = real data { $value }
report-band = chance up to { $value }
report-total = of { $value }

# The race
progress-examples = { $examples } of { $budget } examples, step { $step }, { $rate } steps/s, loss { $loss }
race-progress = { $share } % of the budget of each: { $runs }
race-run = { $family } { $step } steps
race-rank = #
race-likelihood = log p(x)
race-energy = energy distance
race-kl = KL, nats
race-modes = modes
race-quality = high quality
race-precision = precision
race-recall = recall
race-coverage = coverage
race-state = state
race-finished = finished
race-stopped = stopped
race-diverged = diverged at step { $step }
race-exact = exact
race-bound = <=
race-constant = unnormalised
race-none = none
race-ceiling = (real data)
race-wrote = Wrote the table to { $path }
# The sweep
sweep-progress = run { $run } of { $runs } ({ $values }): step { $step }, { $left } left for all
sweep-failed = failed
# The export
export-wrote = Wrote { $path }; run it with Python, torch and safetensors, and it checks itself
