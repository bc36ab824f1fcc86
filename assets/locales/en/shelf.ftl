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
shelf-no-checkpoint = no checkpoint
shelf-steps = { $steps } steps
shelf-now = just now
shelf-minutes = { $count } min ago
shelf-hours = { $count } h ago
shelf-days = { $count ->
    [one] yesterday
   *[other] { $count } days ago
 }
