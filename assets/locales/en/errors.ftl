# What goes wrong: one sentence each that says what is wrong, where, and what to do

error-family-unknown = There is no family named “{ $family }”; take one of these: { $known }.
error-family-planned = The family { $family } is on the map but cannot be trained in this version; take one that “genera tree” marks as ready.
error-knob-unknown = There is no knob named “{ $knob }” here; take one of these: { $known }.
error-knob-value = The knob { $knob } does not take “{ $value }”; give it a value in { $range }.
error-set-form = “{ $text }” does not turn a knob; write a name, an equals sign and a value, as in beta=4.

error-data-unknown = There is no data set and no file named “{ $data }”; give the path of an IDX file or one of these names: { $known }.
error-data-kind = The family { $family } cannot learn from the data { $data }; “genera describe { $family }” lists the data that it accepts.
error-data-empty = The data { $data } hold no examples; choose another file.
error-data-changed = The data { $data } are no longer those that the run was trained on; put the old file back, or name the new data to measure by them.
error-bundled-broken = The bundled data set { $data } cannot be decoded, so this copy of Genera is damaged; install it again.
error-file-unreadable = The file { $path } cannot be read ({ $why }); check the path and its permissions.
error-gz-damaged = The file { $path } cannot be unpacked ({ $why }); download or compress it again.
error-idx-magic = The file { $path } is not an IDX file, because it does not begin with two zero bytes; give an IDX file of images, gzipped or not.
error-idx-element = The IDX file { $path } holds elements of the type { $element }; convert it to unsigned bytes (type 0x08).
error-idx-axes = The IDX file { $path } has { $axes } axes where images have three (count, height, width); give the file of images, not of labels.
error-idx-empty = The IDX file { $path } declares no images, or images without pixels; choose another file.
error-idx-truncated = The IDX file { $path } ends too early: { $expected } bytes are expected and { $found } are there; download or copy it again.
error-idx-too-long = The IDX file { $path } goes on after its end: { $expected } bytes are expected and { $found } are there; download or copy it again.
error-idx-labels = The label file { $path } has { $labels } labels for { $images } images; put the right label file beside the images, or none.

error-run-exists = There is something in { $path } already, and a run never overwrites anything; choose another folder.
error-run-unwritable = The run cannot be written to { $path } ({ $why }); check that the disk has room and the folder is yours to write.
error-run-busy = Another Genera is writing the run in { $path }; let it finish or close it, then try again.
error-run-none = There is no run in { $path }; give the folder of a run, where run.toml is.
error-run-toml = The file run.toml in { $path } cannot be understood ({ $why }); restore it from a copy.
error-checkpoint-damaged = The checkpoint file { $path } is damaged ({ $why }); restore it from a copy, or train the run anew.
error-checkpoint-tensor = The checkpoint of { $path } does not fit its run at the tensor { $tensor }; restore the folder from a copy, or train the run anew.

error-gpu-none = No GPU that can compute was found; install or update its driver, or choose the CPU.
error-gpu-open = The GPU cannot be opened ({ $why }); update its driver, or choose the CPU.
error-gpu-no-compute = The GPU { $name } cannot run compute shaders; update its driver, or choose the CPU.

trouble-diverged = The training diverged: { $loss } was not finite at step { $step }, and the run stands at step { $good } again; lower the learning rate or enlarge the batch.
trouble-panicked = The run broke ({ $why }) and stands at step { $good } again; go on from there, or start it with other knobs.


error-call = The call was not understood ({ $why }); see { $help }.
error-device-variable = The variable GENERA_DEVICE holds “{ $value }”; set it to auto, gpu or cpu.
error-engine-gone = The training engine stopped unexpectedly; start the command again, with RUST_LOG=error to see why.
error-engine-start = The training engine cannot be started ({ $why }); close other programs and try again.
error-out-kind = The file { $path } does not end as a picture or table that can be written here; choose a name that ends in { $known }.
error-out-folder = The file { $path } cannot be written, because its folder does not exist; make the folder, or choose another.
error-out-unwritable = The file { $path } cannot be written ({ $why }); check that the disk has room and the folder is yours to write.
error-latent-none = The family { $family } has no latent space to walk in; choose a run of a family that has one.
error-held-out-none = The data { $data } have no held-out examples to measure by; choose data with at least two examples.
error-held-out-index = There is no held-out example { $index }; choose a number from 0 to { $last }.
error-data-shape = The run in { $path } learned from images of { $wanted } and the data { $data } have { $found }; choose data of the same size.
error-resume-family = The run in { $path } is of the family { $found } and not { $family }; leave the family out.
error-resume-steps = The run in { $path } has { $step } steps behind it already; ask for more with --steps, which counts from the start, or for more time with --seconds.
error-kept = { $trouble } What there is of the run is in { $path }.
error-signal = Interruptions cannot be caught here ({ $why }); start the command again.
error-ladder-none = The family { $family } has no importance-weighted bound on these pixels; train it with pixels=dynamic.
trouble-exploded = The training exploded: { $loss } grew a hundredfold by step { $step }, and the run stands at step { $good } again; lower the learning rate or enlarge the batch.
trouble-gpu-memory = The graphics memory of { $name } ran out ({ $why }), and the run stands at step { $good } again; choose smaller layers or a smaller batch, or go on on the CPU.
trouble-gpu-refused = The graphics interface of { $name } refused something ({ $why }); if pictures are missing or losses look odd, go on on the CPU.
trouble-gpu-lost = The graphics device { $name } is lost ({ $why }); the run is kept as it was last saved, and can go on on the CPU.
trouble-window-restarted = The graphics device was lost, so Genera opened its window again; the run stands where it was last saved, and goes on when you press play.
trouble-window-lost-again = The graphics device was lost again right after the start; update the graphics driver, or train without a window: genera train.
error-gpu-lost = The graphics device { $name } is lost; choose the CPU, or start Genera again.
