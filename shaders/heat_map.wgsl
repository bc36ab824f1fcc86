// A grid of scalar fields through a colour map; the channels of a field are averaged.

@fragment
fn fs_main(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let spot = locate(position.xy);
    if spot.coverage <= 0.0 {
        discard;
    }
    var value = 0.0;
    for (var channel = 0u; channel < grid.channels; channel++) {
        value += sample(spot, channel);
    }
    return finish(mapped(value / f32(grid.channels)), spot.coverage);
}
