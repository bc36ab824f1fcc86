// A grid of scalar fields through a colour map; the channels of a field are averaged.

// Up to this share of the range a smooth field lets the ground show through.
const FADES: f32 = 0.12;

@fragment
fn fs_main(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let spot = locate(position.xy);
    if spot.coverage <= 0.0 {
        discard;
    }
    let is_smooth = grid.smooth_field > 0u;
    var value = 0.0;
    for (var channel = 0u; channel < grid.channels; channel++) {
        if is_smooth {
            value += between(spot, channel);
        } else {
            value += sample(spot, channel);
        }
    }
    value /= f32(grid.channels);
    var coverage = spot.coverage;
    if grid.smooth_field == 1u {
        let share = (value - grid.range.x) / (grid.range.y - grid.range.x);
        coverage *= smoothstep(0.0, FADES, share);
    }
    return finish(mapped(value), coverage);
}
