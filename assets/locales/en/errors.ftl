# What goes wrong: one sentence each that says what is wrong, where, and what to do

error-family-unknown = There is no family named “{ $family }”; take one of these: { $known }.
error-family-planned = The family { $family } is on the map but cannot be trained in this version; take one that “genera tree” marks as ready.
error-preset-unknown = There is no preset named “{ $preset }”; take one that “genera describe” lists.
error-knob-unknown = There is no knob named “{ $knob }” here; take one of these: { $known }.
error-knob-value = The knob { $knob } does not take “{ $value }”; give it a value in { $range }.
error-knob-form = The knob { $knob } cannot read “{ $value }”; write { $form }, in { $range }.
form-real = a plain number without a unit, such as 0.001 or 1e-3
form-whole = a whole number without a unit, such as 128
form-sizes = the widths of the layers with hyphens between them, such as 400-200
error-set-form = “{ $text }” does not turn a knob; write a name, an equals sign and a value, as in beta=4.

error-data-unknown = There is no data set and no file named “{ $data }”; give the path of a table of points (CSV), of an IDX file, of a folder of pictures, of a PNG sprite or of a text, or one of these names: { $known }.
error-labels-none = The pictures of { $data } have no classes that a model could be told; set labels to off, or choose data with labels.
error-data-kind = The family { $family } cannot learn from the data { $data }; “genera describe { $family }” lists the data that it accepts.
error-data-empty = The data { $data } hold no examples; choose another file.
error-data-changed = The data { $data } are no longer those that the run in { $path } was trained on; put the old data back, or name the new ones to measure by them.
error-bundled-broken = The bundled data set { $data } cannot be decoded, so this copy of Genera is damaged; install it again.
error-file-unreadable = The file { $path } cannot be read ({ $why }); check the path and its permissions.
error-file-kind = The path { $path } does not lead to a file; give the path of a file.
error-file-long = The file { $path } has more than { $most } bytes, which no such file has; check that it is the right one.
error-file-text = The file { $path } is not text in UTF-8; restore it from a copy.
error-gz-damaged = The file { $path } cannot be unpacked ({ $why }); download or compress it again.
error-idx-magic = The file { $path } is not an IDX file, because it does not begin with two zero bytes, a type and a number of axes; give an IDX file, gzipped or not.
error-idx-element = The IDX file { $path } holds elements of the type { $element }; convert it to unsigned bytes (type 0x08).
error-idx-axes = The IDX file { $path } has { $axes } axes where images have three (count, height, width) or, in colour, four with red, green and blue as the last; give the file of images, not of labels.
error-idx-empty = The IDX file { $path } declares no images, or images without pixels; choose another file.
error-idx-size = The images in { $path } are { $width } x { $height }, and more than { $most } pixels are too many to learn here; scale them down.
error-idx-large = The IDX file { $path } declares more than { $most } MiB, which are too many to load; split it, or download or copy it again.
error-idx-truncated = The IDX file { $path } ends too early: its header declares { $expected } bytes, and { $found } are there; download or copy it again.
error-idx-too-long = The IDX file { $path } goes on after the { $expected } bytes that its header declares; download or copy it again.
error-idx-labels = The label file { $path } has { $labels } labels for { $images } images; put the right label file beside the images, or none.
error-idx-labels-axes = The label file { $path } has { $axes } axes where labels have one (count); put the right label file beside the images, or none.

