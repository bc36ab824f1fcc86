screen-shelf = Shelf
shelf-line = All runs that are kept: what was changed, how far they came
shelf-sum = { $count ->
    [one] One run
   *[other] { $count } runs
 }, { $size }, in { $folder }
shelf-search = Search: name, model, data, note
shelf-order = Order
shelf-by-time = Newest
shelf-by-family = Model and figure
shelf-by-name = Name
shelf-by-star = Stars
shelf-group = Group
shelf-group-none = none
shelf-by-model = Model
shelf-group-data = Data
shelf-newest = { $what }, as it was measured last
shelf-best = best, step { $step }
shelf-best-full = { $what }: { $at }
shelf-empty = No run is kept yet. Train a model on the map, and it will stand here, ready to be taken up again.
shelf-no-match = No run matches the search.
shelf-strange = { $count ->
    [one] One folder here is no run that can be read
   *[other] { $count } folders here are no runs that can be read
 }
shelf-taken-off = { $name } was taken off the shelf; it is removed for good when Genera is opened the next time.
shelf-put-back = Put it back
shelf-star = Give it a star
shelf-unstar = Take its star away
shelf-open = Show it on the bench
shelf-again = Start a new run with its settings
shelf-copy = Copy the command line that makes it
shelf-note = Note
shelf-note-close = Close the note
shelf-take-off = Take it off the shelf
shelf-is-open = It is open in this window and stays on the shelf
shelf-unchanged = as it comes
shelf-same = nothing changed
shelf-new-seed = a new seed
shelf-against-defaults = against the defaults
shelf-against = against { $name }
shelf-figure-kl_nats = KL from the data, nats
shelf-figure-nll_nats = −log p(x), nats
shelf-figure-nats_per_char = nats a character
shelf-figure-elbo_nats = ELBO, nats
shelf-figure-bits_per_dim = bits a dimension
shelf-figure-energy_distance = energy distance
shelf-figure-frechet_distance = Fréchet distance
shelf-figure-denoising_nats = denoising, nats
shelf-figure-velocity_error = velocity error
shelf-figure-wasserstein = Wasserstein distance
shelf-figure-verdict_held_out = verdict on held-out
shelf-figure-free_energy_nats = free energy, nats
shelf-unmeasured = not measured
shelf-thumbnail = What it drew last
shelf-no-checkpoint = no checkpoint
shelf-steps = { $steps } steps
shelf-now = just now
shelf-minutes = { $count } min ago
shelf-hours = { $count } h ago
shelf-days = { $count ->
    [one] yesterday
   *[other] { $count } days ago
 }
overlay-on = Show in the curves
overlay-off = Take it off the curves
overlay-off-why = { $name }: { $family } on { $data }. A click takes it off the curves.
compare-this = Compare
compare-not = No longer compare
compare-one = { $name } is chosen. Choose a second run to compare them.
compare-go = Compare the two
compare-differ = What differs
compare-same = The settings are the same.
compare-curves = Held-out figures
compare-no-curve = The two were not measured by the same figure.
compare-pictures = Last samples
compare-beside = Side by side
compare-swipe = Swipe
compare-divider = Divider between { $one } and { $other }: the arrow keys move it
compare-no-picture = No picture of it is kept.
compare-picture-step = after step { $step }
compare-back = Back to the shelf
sweep = Sweep
sweep-line = One knob or two at several values, trained one after the other in the background
sweep-open = Sweep: train with several values of a knob
sweep-of = of { $name }, { $family } on { $data }
sweep-no-run = Train a model first: a sweep varies the knobs of the run on the bench.
sweep-back = Back to the bench
sweep-knob = Knob
sweep-second-knob = Second knob
sweep-no-knob = none
sweep-values = Values of { $knob }
sweep-values-why = Values with commas between them, as in 1e-4, 3e-4, 1e-3, or a range with a count, as in 1e-4..1e-2:5
sweep-seeds = Seeds
sweep-steps = Steps of each run
sweep-costs = { $count ->
    [one] One run
   *[other] { $count } runs
 } of { $steps } steps.
sweep-time = About { $time } at the speed of the run on the bench.
sweep-begin = { $count ->
    [one] Start one run
   *[other] Start { $count } runs
 }
sweep-busy = A sweep is under way, or something above does not fit
sweep-empty = Every run of a sweep is trained in the background and kept on the shelf; the run on the bench goes on. What they come to will be shown here.
sweep-cancel = Cancel the rest
sweep-save = Save as CSV
sweep-begins = The sweep begins.
sweep-run = Run { $run } of { $all }: { $values }, step { $step }.
sweep-left = About { $time } left.
sweep-done = The sweep is done: { $all } runs.
sweep-stopped = The sweep was stopped after { $done } of { $all } runs; those are kept.
sweep-legend = Below each picture: { $what }. The stronger the border, the better.
sweep-legend-later = Pictures and figures come as the runs end.
sweep-waits = waits
sweep-open-run = Show it on the bench
