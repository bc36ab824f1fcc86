# The window: header, map, pages, overlays, banners

screen-map = Map
screen-bench = Bench
screen-bench-why = Nothing trains yet; choose a family on the map
run-seed = seed { $seed }
unit-frames-per-second = fps
unit-steps-per-second = steps/s
shade-dark = Dark
shade-light = Light
close = Close

device-chip = Training device: { $name }
device-none = none
device-auto = Automatic
device-gpu = GPU
device-cpu = CPU
device-software = wgpu, software · { $name }
device-why-hardware = Automatic takes the GPU, which this window also draws with
device-why-software = Automatic takes the CPU: wgpu has only a software rasteriser here, which is correct but slow
device-why-none = Automatic takes the CPU: wgpu has no device here that can compute

map-name = Map of the taxonomy
map-first = Click a bright card: it starts to learn at once
map-next = Click a card to see its training, or a node to read about it
map-keys = Arrows walk · Enter opens · Shift+Enter or right click reads · C or Shift+click chooses for a race · 0 fits · Ctrl+K finds · ? shows all keys
map-not-yet = not yet in this version
map-ready = click to train
map-warming-up = warming up…
map-step = step { $step }
map-bound = ≥ { $value } nats
map-value = { $value } nats
map-page-of = About { $name }

page-back = Map
page-back-key = Esc
page-train = Train it
page-below = What its families can compute
page-below-done = A tick is something that a run of this session has just done: its mean log p(x), milliseconds a sample, how far an example comes back from its code
page-can = What it can compute
page-accepts = accepts
page-objective = Objective
page-paper = Paper
kind-plane = points in a plane
kind-images = images
kind-text = text

find-title = Find…
find-hint = A model or an idea
find-nothing = Nothing has this name

keys-title = Keys
keys-everywhere = Everywhere
keys-on-map = On the map
keys-training = While training
keys-map = map
keys-bench = bench
keys-find = find a model or an idea
keys-keys = this list
keys-back = close, or back to the map
keys-full-screen = full screen
keys-walk = walk along the tree
keys-open = train a family, read about a node
keys-page = read about a family
keys-fit = fit the tree to the window
keys-play = play or pause
keys-step = one step
keys-ten-steps = ten steps
keys-restart = restart with the same seed
keys-new-seed = restart with a new seed
keys-undo = take a knob back
keys-redo = turn it again
keys-layers = show or hide a layer
keys-maximise = maximise a pane

banner-recover = Go on from the last good step
banner-soothe = Go on with a tenth of the learning rate
banner-to-cpu = Go on on the CPU
engine-failed = The training thread could not start: { $why }. Close other programs and start Genera again.
engine-gone = The training thread has ended, so nothing trains any more. Start Genera again.
window-failed = The window could not be opened: { $why }. A display and a graphics driver are needed; without them, use the commands listed by genera --help.

run-name-adjectives = brave calm bright clever gentle quick quiet bold merry sunny nimble patient curious eager kind proud swift tidy warm wise lucky mellow noble steady
run-name-animals = otter heron badger lynx falcon marten beaver crane dolphin fox hare ibis jay koala lark magpie newt owl panda robin seal tiger whale wren

toast-finished = { $run } has finished after { $step } steps
toast-failed = { $run }: { $trouble }
toast-copied = Copied to the clipboard
toast-saved = Saved to { $path }
export-failed = The picture could not be made ({ $why }); choose another format.
keys-on-curves = On the curves
keys-zoom = show less or more of the run
keys-pan = move along the run
keys-first = go to the beginning
keys-follow = follow the run
keys-next = go to the next control

# The plane
map-above-entropy = KL { $value } nats
map-nll = NLL { $value } nats
drop-here = Drop it here
drop-what = A table of points (CSV or TSV), a folder of pictures, a PNG sprite, an IDX file or a text becomes the data of this run
keys-on-plane = On the plane
keys-probe = move the point that is read
keys-near = nearer or farther
keys-all = show all
keys-draw = brush, to draw data
keys-erase = eraser
keys-brush = size of the brush
keys-paste = take a pasted table as data
keys-family = same data, another family

# The race
screen-race = Race
keys-choose = choose the family for a race (also Shift+click)
screen-race-why = Shift+click two to six cards on the map to let them race
screen-museum = Failures
museum = The failure museum
museum-line = What goes wrong in training, and how it looks: each of these runs fails by itself, on the processor within seconds, and the doctor says how it found out
museum-start = Let it fail
museum-show = Show it
museum-found = Found, since step { $step }
museum-waiting = Not found yet
race-about = { $data } · seed { $seed } · { $budget }
race-seconds = { $seconds } s of its own training each
race-steps = { $steps } steps each
race-examples = { $examples } examples each
race-endless = no limit
race-empty = No race yet: choose two to six cards on the map with Shift+click
race-play = Go on
race-pause = Pause all
race-again = Again, new seed
race-open = A click shows this run on the bench
race-curves = Curves of the race: energy distance, and KL where a family has it, over seconds of training
race-dashed = dashed: an upper bound
race-fresh = fresh data
race-fresh-why = What fresh data of the same source get where the samples of a model stand otherwise: the best value there is
race-family = family
race-sort = Sort by { $column }; once more turns the order round
race-start = Race { $count } families
race-start-why = Choose one more
race-clear = Choose none