error-run-exists = There is something in { $path } already, and a run never overwrites anything; choose another folder.
error-run-unwritable = The run cannot be written to { $path } ({ $why }); check that the disk has room and the folder is yours to write.
error-run-unsaved = The run cannot be written to { $path } ({ $why }), but its checkpoint of step { $step } is whole; see that the disk has room and the folder is yours to write, and go on from there.
error-run-busy = Another Genera is writing the run in { $path }; let it finish or close it, then try again.
error-run-none = There is no run in { $path }; give the folder of a run, where run.toml is.
error-run-toml = The file { $path } cannot be understood at line { $line } ({ $why }); correct that line, or restore the file from a copy.
error-run-later = The file { $path } was written by Genera { $version }, and this is Genera { $own }; update it to open the run.
error-run-version = The file { $path } names “{ $version }” as the version of Genera that wrote it, which is none; write one as 0.1.0, or restore the file from a copy.
error-run-spec = The file { $path } holds what no run can have: { $trouble }
error-run-family = The file { $path } names the family { $family }, but the checkpoint beside it is of the family { $found }; put { $found } back into the file.
error-run-data = The data of the run in { $path } cannot be loaded: { $trouble }
error-spec-budget = The budget { $value } is no length of training; give a number of steps or seconds above 0.
error-spec-edits = The change of { $knob } at step { $step } stands after one at step { $last }; put the changes in the order of their steps.
error-metrics-damaged = The table { $path } does not begin with the columns of a run, so nothing is appended to it; restore it from a copy, or move it away to begin a new one.
error-checkpoint-damaged = The checkpoint file { $path } is damaged ({ $damage }); restore it from a copy, or train the run anew.
error-checkpoint-tensor = The checkpoint of { $path } does not fit its run ({ $misfit }); restore the folder from a copy, or train the run anew.
error-checkpoint-finite = The run is not saved to { $path }, because the tensor { $tensor } holds a number that is not finite; what was saved before stays as it is, so go back to it and lower the learning rate.
damage-missing = it is not there
damage-tensors = it does not hold tensors: { $why }
damage-progress = it cannot be understood: { $why }
damage-seconds = { $value } is no number of seconds
damage-checksum = its checksum is { $found } instead of { $wanted }
damage-checksums = some of its checksums are missing
misfit-missing = the tensor { $tensor } is missing
misfit-extra = the tensor { $tensor } belongs to nothing
misfit-shape = the tensor { $tensor } has the shape { $found } instead of { $wanted }
misfit-type = the tensor { $tensor } has the type { $found } instead of { $wanted }
misfit-value = the tensor { $tensor } holds a number that it cannot have

error-gpu-none = No GPU that can compute was found; install or update its driver, or choose the CPU.
error-gpu-open = The GPU cannot be opened ({ $why }); update its driver, or choose the CPU.
error-gpu-no-compute = The GPU { $name } cannot run compute shaders; update its driver, or choose the CPU.

trouble-diverged = The training diverged: { $loss } was not finite at step { $step }, and the run stands at step { $good } again; lower the learning rate or enlarge the batch.
trouble-panicked = The run broke ({ $why }) and stands at step { $good } again; go on from there, or start it with other knobs.


error-call = The call was not understood ({ $why }); see { $help }.
error-device-variable = The variable GENERA_DEVICE holds “{ $value }”; set it to auto, gpu or cpu.
error-engine-gone = The training engine stopped unexpectedly; start the command again, with RUST_LOG=error to see why.
error-engine-start = The training engine cannot be started ({ $why }); close other programs and try again.
error-out-kind = The file { $path } does not end as a picture, table or text that can be written here; choose a name that ends in { $known }.
error-out-folder = The file { $path } cannot be written, because its folder does not exist; make the folder, or choose another.
error-out-unwritable = The file { $path } cannot be written ({ $why }); check that the disk has room and the folder is yours to write.
error-latent-none = The family { $family } has no latent space to walk in; choose a run of a family that has one.
error-held-out-none = The data { $data } have no held-out examples to measure by; choose data with at least two examples.
error-held-out-index = There is no held-out example { $index }; choose a number from 0 to { $last }.
error-data-shape = The run in { $path } learned from examples of { $wanted } and the data { $data } have { $found }; choose data of the same size.
error-resume-family = The run in { $path } is of the family { $found } and not { $family }; leave the family out.
error-resume-steps = The run in { $path } has { $step } steps behind it already; ask for more with --steps, which counts from the start, or for more time with --seconds.
error-kept = { $trouble } What there is of the run is in { $path }.
error-signal = Interruptions cannot be caught here ({ $why }); start the command again.
error-ladder-none = The family { $family } has no importance-weighted bound on these pixels; train it with pixels=dynamic or pixels=static.
trouble-exploded = The training exploded: { $loss } grew a hundredfold by step { $step }, and the run stands at step { $good } again; lower the learning rate or enlarge the batch.
trouble-gpu-memory = The graphics memory of { $name } ran out ({ $why }), and the run stands at step { $good } again; choose smaller layers or a smaller batch, or go on on the CPU.
trouble-gpu-refused = The graphics interface of { $name } refused something ({ $why }); if pictures are missing or losses look odd, go on on the CPU.
trouble-gpu-lost = The graphics device { $name } is lost ({ $why }); the run is kept as it was last saved, and can go on on the CPU.
trouble-window-restarted = The graphics device was lost, so Genera opened its window again; the run stands where it was last saved, and goes on when you press play.
trouble-window-lost-again = The graphics device was lost again right after the start; update the graphics driver, or train without a window: genera train.
error-gpu-lost = The graphics device { $name } is lost; choose the CPU, or start Genera again.

# Points in a plane
error-data-drawn = data are drawn in the window, so there is nothing to train on here; draw them there, or name one of the data sets that “genera tree” lists
error-sample-plane = { $path }: samples on the plane are points, and a .png holds images; name a .csv instead
shape-plane = points in a plane

# Tables of points
data-pasted = the pasted text
error-table-empty = There is nothing in { $path }; give rows of two numbers each, such as 0.5,1.2.
error-table-numbers = There are no numbers in { $path }, where line { $line } says “{ $cell }”; give rows of two numbers each, such as 0.5,1.2.
error-file-empty = There is nothing in { $path }; give a table with rows of two numbers each, such as 0.5,1.2, or an IDX file of images.
error-file-numbers = The file { $path } is neither an IDX file of images nor a table of points, for line { $line } says “{ $cell }” and none holds numbers; give rows of two numbers each, such as 0.5,1.2, an IDX file, or a text of at least 1,000 characters.
error-table-column = There is a single column of numbers in { $path }, and a point needs two; give rows of two numbers each, such as 0.5,1.2.
error-table-words = There is only one column of numbers in { $path }, because column { $column } says “{ $cell }” in line { $line }; give two columns of plain numbers, without dates, words or units.
error-table-few = The number of points in { $path } is { $points }, and a model needs at least { $least }; give more rows of two finite numbers.
error-table-many = There are more than { $most } points in { $path }; give a part of them.
error-table-long = There are more than { $most } MiB of text in { $path }; give a part of it.
error-table-binary = There is neither a table of numbers, nor an IDX file, nor a text in { $path }; give points as CSV, images as IDX, as a folder of pictures or as a PNG sprite, or a text file, gzipped or not.
error-table-workbook = There is the workbook of a spreadsheet program in { $path }; save its sheet as CSV there, and give that file.
remark-table-columns = The table has { $columns } columns; “{ $x }” is taken as x and “{ $y }” as y, the first two with numbers.
remark-table-left-out = Rows left out because they lack two finite numbers: { $rows } of { $all }.
remark-table-outliers = Points that lie more than ten times as far out as is usual: { $points }; they stay in and stretch the scale, so take them out if they are mistakes.
error-density-plane = The run in { $path } did not learn from points in a plane, so there is no density of points in it; choose a run that did.
error-density-none = The family { $family } says nothing about the density of a point, not even by an oracle; take a run of another family, as “genera tree” tells.
error-race-same = A race needs different families, and { $family } is named twice; name each one once.
error-race-data = There are no data that all of the chosen families can learn from; choose families of one kind.
error-vary-form = “{ $text }” does not vary a knob; write a name, an equals sign and values, as in beta=1,2,4 or learning-rate=1e-4..1e-2:5.
error-vary-range = The knob { $knob } has no range of numbers to go through; list some of its values with commas, out of { $range }.
error-sweep-knobs = A sweep varies one knob or two, and { $count } are named; leave some of them at one value with --set.
error-sweep-same = The knob { $knob } is named twice; name it once, with all of its values in --vary.
error-sweep-twice = { $name } is to be { $value } twice, and the second run would repeat the first; name each value once.
error-sweep-many = This sweep would take { $count } runs, and { $most } are the most; name fewer values or fewer seeds.
error-sweep-metric = There is no metric named “{ $metric }” here; take one of these: { $known }.
error-export-family = There is no script yet that rebuilds { $family } on such data; export a run of one of these: { $known }.
error-export-knob = There is no script yet that rebuilds { $family } with { $knob }={ $value }; export a run with { $knob } at one of these: { $known }.
error-export-fresh = The run in { $path } has no weights yet, because it was ended before its first checkpoint; train it first.

error-picture-alone = The file { $path } is one picture, and a model learns from many; give a folder of pictures, or one PNG file with many square ones side by side.
error-pictures-few = There are { $count } pictures in { $path }, and a model needs at least { $least }; give a folder with more of them. { $left-out }
error-pictures-many = There are more than { $most } files in { $path }; give a smaller folder.
error-lesson-form = This is no lesson as lessons are written ({ $why }); compare it with those that come with Genera.
error-open-command = The flags --open and --lesson belong to the window; leave out the command, or the flag.
error-picture-unreadable = The file { $path } holds no picture that can be read; give a PNG, JPEG, WebP, GIF or BMP of at least 4 pixels a side.
error-picture-none = There is no picture to be had ({ $why }); copy a picture first, or open a file.
error-sprite-broken = The PNG file { $path } cannot be read to its end; download or copy it again.
error-sprite-large = The PNG file { $path } is too large to unpack; cut it into smaller sheets, or into a folder of pictures.
error-sprite-side = The sheet { $path } is { $width } x { $height }, which tiles of { $side } pixels a side do not fill; correct the size in its name, or cut the sheet to fit.
error-sprite-size = The sheet { $path } is { $width } x { $height }, and neither 28, 32, 16 nor 8 pixels divide both; say the size of a tile at the end of its name, such as sheet-24x24.png, or give a folder of pictures.
error-sprite-ambiguous = The sheet { $path } is { $width } x { $height }, which tiles of 28 and of 32 pixels fill alike; say which at the end of its name, such as sheet-28x28.png.
error-sprite-few = There are { $count } tiles of { $side } pixels a side in { $path }, and a model needs at least { $least }; give a larger sheet, or say the size of a tile at the end of its name, such as sheet-24x24.png.
remark-pictures-left-out = Left out { $count } of { $all } files: { $why }.
remark-pictures-classes = The folders are { $classes }, more than { $most }, so their names are not taken as labels.
remark-sprite-over = Left out the last { $count } of { $all } tiles, which are more than fit.
left-out-and = { $first }; { $next }
left-out-nothing = Nothing was left out.
left-out-broken = { $count } broken (such as { $name })
left-out-small = { $count } with less than { $least } pixels a side (such as { $name })
left-out-large = { $count } too large to unpack (such as { $name })
left-out-other = { $count } not a picture that can be read (such as { $name })
left-out-over = { $count } beyond the first { $most } pictures
error-shelf-label = The label { $path } cannot be written ({ $why }); free some space or make the folder writable.
error-shelf-move = { $path } cannot be moved ({ $why }); close other programs that use it, or make the folder writable.
error-pad-silent = The latent pad did not answer within five seconds. Try a smaller model, or fewer latent dimensions
error-overlay-many = At most { $most } runs can be laid over the curves. Take one off first.
error-metrics-unread = The table of { $path } has no row that can be read.
error-past-thread = The run cannot be read: { $why }
error-sweep-seeds = “{ $text }” are no seeds; write whole numbers with commas between them, such as 0, 1, 2.
error-sweep-steps = “{ $text }” is no number of steps; write a whole number above zero, such as 1000.
error-link-damaged = This is not a whole link to a bench; copy all of it, from “genera:” to its end, and paste it again.
error-link-made = The link could not be made ({ $why }); close other programs and try again.
